"""Builds in processes of their own, forked off this one so that they start at once, and what may
end them: a kill, or a full disk, at a write that the test chooses."""

import contextlib
import errno
import io
import os
import re
import signal
import sqlite3
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from site_builder import cli, parallel
from site_builder.rendering import writer
from tests.site_builder.sites import Site

KILLED = -signal.SIGKILL
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_MAKES = os.O_CREAT | os.O_TRUNC
_CHANGES = ("os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink")
_READS = re.compile(r"\s*(SELECT|PRAGMA|EXPLAIN|BEGIN|SAVEPOINT|ATTACH|DETACH)\b", re.I)
_ENDS = re.compile(r"\s*(COMMIT|END|RELEASE)\b", re.I)

Act = Callable[[str, tuple[Any, ...]], None]


class Writes:
    """Counts what this process does to the files of a site, and calls `act` before the one whose
    number is `at`. What waits in a transaction counts when that is committed. There is no way back:
    for a process that ends with its build."""

    def __init__(self, site: Site, at: int = 0, act: Act | None = None) -> None:
        self.folders = tuple(f"{f}/" for f in self._places(site))
        self.at, self.act = at, act
        self.count = 0
        self._acting = False

    def _places(self, site: Site) -> tuple[Path, ...]:
        return site.output, site.state, site.renditions

    def watch(self) -> None:
        sys.addaudithook(self._audited)
        connect = sqlite3.connect

        def connected(*args: Any, **options: Any) -> sqlite3.Connection:
            database = connect(*args, **options)
            database.set_trace_callback(lambda statement: self._traced(database, statement))
            return database

        sqlite3.connect = connected

    def _audited(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            place, _mode, flags = arguments
            writes = isinstance(flags, int) and flags & _WRITING
        else:
            writes = event in _CHANGES
            place = arguments[event in ("os.link", "os.rename")] if writes else ""
        if writes and isinstance(place, str | Path) and str(place).startswith(self.folders):
            self._note(event, arguments)

    def _traced(self, database: sqlite3.Connection, statement: str) -> None:
        if _ENDS.match(statement) or not (_READS.match(statement) or database.in_transaction):
            self._note("sqlite", (statement,))

    def _note(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self._acting:
            return
        self.count += 1
        if self.count >= self.at and self.act:
            self._acting = True  # what it does is no write of the build
            try:
                self.act(event, arguments)
            finally:
                self._acting = False


class Reads(Writes):
    """The same for the files of the content that it opens, when it is about to."""

    def _places(self, site: Site) -> tuple[Path, ...]:
        return (site.content,)

    def watch(self) -> None:
        sys.addaudithook(self._audited)

    def _audited(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and str(arguments[0]).startswith(self.folders):
            self._note(event, arguments)


def once(work: Callable[[], object]) -> Act:
    """Does it the first time."""
    left = [work]

    def act(_event: str, _arguments: tuple[Any, ...]) -> None:
        if left:
            left.pop()()

    return act


def kill(_event: str, _arguments: tuple[Any, ...]) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def kill_in_the_middle(event: str, arguments: tuple[Any, ...]) -> None:
    """A file that was about to be written stays as its opening leaves it: new, or empty."""
    if event == "open" and arguments[2] & _MAKES:
        os.open(arguments[0], arguments[2], 0o644)
    kill(event, arguments)


def fill_disk(event: str, arguments: tuple[Any, ...]) -> None:
    """From now on nothing can be written to files; removing and renaming go on."""
    if event in ("open", "os.mkdir"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(arguments[0]))


class Child:
    """A build that runs meanwhile."""

    def __init__(self, site: Site, *more: str, writes: Writes | None = None) -> None:
        self._told = site.folder / f"child-{os.urandom(4).hex()}"
        self.pid = os.fork()
        if not self.pid:
            _run(site, more, writes, self._told)

    def wait(self) -> int:
        """The exit code; KILLED for one that was killed."""
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    @property
    def writes(self) -> int:
        """How many there were in a build that ended by itself."""
        return int(self._told.read_text("utf-8").partition("\n")[0])

    @property
    def stderr(self) -> str:
        return self._told.read_text("utf-8").partition("\n")[2]


def killed(site: Site, at: int, *more: str, middle: bool = False) -> bool:
    """Whether the build was killed at that write: it may end without coming to it."""
    act = kill_in_the_middle if middle else kill
    return Child(site, *more, writes=Writes(site, at, act)).wait() == KILLED


def command(site: Site, *words: str) -> int:
    """Another command of build.py on the same folders, which may do to its process what it likes."""
    child = os.fork()
    if not child:
        code = 70
        try:
            places = site.arguments("--jobs", "1")[1:]
            os.environ["SITE_TOML"] = str(site.folder / "site.toml")
            with contextlib.redirect_stdout(io.StringIO()):
                code = cli.main([words[0], *places, *words[1:]])
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _run(site: Site, more: tuple[str, ...], writes: Writes | None, told: Path) -> NoReturn:
    code = 70
    try:
        writer.FEW = parallel.SMALL  # small sites have workers that render, too
        writes = writes or Writes(site)
        writes.watch()
        built = site.build(*more)
        writes.act = None
        told.write_text(f"{writes.count}\n{built.stderr}", "utf-8")
        code = built.code
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)
