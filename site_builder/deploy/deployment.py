"""A deploy of the last build: what of it is not on the target yet."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from site_builder.deploy import build, journal, plan, receipt, tree
from site_builder.deploy.build import LastBuild
from site_builder.deploy.cut_out import CutOut
from site_builder.deploy.files import File, TakenDown, is_of_a_lane
from site_builder.deploy.plan import Circumstances, Pair, Plan
from site_builder.deploy.pointer import Pointer
from site_builder.deploy.session import Outcome, Session
from site_builder.deploy.takedown import pairs_of_takedown
from site_builder.errors import DeployError
from site_builder.index.handover import Handover


@dataclass(frozen=True)
class Wishes:
    """What the caller asked for."""

    audit: bool = False
    allow_deletes: bool = False
    resume: bool = False


class Deployment:
    """`bring_alerts` is given the pages of alerts as they were built, by locale."""

    def __init__(
        self,
        session: Session,
        last_build: LastBuild,
        wishes: Wishes,
        bring_alerts: Callable[[dict[str, bytes]], None] = lambda shells: None,
    ) -> None:
        self.session, self.last_build, self.wishes = session, last_build, wishes
        self.bring_alerts = bring_alerts
        self.mirror, self.known = session.mirror, session.known

    def run(self) -> Outcome:
        """Raises DeployError."""
        self._check_address(self.last_build.site_url())
        with self.session.holding(audit=self.wishes.audit):
            if pending := self.last_build.pending_takedowns():
                return self._take_down_only(pending)
            return self._run()

    def _take_down_only(self, pending: TakenDown) -> Outcome:
        """The last build shows what was taken down since: nothing of it may go out."""
        outcome = CutOut(self.session, pending).run()
        outcome = outcome or Outcome(Plan(), replace(self.session.found, claim=None))
        outcome.awaits_build = True
        return outcome

    def _run(self) -> Outcome:
        found = self.session.found
        with self.last_build.opened() as handover:
            self._check_site(handover)
            taken = build.taken_down(handover)
            made = self._plan(handover, taken)
            fresh = self._fresh(handover, made)
            self.last_build.put_aside([*fresh.values(), *(put.file for put in made.puts)])
            now = self._pointer(handover)
            changed = receipt.changed(made, handover)
            shells = {} if self.is_pinned else self._shells(handover)
        outcome = Outcome(made, found, strangers=sorted(self.known.strangers))
        if made or self.mirror.deltas or self.known.touched or now != replace(found, claim=None):
            source = self.last_build.source
            outcome.release = self.session.release(
                made, fresh, source, now, "deploy", changed, lambda: self.bring_alerts(shells)
            )
            outcome.pointer = self.session.hold.pointer
        else:
            self.known.note(found)
            self.bring_alerts(shells)
        self._remember(handover, made, taken)
        return outcome

    def _check_address(self, site_url: str) -> None:
        """What must not happen to the public by a mistake in a setting."""
        target = self.session.target
        if target.folder is None and _is_loopback(site_url):
            raise DeployError(
                f"The site was built for {site_url}, which only this machine reads: set url in"
                " site.toml to the public address, build, and deploy then."
            )
        if target.folder is None and site_url != target.public_url:
            raise DeployError(
                f"The site was built for {site_url}, but the public reads {target.url} at"
                f" {target.public_url}: build with that url, or correct public_url in site.toml."
            )

    def _check_site(self, handover: Handover) -> None:
        site_url, target = handover.site_url, self.session.target
        there = self.session.found.site_url
        if target.folder is None and there not in ("", site_url) and not target.is_declared:
            raise DeployError(
                f"{target.url} holds the site of {there}, and this one is {site_url}: correct the"
                " target. If the site has moved, write the target with its public_url into"
                " site.toml."
            )

    def _plan(self, handover: Handover, taken: TakenDown) -> Plan:
        if self.is_pinned:
            pairs = pairs_of_takedown(
                self.mirror, handover, self.last_build, self._news(taken), self.known.touched
            )
        else:
            pairs = [pair for pair in self._pairs(handover, taken) if not is_of_a_lane(pair.path)]
        held = frozenset(handover.failed() | handover.left_out())
        now, before = self.session.store.now(), self.known.were_public()
        made = plan.plan(pairs, Circumstances(now, taken, held, before))
        for put in made.puts:
            if put.before is None and put.file.path in self.known.strangers:
                raise journal.foreign(put.file.path)
        self._refuse_too_much(made)
        return made

    @property
    def is_pinned(self) -> bool:
        return self.session.found.pin is not None and not self.wishes.resume

    def _pairs(self, handover: Handover, taken: TakenDown) -> Iterator[Pair]:
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
        paths |= {entry.file.path for entry in mirror.showing(self._news(taken))}
        paths |= {*json.loads(mirror.meta("held") or "[]")}
        for path in paths:
            output = handover.output(path)
            yield Pair(path, output and build.file_of(output), mirror.entry(path))

    def _last_seen_build(self, handover: Handover) -> int | None:
        """None when all must be compared."""
        name, _, number = self.mirror.meta("build").rpartition(" ")
        return int(number) if name == handover.name and not self.wishes.audit else None

    def _news(self, taken: TakenDown) -> TakenDown:
        """What was taken down since the last deploy."""
        documents, media = json.loads(self.mirror.meta("taken") or "[[], []]")
        seen = frozenset((id_, locale) for id_, locale in documents)
        return taken - TakenDown(seen, frozenset(media))

    def _fresh(self, handover: Handover, made: Plan) -> dict[str, File]:
        """What is wanted where nothing was at the last release."""
        outputs = map(handover.output, self.known.begun)
        touched = {output.path: build.file_of(output) for output in outputs if output}
        return touched | {put.file.path: put.file for put in made.puts if put.before is None}

    def _shells(self, handover: Handover) -> dict[str, bytes]:
        pages = handover.outputs_of("alerts")
        return {code: self.last_build.read(build.file_of(page)) for code, page in pages.items()}

    def _refuse_too_much(self, made: Plan) -> None:
        if made.exceeds(tree.count(self.mirror)) and not self.wishes.allow_deletes:
            some = ", ".join(made.unexplained[:3])
            raise DeployError(
                f"{len(made.unexplained):,} files would be removed that no tombstone and no"
                f" redirect explains ({some}, ...). Nothing was written. Look at deploy --dry-run;"
                " if they are to go, repeat with --allow-deletes."
            )

    def _pointer(self, handover: Handover) -> Pointer:
        found = replace(self.session.found, claim=None)
        if self.is_pinned:
            return found
        return replace(
            found,
            site_url=handover.site_url,
            content_version=handover.content_version,
            pin=None,
        )

    def _remember(self, handover: Handover, made: Plan, taken: TakenDown) -> None:
        """After the release is out. What a deploy that dies does not come to the next one does."""
        if not self.is_pinned:
            self.mirror.set_meta("build", f"{handover.name} {handover.number}")
            self.mirror.set_meta("held", json.dumps(sorted(made.held)))
        self.mirror.commit()
        dumped = json.dumps([sorted(taken.documents), sorted(taken.media)])
        if self.mirror.meta("taken") != dumped:
            self.session.releases.purge(made.taken)
            self.mirror.set_meta("taken", dumped)
        self.session.releases.prune(self.session.hold.pointer.release)
        if self.wishes.audit:
            self.session.releases.sweep()
        self.mirror.commit()


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.") or host.endswith(".localhost")
