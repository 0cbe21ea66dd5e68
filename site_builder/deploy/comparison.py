"""What the public is to get beside what stands there: the last build, but for what must stay as it
is or must not be public any more."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from site_builder.deploy import build, references, tree
from site_builder.deploy import plan as plans
from site_builder.deploy.build import LastBuild
from site_builder.deploy.cut_out import CutOut
from site_builder.deploy.files import COPIED, File, TakenDown, is_of_a_lane
from site_builder.deploy.plan import Circumstances, Pair, Plan
from site_builder.deploy.session import Session
from site_builder.deploy.takedown import pairs_of_takedown
from site_builder.index.handover import Handover


class Comparison:
    """Within a claim, and while nobody builds. While a release is held (`is_pinned`) only what was
    taken down changes; an `audit` compares everything."""

    def __init__(
        self, session: Session, last_build: LastBuild, *, is_pinned: bool, audit: bool
    ) -> None:
        self.session, self.last_build = session, last_build
        self.is_pinned, self.audit = is_pinned, audit
        self.mirror, self.known = session.mirror, session.known
        self._held_files: dict[str, File] = {}
        self._cut: CutOut | None = None

    def plan(self, handover: Handover) -> Plan:
        taken = build.taken_down(handover)
        news, before = self._news(taken), self.known.were_public()
        also = [*before, *(entry.file for entry in self.mirror.showing(news))]
        pictures = self.session.releases.media_of(news, also)
        taken, news = replace(taken, pictures=pictures), replace(news, pictures=pictures)
        if self.is_pinned:
            pairs = self._pairs_while_held(handover, taken, news)
        else:
            pairs = [p for p in self._pairs(handover, news) if not is_of_a_lane(p.path)]
        cut = self._cut_versions(pairs, taken)
        held = self._held(handover, pairs, [*cut] if self.is_pinned else [])
        now = self.session.store.now()
        circumstances = Circumstances(now, taken, held=held, cut=cut, before=before, news=news)
        return plans.plan(pairs, circumstances)

    def _pairs_while_held(
        self, handover: Handover, taken: TakenDown, news: TakenDown
    ) -> list[Pair]:
        """What a deploy that died has touched gets the version of the release that is held, or that
        of the last build where the held one shows what was taken down since, or is kept no more."""
        root, fetch = self.session.found.root, self.known.fetch
        touched = [path for path in self.known.touched if not is_of_a_lane(path)]
        held = {path: tree.at(root, path, fetch) for path in touched}
        files = {path: entry.file for path, entry in held.items() if entry and not entry.until}
        anew = {
            path
            for path, file in files.items()
            if file.goes_with(taken) or self.session.kept(file) is None
        }
        self._held_files = {path: file for path, file in files.items() if path not in anew}
        taken_down = pairs_of_takedown(
            self.mirror, handover, self.last_build, news, self.known.were_public(), anew
        )
        found = {
            path: Pair(path, self._held_files.get(path), self.mirror.entry(path))
            for path in touched
        }
        return [*(found | {pair.path: pair for pair in taken_down}).values()]

    def _held(self, handover: Handover, pairs: list[Pair], also: list[str]) -> frozenset[str]:
        """Pages that could not be made and `also` others, and whatever these refer to as they
        stand."""
        held = {*handover.failed(), *handover.left_out(), *also}
        unwanted = {pair.path for pair in pairs if pair.there and not pair.wanted}
        queue = [*(unwanted & held)]
        while queue:
            path = queue.pop()
            standing = self.session.standing(path) or b""
            found = references.paths(path, standing, handover.site_url) - held
            queue += found & unwanted
            held |= found
        return frozenset(held)

    def _cut_versions(self, pairs: list[Pair], taken: TakenDown) -> dict[str, File]:
        """What stays for good or for a while, although the last build does not have it, loses what
        was taken down."""
        now = self.session.store.now()
        stays = [
            pair.there
            for pair in pairs
            if pair.wanted is None and pair.there and not 0 < pair.there.until <= now
            if pair.there.file.class_ not in COPIED
            if pair.there.file.shows(taken) and not pair.there.file.is_of(taken)
        ]
        if not stays:
            return {}
        self._cut = CutOut(self.session, taken, self.last_build.built)
        return self._cut.versions(stays)

    def _pairs(self, handover: Handover, news: TakenDown) -> Iterator[Pair]:
        """All paths at which something may be to do."""
        mirror, since = self.mirror, self._last_seen_build(handover)
        if since is None:
            wanted = {output.path: build.file_of(output) for output in handover.outputs()}
            there = {entry.file.path: entry for entry in mirror.entries()}
            for path in wanted.keys() | there.keys():
                yield Pair(path, wanted.get(path), there.get(path))
            return
        paths = {output.path for output in handover.outputs(since)}
        paths |= {*handover.departed(since), *self.known.touched}
        paths |= {entry.file.path for entry in mirror.going()}
        pictures = TakenDown(media=news.pictures)
        paths |= {e.file.path for e in (*mirror.showing(news), *mirror.showing(pictures))}
        if news:
            paths |= {entry.file.path for entry in mirror.orphans()}
        paths |= {
            *json.loads(mirror.meta("held") or "[]"),
            *handover.failed(),
            *handover.left_out(),
        }
        for path in paths:
            output = handover.output(path)
            yield Pair(path, output and build.file_of(output), mirror.entry(path))

    def _last_seen_build(self, handover: Handover) -> int | None:
        """None when all must be compared."""
        name, _, number = self.mirror.meta("build").rpartition(" ")
        return int(number) if name == handover.name and not self.audit else None

    def _news(self, taken: TakenDown) -> TakenDown:
        """What was taken down since the last deploy."""
        documents, media = json.loads(self.mirror.meta("taken") or "[[], []]")
        seen = frozenset((id_, locale) for id_, locale in documents)
        return taken - TakenDown(seen, frozenset(media))

    def fresh(self, handover: Handover, made: Plan) -> dict[str, File]:
        """What is wanted where nothing was at the last release."""
        outputs = map(handover.output, self.known.begun)
        touched = {output.path: build.file_of(output) for output in outputs if output}
        return touched | {put.file.path: put.file for put in made.puts if put.before is None}

    def source(self, file: File) -> bytes | Path:
        """The bytes of a file of the plan. While a release is held, files of that release may have
        to be written again."""
        if self._cut is not None and self._cut.has(file):
            return self._cut.source(file)
        if not self.is_of_build(file) and (found := self.session.kept(file)) is not None:
            return found
        return self.last_build.source(file)

    def is_of_build(self, file: File) -> bool:
        is_cut = self._cut is not None and self._cut.has(file)
        return not is_cut and self._held_files.get(file.path) != file
