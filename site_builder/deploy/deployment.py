"""One deploy: claim the target, find out what stands there, plan, write in safe order, commit."""

import getpass
import json
import platform
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlsplit

from site_builder.deploy import build, journal, plan, releases, tree
from site_builder.deploy.apply import Applying
from site_builder.deploy.build import LastBuild
from site_builder.deploy.files import RELEASE_NOTE, File, TakenDown
from site_builder.deploy.known import Known
from site_builder.deploy.mirror import Mirror
from site_builder.deploy.plan import Circumstances, Pair, Plan, Step
from site_builder.deploy.pointer import Hold, Pin, Pointer
from site_builder.deploy.releases import Release, Releases
from site_builder.deploy.stores import Store
from site_builder.deploy.target import Target
from site_builder.deploy.uploads import private
from site_builder.deploy.urgent import urgent_first
from site_builder.errors import DeployError
from site_builder.index.handover import Handover
from site_builder.progress import Reporter

THREADS = 8


@dataclass(frozen=True)
class Wishes:
    """What the caller asked for."""

    audit: bool = False
    allow_deletes: bool = False
    resume: bool = False


@dataclass
class Outcome:
    """`release` is None when there was nothing to do; `pin` holds the public at another release."""

    plan: Plan
    pointer: Pointer
    release: Release | None = None
    strangers: list[str] = field(default_factory=list)

    @property
    def pin(self) -> Pin | None:
        return self.pointer.pin


class Deployment:
    """`between` is called while files are under way, and may raise to make way for another."""

    def __init__(
        self,
        target: Target,
        store: Store,
        mirror: Mirror,
        hold: Hold,
        last_build: LastBuild,
        reporter: Reporter,
        *,
        threads: int = THREADS,
        between: Callable[[], None] = lambda: None,
    ) -> None:
        self.target, self.store, self.mirror, self.hold = target, store, mirror, hold
        self.last_build, self.reporter = last_build, reporter
        self.threads, self.between = threads, between
        self.known = Known(store, mirror, threads)
        self.releases = Releases(mirror, store)
        self.begun = False

    def run(self, wishes: Wishes) -> Outcome:
        """Raises DeployError; what was written by then the next deploy takes up."""
        with self.last_build.opened() as handover:
            self._check_address(handover)
        return self._holding(lambda: self._run(wishes), audit=wishes.audit)

    def roll_back(self, number: int) -> Outcome:
        """Gives the public release `number` again, and holds it there. Raises DeployError."""
        return self._holding(lambda: self._roll_back(number))

    def _holding(self, work: Callable[[], Outcome], *, audit: bool = False) -> Outcome:
        self.hold.take(self.reporter)
        try:
            self.known.find_out(self.hold.found, audit=audit)
            return work()
        except BaseException:
            self.hold.leave(untouched=not self.begun)
            raise

    def _run(self, wishes: Wishes) -> Outcome:
        found = self.hold.found
        with self.last_build.opened() as handover:
            self._check_site(handover)
            made, taken = self._plan(handover, wishes)
            self._refuse_too_much(made, wishes)
            fresh = self._fresh(handover, made)
            self.last_build.put_aside([*fresh.values(), *(put.file for put in made.puts)])
            now = self._pointer(handover, wishes)
        outcome = Outcome(made, found, strangers=sorted(self.known.strangers))
        if made or self.mirror.deltas or self.known.touched or now != replace(found, claim=None):
            outcome.release = self._apply(made, fresh, now, "deploy")
            outcome.pointer = self.hold.pointer
        else:
            self.hold.leave(untouched=True)
            self.known.note(found)
        self._remember(handover, made, taken)
        return outcome

    def _roll_back(self, number: int) -> Outcome:
        found, record = self.hold.found, self.releases.get(number)
        if record is None or number > found.release:
            raise DeployError(
                f"There is no release {number} to go back to: build.py releases lists them."
            )
        with self.last_build.opened() as handover:
            taken = build.taken_down(handover)
        pairs = self._pairs_then(record, taken, found.site_url)
        made = plan.plan(pairs, Circumstances(self.store.now(), taken, frozenset(), at_once=True))
        pin = Pin(number, _rfc3339(self.store.now()), who())
        now = replace(found, content_version=record.content_version, pin=pin, claim=None)
        fresh = {put.file.path: put.file for put in made.puts if put.before is None}
        release = self._apply(made, fresh, self._kept_or_standing, now, "rollback")
        self.mirror.set_meta("build", "")
        self.mirror.commit()
        return Outcome(made, self.hold.pointer, release)

    def _pairs_then(self, record: Release, taken: TakenDown, site_url: str) -> list[Pair]:
        fetch, mirror = self.known.fetch, self.mirror
        then = tree.difference(mirror, record.root, fetch, self.threads)
        then |= {path: tree.at(record.root, path, fetch) for path in self.known.touched}
        files = {p: e.file if e and not e.until and p not in LANE else None for p, e in then.items()}
        now = {path: mirror.entry(path) for path in files}
        return Choice(files, now, taken, site_url).settle(self._kept, self._standing)

    def _kept(self, file: File) -> bytes | None:
        found = self.store.read(blobs.key(file.sha256))
        return found and found[0]

    def _standing(self, path: str) -> bytes | None:
        found = self.store.read(path)
        return found and found[0]

    def _check_address(self, handover: Handover) -> None:
        """What must not happen to the public by a mistake in a setting."""
        site_url, target = handover.site_url, self.target
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
        site_url, target, there = handover.site_url, self.target, self.hold.found.site_url
        if target.folder is None and there not in ("", site_url) and not target.is_declared:
            raise DeployError(
                f"{target.url} holds the site of {there}, and this one is {site_url}: correct the"
                " target. If the site has moved, write the target with its public_url into"
                " site.toml."
            )

    def _plan(self, handover: Handover, wishes: Wishes) -> tuple[Plan, TakenDown]:
        taken = build.taken_down(handover)
        held = frozenset(handover.failed() | handover.left_out())
        pairs = self._pairs(handover, taken)
        found = plan.plan(pairs, Circumstances(self.store.now(), taken, held))
        for put in found.puts:
            if put.before is None and put.file.path in self.known.strangers:
                raise journal.foreign(put.file.path)
        return found, taken

    def _pairs(self, handover: Handover, taken: TakenDown) -> Iterator[Pair]:
        """All paths at which something may be to do."""
        mirror = self.mirror
        since = self._last_seen_build(handover)
        if since is None:
            wanted = {output.path: build.file_of(output) for output in handover.outputs()}
            there = {entry.file.path: entry for entry in mirror.entries()}
            for path in wanted.keys() | there.keys():
                yield Pair(path, wanted.get(path), there.get(path))
            return
        news = taken - _parsed_taken(mirror.meta("taken"))
        paths = {output.path for output in handover.outputs(since)}
        paths |= {*handover.departed(since), *self.known.touched}
        paths |= {entry.file.path for entry in mirror.going()}
        paths |= {entry.file.path for entry in mirror.showing(news)}
        paths |= {*json.loads(mirror.meta("held") or "[]")}
        for path in paths - {RELEASE_NOTE}:
            output = handover.output(path)
            yield Pair(path, output and build.file_of(output), mirror.entry(path))

    def _last_seen_build(self, handover: Handover) -> int | None:
        """None when all must be compared."""
        name, _, number = self.mirror.meta("build").partition(" ")
        return int(number) if name == handover.name else None

    def _refuse_too_much(self, made: Plan, wishes: Wishes) -> None:
        if made.exceeds(self.mirror.count()) and not wishes.allow_deletes:
            some = ", ".join(made.unexplained[:3])
            raise DeployError(
                f"{len(made.unexplained):,} files would be removed that no tombstone and no"
                f" redirect explains ({some}, ...). Nothing was written. Look at deploy --dry-run;"
                " if they are to go, repeat with --allow-deletes."
            )

    def _pointer(self, handover: Handover, wishes: Wishes) -> Pointer:
        found = self.hold.found
        return replace(
            found,
            site_url=handover.site_url,
            content_version=handover.content_version,
            claim=None,
            pin=None if wishes.resume else found.pin,
        )

    def _fresh(self, handover: Handover, made: Plan) -> dict[str, File]:
        """What is wanted where nothing was, or where a deploy that died may have begun."""
        outputs = map(handover.output, self.known.touched)
        touched = {output.path: build.file_of(output) for output in outputs if output}
        return touched | {put.file.path: put.file for put in made.puts if put.before is None}

    def _apply(self, made: Plan, fresh: dict[str, File], now: Pointer, kind: str) -> Release:
        self._tell_what_comes(made)
        applying = Applying(
            self.store, self.mirror, self.last_build.source,
            taken=made.taken, threads=self.threads, between=self._between,
        )  # fmt: skip
        steps: list[Step] = [*made.puts, *made.removes]
        with self.reporter.steps("Deploying", len(steps)) as advance:
            for part in urgent_first(steps, fresh, self.last_build.source, now.site_url):
                applying.run(plan.in_safe_order(part), advance)
        for mark in made.marks:
            self.mirror.put(mark)
        return self._commit(made, now, kind, tuple(applying.saved.values()))

    def _tell_what_comes(self, made: Plan) -> None:
        touched = {path: [*found] for path, found in self.known.touched.items()}
        for put in made.puts:
            touched.setdefault(put.file.path, []).append(put.file)
        for remove in made.removes:
            touched.setdefault(remove.before.file.path, [])
        if touched:
            self.begun = True
            assert self.hold.pointer.claim is not None
            journal.write(self.store, self.hold.pointer.claim.number, touched)

    def _between(self) -> None:
        self.hold.keep()
        self.between()

    def _commit(self, made: Plan, now: Pointer, kind: str, saved: tuple[File, ...]) -> Release:
        change = tree.update(self.mirror)
        with ThreadPoolExecutor(self.threads) as pool:
            list(pool.map(self._write_node, change.came.items()))
        release = Release(
            number=now.release + 1,
            root=change.root,
            kind=kind,
            made_at=_rfc3339(self.store.now()),
            by=who(),
            content_version=now.content_version,
            written=len(made.puts),
            removed=len(made.removes),
            saved=saved,
            came=tuple(sorted(change.came)),
            went=tuple(sorted(change.went)),
        )
        releases.write(self.store, release)
        unsettled = range(now.settled + 1, self.hold.pointer.claims + 1)
        self.hold.commit(replace(now, release=release.number, root=release.root))
        self.known.note(self.hold.pointer)
        self.releases.keep(release)
        self.mirror.commit()
        journal.forget(self.store, unsettled)
        return release

    def _write_node(self, node: tuple[str, bytes]) -> None:
        self.store.write(tree.object_key(node[0]), private(node[1]), None)

    def _remember(self, handover: Handover, made: Plan, taken: TakenDown) -> None:
        """After the release is out. What a deploy that dies does not come to the next one does."""
        self.mirror.set_meta("build", f"{handover.name} {handover.number}")
        self.mirror.set_meta("held", json.dumps(sorted(made.held)))
        self.mirror.commit()
        if self.mirror.meta("taken") != _dumped_taken(taken):
            self.releases.purge(replace(made.taken, documents=taken.documents))
            self.mirror.set_meta("taken", _dumped_taken(taken))
        self.releases.prune(self.hold.pointer.release)
        self.mirror.commit()


def who() -> str:
    """Whoever starts the command, for colleagues who ask who did that."""
    user = "unknown"
    with suppress(OSError, KeyError):
        user = getpass.getuser()
    return f"{user}@{platform.node()}"


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.") or host.endswith(".localhost")


def _rfc3339(moment: float) -> str:
    return datetime.fromtimestamp(moment).astimezone().isoformat(timespec="seconds")


def _dumped_taken(taken: TakenDown) -> str:
    return json.dumps([sorted(taken.documents), sorted(taken.media)])


def _parsed_taken(text: str) -> TakenDown:
    documents, media = json.loads(text) if text else ([], [])
    return TakenDown(frozenset((id_, locale) for id_, locale in documents), frozenset(media))
