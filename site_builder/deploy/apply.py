"""Doing what a plan says, many files at a time, in its order."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from pathlib import Path

from site_builder.deploy import blobs, journal, uploads
from site_builder.deploy.files import Entry, File, TakenDown
from site_builder.deploy.mirror import Mirror
from site_builder.deploy.plan import Put, Remove, Step, is_of_copies
from site_builder.deploy.stores import ABSENT, Refused, Store
from site_builder.errors import DeployError, ForeignFile
from site_builder.progress import Advance

# Gives the bytes of a file that is wanted, or a file that holds them.
Source = Callable[[File], bytes | Path]

_TICK_SECONDS = 0.5


class Applying:
    """`between` is called again and again while files are under way, and may raise to end it:
    what was begun is finished first. `saved` are the files whose bytes were put away, `left` what a
    `lenient` run could not put for something foreign is there. `confirm` raises when the claim is
    lost: then what was refused is the work of who has it now."""

    def __init__(
        self,
        store: Store,
        mirror: Mirror,
        source: Source,
        *,
        taken: TakenDown,
        threads: int,
        between: Callable[[], None],
        confirm: Callable[[], None],
        lenient: bool = False,
    ) -> None:
        self.store, self.mirror, self.source, self.taken = store, mirror, source, taken
        self.threads, self.between, self.lenient = threads, between, lenient
        self.confirm = confirm
        self.left: list[Put] = []
        self.saved: dict[str, File] = {}
        self.met_pages = False

    def run(
        self,
        stages: Iterable[Sequence[Step]],
        advance: Advance,
        before_pages: Callable[[], None] = lambda: None,
    ) -> None:
        """`before_pages` is called once, when what pages are made of is there."""
        with ThreadPoolExecutor(self.threads) as pool:
            for stage in stages:
                if not self.met_pages and not is_of_copies(stage):
                    self.met_pages = True
                    before_pages()
                self._run(pool, stage, advance)

    def _run(self, pool: ThreadPoolExecutor, stage: Sequence[Step], advance: Advance) -> None:
        waiting, under_way = iter(stage), dict[Future[Entry | None], Step]()
        try:
            while True:
                self.between()
                while len(under_way) < 2 * self.threads and (step := next(waiting, None)):
                    under_way[pool.submit(self._do, step)] = step
                if not under_way:
                    return
                done, _ = wait(under_way, _TICK_SECONDS, FIRST_COMPLETED)
                for future in done:
                    self._end(under_way.pop(future), future)
                    advance()
        finally:
            for future in under_way:
                future.cancel()
            wait(under_way)

    def _end(self, step: Step, future: Future[Entry | None]) -> None:
        try:
            entry = future.result()
        except ForeignFile:
            if not self.lenient or not isinstance(step, Put):
                raise
            self.left.append(step)
        else:
            self._note(step, entry)

    def _note(self, step: Step, entry: Entry | None) -> None:
        """In this thread alone: the mirror is none of the workers' business."""
        before = step.before
        if before and blobs.is_worth_keeping(before.file, self.taken):
            self.saved[before.file.sha256] = before.file
        if entry is None:
            assert before is not None
            self.mirror.drop(before.file.path)
        else:
            self.mirror.put(entry)

    def _do(self, step: Step) -> Entry | None:
        before = step.before
        if before and blobs.is_worth_keeping(before.file, self.taken):
            self._save(before)
        if isinstance(step, Put):
            return self._put(step)
        self._remove(step)
        return None

    def _save(self, entry: Entry) -> None:
        with suppress(Refused):  # told when it is written over
            self.store.copy(entry.file.path, blobs.key(entry.file.sha256), entry.etag)

    def _put(self, put: Put) -> Entry:
        file = put.file
        upload = uploads.public(file, self._checked(file))
        expected = put.before.etag if put.before else ABSENT
        try:
            return Entry(file, self.store.write(file.path, upload, expected), put.until)
        except Refused as error:
            # An answer may have been lost: then what stands there is what we sent.
            found = self.store.look(file.path)
            if found and found.sha256 == file.sha256:
                return Entry(file, found.etag, put.until)
            self.confirm()
            if put.urgent and put.before:  # whoever wrote there, it must not stay
                return Entry(file, self.store.write(file.path, upload, None), put.until)
            raise _unexpected(file.path, put.before) from error

    def _remove(self, remove: Remove) -> None:
        path = remove.before.file.path
        try:
            self.store.remove(path, remove.before.etag)
        except Refused as error:
            self.confirm()
            if remove.urgent:
                self.store.remove(path, None)
            elif self.store.look(path) is not None:
                raise _unexpected(path, remove.before) from error

    def _checked(self, file: File) -> bytes | Path:
        """What is not what the build wrote does not go out."""
        source = self.source(file)
        data = bytes_of(source)
        if hashlib.sha256(data).hexdigest() != file.sha256:
            raise DeployError(
                f"{file.path} is not what the build wrote: it was changed or damaged since. Run"
                " build.py build, which writes it again, and deploy then."
            )
        return source


def bytes_of(source: bytes | Path) -> bytes:
    return source if isinstance(source, bytes) else source.read_bytes()


def _unexpected(path: str, before: Entry | None) -> DeployError:
    if before is None:
        return journal.foreign(path)
    return DeployError(
        f"{path} on the target is not the version that the last deploy wrote: something else writes"
        " there, or another deploy took over. Run deploy --audit to look at everything and put it"
        " right."
    )
