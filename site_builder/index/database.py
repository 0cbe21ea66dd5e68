"""The index file: one SQLite database that outlives builds and is changed in place.

A new one is made beside its place and moved there when whole. After that each change is one
transaction, so that a build that dies anywhere leaves the state before it or the state after it.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

APPLICATION, VERSION = 0x4E455753, 6
BUSY_SECONDS = 60.0

_HERE = Path(__file__).parent
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class UnusableIndex(Exception):
    """The file is damaged, or another program's. The message says which."""


class Index:
    """A connection to the index at `path`. A `fresh` one holds nothing yet, and is not in its place
    before `settle`."""

    def __init__(self, path: Path, *, fresh: bool) -> None:
        self.path, self.fresh = path, fresh
        self.database = _created(_beside(path)) if fresh else _opened(path)

    def make_indexes(self) -> None:
        """Of a fresh index, when it holds most of what it will: cheaper than from the start. Stays
        in the transaction, if there is one."""
        if self.fresh:
            for statement in (_HERE / "indexes.sql").read_text().split(";"):
                self.database.execute(statement)
            self.analyse()

    def analyse(self) -> None:
        """Tells SQLite how the index looks: with the statistics of a small one it would read all of
        a large one. Called when there are twice as many documents as the last time."""
        (count,) = self.database.execute("SELECT count(*) FROM documents").fetchone()
        if count > 2 * int(self.meta("analysed") or -1):
            self.database.execute("PRAGMA analysis_limit=2000")
            self.database.execute("ANALYZE")
            self.set_meta("analysed", str(count))

    def restart(self) -> None:
        """After a change that was taken back: a fresh index has no way back, and starts again."""
        if self.fresh:
            kept = self.database.execute("SELECT name, value FROM meta").fetchall()
            self.database.close()
            self.database = _created(_beside(self.path))
            self.database.executemany("INSERT INTO meta VALUES (?, ?)", kept)

    def settle(self) -> None:
        """Puts a fresh index in its place, where each further change is a transaction."""
        if not self.fresh:
            return
        self.database.close()
        discard(self.path)
        os.replace(_beside(self.path), self.path)
        self.database = _opened(self.path)
        self.fresh = False

    @contextmanager
    def changing(self) -> Iterator[None]:
        """One transaction: all that happens within, or nothing."""
        with failing_when_damaged():
            self.database.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                if self.database.in_transaction and not self.fresh:
                    self.database.execute("ROLLBACK")
                raise
            self.database.execute("COMMIT")

    @contextmanager
    def trying(self) -> Iterator[None]:
        """Changes that are taken back at the end, and that nobody else sees."""
        with failing_when_damaged():
            self.database.execute("BEGIN IMMEDIATE")
            try:
                yield
            finally:
                if self.database.in_transaction:
                    self.database.execute("ROLLBACK")

    def column(self, sql: str, *parameters: Any) -> list[Any]:
        """The first field of every row."""
        return [value for (value, *_) in self.database.execute(sql, parameters)]

    def meta(self, name: str) -> str:
        row = self.database.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def set_meta(self, name: str, value: str) -> None:
        self.database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def close(self) -> None:
        with suppress(sqlite3.Error):
            if not self.fresh:  # nothing that was taken down stays in the journal
                self.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.database.close()


@contextmanager
def failing_when_damaged() -> Iterator[None]:
    """Tells damage from other errors of the database, such as a full disk."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED:
            raise UnusableIndex(f"it is damaged ({error})") from error
        raise


def readable(path: Path) -> sqlite3.Connection:
    """A connection that only reads, for whoever looks at the last build from outside. Raises
    sqlite3.Error."""
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=BUSY_SECONDS)


def discard_unfinished(path: Path) -> None:
    """Removes what a build that died left of a fresh index: it may hold what was taken down."""
    discard(_beside(path))


def discard(path: Path) -> None:
    """Removes an index, with all that belongs to it."""
    for name in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))):
        if name.is_dir() and not name.is_symlink():
            shutil.rmtree(name)
        else:
            name.unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.stem}-next.sqlite")


def _created(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    discard(path)
    database = sqlite3.connect(path, isolation_level=None)
    # Until it is whole nobody reads it: no journal, no waiting for the disk.
    database.execute("PRAGMA journal_mode=OFF")
    database.execute("PRAGMA synchronous=OFF")
    database.execute(f"PRAGMA application_id={APPLICATION}")
    database.execute(f"PRAGMA user_version={VERSION}")
    database.executescript((_HERE / "schema.sql").read_text())
    _tune(database)
    return database


def _opened(path: Path) -> sqlite3.Connection:
    """Raises UnusableIndex."""
    if not path.is_file():
        raise UnusableIndex("it is no file")
    with failing_when_damaged():
        database = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
        try:
            if _pragma(database, "application_id") != APPLICATION:
                raise UnusableIndex("another program made it")
            if _pragma(database, "user_version") != VERSION:
                raise UnusableIndex("another version of build.py made it")
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=NORMAL")
            database.execute("PRAGMA secure_delete=ON")
            _tune(database)
        except BaseException:
            database.close()
            raise
    return database


def _tune(database: sqlite3.Connection) -> None:
    database.execute("PRAGMA cache_size=-32000")
    database.execute("PRAGMA temp_store=MEMORY")


def _pragma(database: sqlite3.Connection, name: str) -> int:
    return int(database.execute(f"PRAGMA {name}").fetchone()[0])
