"""Work on a target under a claim: what stands there is found out first, then a plan is carried out
and becomes a release."""

import getpass
import hashlib
import platform
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, tzinfo

from site_builder.deploy import blobs, journal, plan, receipt, releases, tree
from site_builder.deploy.apply import Applying, Source
from site_builder.deploy.files import File
from site_builder.deploy.invalidation import Invalidations
from site_builder.deploy.known import MAP_OWED, Known
from site_builder.deploy.mirror import Mirror
from site_builder.deploy.plan import Plan, Put, Step
from site_builder.deploy.pointer import ClaimLost, Hold, Pointer
from site_builder.deploy.receipt import About
from site_builder.deploy.releases import Release, Releases
from site_builder.deploy.stores import Store
from site_builder.deploy.target import Target
from site_builder.deploy.uploads import private
from site_builder.errors import BuildError, DeployError, GiveWay
from site_builder.progress import Reporter

THREADS = 8
# The claims up to here have no journal any more.
_TIDIED = "tidied"


class Session:
    """`between` is called while files are under way, and may raise to make way for another."""

    def __init__(
        self,
        target: Target,
        store: Store,
        mirror: Mirror,
        hold: Hold,
        reporter: Reporter,
        *,
        threads: int = THREADS,
        zone: tzinfo = UTC,
        between: Callable[[], None] = lambda: None,
    ) -> None:
        self.target, self.store, self.mirror, self.hold = target, store, mirror, hold
        self.reporter, self.threads, self._also_between = reporter, threads, between
        self.zone = zone
        self.known = Known(store, mirror, threads)
        self.releases = Releases(mirror, store)
        self.invalidations = Invalidations(store)
        self._begun = self._audit = False
        self.left: list[Put] = []
        self.warnings: list[str] = []
        self.made: list[Release] = []

    @property
    def found(self) -> Pointer:
        """What the release pointer said when the target was claimed."""
        return self.hold.found

    def time(self) -> str:
        """RFC 3339, in the zone of the site."""
        return datetime.fromtimestamp(self.store.now(), self.zone).isoformat(timespec="seconds")

    @contextmanager
    def warning(self) -> Iterator[None]:
        """For what must not undo a release that is out, or stop what is more urgent."""
        try:
            yield
        except (ClaimLost, GiveWay):
            raise
        except BuildError as error:
            self.warnings.append(str(error))

    @contextmanager
    def holding(self, *, audit: bool = False) -> Iterator[None]:
        """What was written when it ends by an error the next deploy takes up."""
        self._audit = audit
        self.hold.take(self.reporter, missing=lambda: self._without_pointer(audit=audit))
        try:
            self.known.find_out(self.found, audit=audit)
            if not self.known.honours_conditions():
                self.reporter.line(
                    f"{self.target.url} writes over whatever is there: only one deploy at a time"
                    " may go there."
                )
            yield
        except BaseException:
            self.hold.leave(untouched=not self._begun)
            raise
        self.hold.leave(untouched=not self._begun)

    def _without_pointer(self, *, audit: bool) -> Pointer:
        """Where nothing was deployed before, or where the pointer was lost."""
        last = self.releases.read_last()
        if last is None:
            return Pointer()
        if not audit:
            raise DeployError(
                f"{self.target.url} has releases, and no release pointer: somebody removed it."
                f" {self.target.command('deploy', '--audit')} looks at every file and goes by the"
                f" last release, {last.number}."
            )
        return Pointer(last.number, last.root, content_version=last.content_version, pin=last.pin)

    def release(
        self,
        made: Plan,
        source: Source,
        now: Pointer,
        kind: str,
        about: About,
        *,
        before_pages: Callable[[], None] = lambda: None,
        more: bool = False,
    ) -> Release:
        """Carries a plan out. `now` is the pointer that the target gets, but for the release;
        `before_pages` is called when what pages are made of is there; `more` says that the same
        claim is to make another release: what something foreign is in the way of is `left` to it.
        """
        steps: list[Step] = [*made.puts, *made.removes]
        self._tell_what_comes(steps, now.release + 1)
        applying = Applying(
            self.store, self.mirror, source,
            taken=made.taken, threads=self.threads, between=self._between,
            confirm=self.hold.renew, lenient=more,
        )  # fmt: skip
        with self.reporter.steps("Deploying", len(steps)) as advance:
            applying.run(plan.in_safe_order(steps), advance, before_pages)
        self.left = applying.left
        if not applying.met_pages:
            before_pages()
        for mark in made.marks:
            self.mirror.put(mark)
        saved = self._saved(applying.saved, made)
        self.releases.purge(made.news, self.known.were_public())
        return self._commit(made, now, kind, saved, about, more=more)

    def _tell_what_comes(self, steps: list[Step], release: int) -> None:
        touched = {path: [*found] for path, found in self.known.touched.items()}
        for step in steps:
            if isinstance(step, Put):
                touched.setdefault(step.file.path, []).append(step.file)
            else:
                touched.setdefault(step.before.file.path, [])
        self._begun = True
        if touched:
            assert self.hold.pointer.claim is not None
            claim = self.hold.pointer.claim.number
            journal.write(self.store, claim, touched)
            # Caches are told in the end; by whom, if this one dies, is no matter.
            self.invalidations.note(release, claim, touched)

    def _saved(self, saved: Mapping[str, File], made: Plan) -> tuple[File, ...]:
        """What a deploy that died may have put away counts as well: nobody else knows of it."""
        found = {file.sha256: file for file in self.known.were_public()} | dict(saved)
        return tuple(file for file in found.values() if blobs.is_worth_keeping(file, made.taken))

    def _between(self) -> None:
        self.hold.keep()
        self._also_between()

    def _commit(
        self,
        made: Plan,
        now: Pointer,
        kind: str,
        saved: tuple[File, ...],
        about: About,
        *,
        more: bool,
    ) -> Release:
        change = tree.update(self.mirror)
        with ThreadPoolExecutor(self.threads) as pool:
            list(pool.map(self._write_node, change.came.items()))
        before = self.releases.get(now.release)
        release = Release(
            number=now.release + 1,
            root=change.root,
            kind=kind,
            made_at=self.time(),
            by=who(),
            content_version=now.content_version,
            written=len(made.puts),
            removed=len(made.removes),
            saved=saved,
            came=tuple(sorted(change.came)),
            went=tuple(sorted(change.went)),
            pin=now.pin,
            owed=receipt.owed(made, about, before, pinned=now.pin is not None),
        )
        releases.write(self.store, release)
        self.store.flush()
        done = replace(now, release=release.number, root=release.root)
        self.releases.keep(release)
        self.end(done, more=more)
        if "redirect" in _classes(made):
            self.mirror.set_meta(MAP_OWED, "yes")
        self.mirror.commit()
        self.made.append(release)
        return release

    def end(self, done: Pointer, *, more: bool = False) -> None:
        """Makes that the state of the target and ends the claim, unless there is `more` to come.
        What nobody needs any more goes before: then nobody else can need it."""
        if not more:
            with self.warning():
                self.releases.prune(done.release)
                if self._audit:
                    self.releases.sweep()
        self.hold.commit(done, more=more)
        self.known.note(self.hold.pointer)

    def tidy(self) -> None:
        """Puts the journals away of deploys that did not come to their end, when a later one has
        settled what they began; also of one that died just before it had done this."""
        tidied, settled = self.mirror.meta(_TIDIED), self.hold.pointer.settled
        if not tidied:
            journal.forget(self.store, journal.claims(self.store, settled))
        else:
            journal.forget(self.store, range(int(tidied) + 1, settled + 1))
        self.mirror.set_meta(_TIDIED, str(settled))
        self.mirror.commit()

    def kept(self, file: File) -> bytes | None:
        """The bytes of a file that was public before, if they are kept, or stand there, whole."""
        if not file.sha256:
            return None
        for key in (blobs.key(file.sha256), file.path):
            found = self.store.read(key)
            if found and hashlib.sha256(found[0]).hexdigest() == file.sha256:
                return found[0]
        return None

    def standing(self, path: str) -> bytes | None:
        found = self.store.read(path)
        return found[0] if found else None

    def _write_node(self, node: tuple[str, bytes]) -> None:
        self.store.write(tree.object_key(node[0]), private(node[1]), None)


def _classes(made: Plan) -> set[str]:
    """Of all files that come or go."""
    found = [put.file for put in made.puts] + [mark.file for mark in made.marks]
    found += [put.before.file for put in made.puts if put.before]
    found += [remove.before.file for remove in made.removes]
    return {file.class_ for file in found}


def who() -> str:
    """Whoever starts the command, for colleagues who ask who did that."""
    user = "unknown"
    with suppress(OSError, KeyError):
        user = getpass.getuser()
    return f"{user}@{platform.node()}"
