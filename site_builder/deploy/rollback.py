"""Back to an earlier release, which then stays until someone resumes."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from site_builder.deploy import build, plan, pointer, receipt, references, tree
from site_builder.deploy.build import LastBuild
from site_builder.deploy.choice import Choice
from site_builder.deploy.files import Entry, File, TakenDown, is_of_a_lane
from site_builder.deploy.outcome import Outcome
from site_builder.deploy.plan import Circumstances, Pair, Plan
from site_builder.deploy.pointer import Pin
from site_builder.deploy.releases import FOLDER, Release
from site_builder.deploy.session import Session, who
from site_builder.deploy.stores import Store
from site_builder.deploy.target import Target
from site_builder.deploy.told import about_rollback
from site_builder.errors import DeployError
from site_builder.index.handover import Handover


class Rollback:
    """`lane` are pages that no rollback touches."""

    def __init__(
        self, session: Session, last_build: LastBuild, number: int, lane: Iterable[str] = ()
    ) -> None:
        self.session, self.last_build, self.number = session, last_build, number
        self.lane = [*lane]
        self._mended: dict[str, File] = {}

    def run(self) -> Outcome:
        """Raises DeployError."""
        with self.session.holding():
            return self._run()

    def _run(self) -> Outcome:
        session, record = self.session, self._record()
        with self.last_build.peeked() as handover:
            taken = build.taken_down(handover) | self.last_build.pending_takedowns()
            outputs = map(handover.output, session.known.touched)
            self._mended = {out.path: build.file_of(out) for out in outputs if out}
            made = self._plan(record, taken, handover)
        about = about_rollback(made, receipt.modified_in(session.releases.all(), self.number))
        pin = Pin(self.number, session.time(), who())
        then = replace(session.found, content_version=record.content_version, pin=pin, claim=None)
        release = session.release(made, self._source, then, "rollback", about)
        session.mirror.set_meta("build", "")
        session.mirror.commit()
        return Outcome(made, session.hold.pointer, (release,))

    def _plan(self, record: Release, taken: TakenDown, handover: Handover) -> Plan:
        session, before = self.session, self.session.known.were_public()
        files = self._then(record)
        also = [*before, *(file for file in files.values() if file)]
        also += [entry.file for entry in session.mirror.showing(taken)]
        taken = replace(taken, pictures=session.releases.media_of(taken, also))
        now = session.store.now()
        circumstances = Circumstances(now, taken, before=before, news=taken, at_once=True)
        return plan.plan(self._pairs(files, taken, handover), circumstances)

    def _record(self) -> Release:
        record = self.session.releases.get(self.number)
        if record is None or self.number > self.session.found.release:
            raise no_way_back(self.session.target, self.number)
        return record

    def _then(self, record: Release) -> dict[str, File | None]:
        """path -> the file of that release, where it may be another than now."""
        session = self.session
        fetch, touched = session.known.fetch, session.known.touched
        then = tree.difference(session.mirror, record.root, fetch, session.threads)
        then |= {path: tree.at(record.root, path, fetch) for path in touched}
        return {path: _wanted(entry) for path, entry in then.items() if not is_of_a_lane(path)}

    def _pairs(
        self, files: dict[str, File | None], taken: TakenDown, handover: Handover
    ) -> list[Pair]:
        session = self.session
        now = {path: session.mirror.entry(path) for path in files}
        choice = Choice(files, now, taken, session.found.site_url)
        for path in self.lane:
            choice.keep_for(path, session.standing(path) or b"")
        pairs = choice.settle(session.kept, session.standing, session.threads, session.hold.keep)
        self._tell_of(choice.lost)
        pairs = self._whole(pairs, taken, handover)
        return self._without_pictures(pairs, taken)

    def _tell_of(self, lost: set[str]) -> None:
        if lost:
            some = ", ".join(sorted(lost)[:3]) + (", ..." if len(lost) > 3 else "")
            self.session.warnings.append(
                f"The bytes that release {self.number} had of {len(lost):,} files are not kept any"
                f" more ({some}): these stay as they are."
            )

    def _whole(self, pairs: list[Pair], taken: TakenDown, handover: Handover) -> list[Pair]:
        """What a deploy that died left half written is no version to keep: the last build's stands
        in, with whatever that leads to and readers would miss."""
        chosen = {pair.path: pair for pair in pairs}
        queue = [p.path for p in pairs if p.wanted and not p.wanted.sha256]
        queue = [path for path in queue if path in self._mended]
        for path in queue:
            chosen[path] = chosen[path]._replace(wanted=self._mended[path])
        while queue:
            path = queue.pop()
            data = self.last_build.built(path) or b""
            for led in references.paths(path, data, handover.site_url):
                output = handover.output(led)
                if output is None or is_of_a_lane(led) or self._stands(led, chosen):
                    continue
                file = build.file_of(output)
                if not file.goes_with(taken):
                    self._mended[led] = file
                    chosen[led] = Pair(led, file, self.session.mirror.entry(led))
                    queue.append(led)
        return [*chosen.values()]

    def _stands(self, path: str, chosen: Mapping[str, Pair]) -> bool:
        """Whether something is to be at a path after the rollback."""
        if path in chosen:
            return chosen[path].wanted is not None
        return self.session.mirror.entry(path) is not None

    def _without_pictures(self, pairs: list[Pair], taken: TakenDown) -> list[Pair]:
        """Pictures of what was taken down go, unless a page stays or comes back that shows them;
        also those that no pair names: a page may lose its last mention of them here, and nobody
        could tell afterwards whose they were."""
        chosen = {pair.path: pair for pair in pairs}
        theirs = TakenDown(media=taken.media | taken.pictures)
        others = [e for e in self.session.mirror.showing(theirs) if e.file.path not in chosen]
        pages = [*(entry.file for entry in others), *(p.wanted for p in pairs if p.wanted)]
        still = {digest for file in pages if file.class_ != "media" for digest, _ in file.media}
        for entry in others:
            if entry.file.class_ == "media" and not entry.until:
                chosen[entry.file.path] = Pair(entry.file.path, entry.file, entry)
        return [_without_picture(pair, taken, still) for pair in chosen.values()]

    def _source(self, file: File) -> bytes | Path:
        if self._mended.get(file.path) == file:
            return self.last_build.source(file)
        kept = self.session.kept(file)
        if kept is None:
            raise DeployError(f"{file.path} of release {self.number} is not kept any more.")
        return kept


def _without_picture(pair: Pair, taken: TakenDown, still: set[str]) -> Pair:
    """`still` are the digests of pictures that pages show."""
    file = pair.wanted
    if file is None or file.class_ != "media" or not file.goes_with(taken):
        return pair
    is_shown = any(digest in still for digest, _ in file.media)
    return pair if is_shown else pair._replace(wanted=None)


def is_untouched(store: Store) -> bool:
    """Whether no deploy ever wrote there."""
    return store.look(pointer.KEY) is None and not any(store.keys(FOLDER))


def no_way_back(target: Target, number: int) -> DeployError:
    return DeployError(
        f"There is no way back to release {number}: {target.command('releases')} lists those to"
        " which there is one."
    )


def _wanted(entry: Entry | None) -> File | None:
    """What was only left for a while is not brought back."""
    return entry.file if entry and not entry.until else None
