"""The last good version of every source file.

When an editor's file breaks, its last good version stays on the site. This store is the one part
of the builder's state that is no cache: only a takedown, or the file's own removal, empties it.
"""

import hashlib
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path

from site_builder.errors import ContentError

# Busy, or no room: nothing is wrong with the file.
_NO_DAMAGE = (
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR,
)  # fmt: skip
_MANY = 1000  # files, for which reading the whole table is cheaper than asking for each


@dataclass(frozen=True)
class Source:
    """A good file: `packed` are its bytes; `id` and `locale` are empty but for documents."""

    file: str
    id: str
    locale: str
    digest: str
    packed: bytes


class LastGood:
    """Maps a file of the content folder to the bytes that were last found good."""

    def __init__(self, path: Path, *, trial: bool = False) -> None:
        """Of a trial nothing stays."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path, self.trial = path, trial
        with self._readable():
            self._open(path)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """What a trial changes goes when the store is closed."""
        if self.trial:
            yield
        else:
            with self.database:
                yield

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in _NO_DAMAGE:
                raise
            raise ContentError(
                f"{self.path}, the last good versions of all documents, cannot be read: {error}."
                " Restore it from a backup, or remove it and mend every broken document first."
            ) from error

    def _open(self, path: Path) -> None:
        self.database = sqlite3.connect(path, timeout=20)
        self.database.execute("PRAGMA journal_mode=WAL")
        self.database.execute("PRAGMA secure_delete=ON")  # what was taken down leaves the file
        self.database.execute("PRAGMA synchronous=NORMAL")
        self.database.execute(
            "CREATE TABLE IF NOT EXISTS sources (file TEXT PRIMARY KEY, id TEXT NOT NULL,"
            " locale TEXT NOT NULL, digest TEXT NOT NULL, packed BLOB NOT NULL)"
        )
        self.database.execute("CREATE INDEX IF NOT EXISTS sources_by_id ON sources (id, locale)")
        self.database.execute("CREATE TABLE IF NOT EXISTS store (name TEXT NOT NULL)")
        self.database.execute(
            "INSERT INTO store SELECT lower(hex(randomblob(8)))"
            " WHERE NOT EXISTS (SELECT 1 FROM store)"
        )
        self.database.commit()
        self.database.execute("CREATE TEMP TABLE offered AS SELECT * FROM sources WHERE false")

    def digests(self, files: Sequence[str] | None = None) -> dict[str, str]:
        """Of some files, or of all."""
        sql = "SELECT file, digest FROM sources"
        with self._readable():
            if files is None or len(files) > _MANY:
                return dict(self.database.execute(sql))
            found = (self.database.execute(f"{sql} WHERE file = ?", (f,)) for f in files)
            return dict(row for rows in found for row in rows)

    @property
    def name(self) -> str:
        """What tells this store from another one, such as a backup of it."""
        return str(self.database.execute("SELECT name FROM store").fetchone()[0])

    def get(self, file: str) -> bytes | None:
        """The bytes of the version; None without one, or when it was damaged."""
        sql = "SELECT packed, digest FROM sources WHERE file = ?"
        with self._readable():
            row = self.database.execute(sql, (file,)).fetchone()
        return _unpacked(*row) if row else None

    def offer(self, sources: Iterable[Source]) -> None:
        """Notes them as good so far; `accept` makes them last good."""
        with self._changing():
            self.database.executemany(
                "INSERT INTO offered VALUES (?, ?, ?, ?, ?)", map(astuple, sources)
            )

    def reject(self, file: str) -> None:
        """The offered version turned out not to be good: its pictures cannot be shown."""
        with self._changing():
            self.database.execute("DELETE FROM offered WHERE file = ?", (file,))

    def drop(self, keys: Iterable[tuple[str, str]]) -> None:
        """Takedowns by (id, locale): no version of these may ever stand in again, wherever its
        file stood."""
        with self._changing():
            self.database.executemany("DELETE FROM sources WHERE id = ? AND locale = ?", keys)
        if not self.trial:
            self.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def accept(self) -> bool:
        """Whether any was offered."""
        with self._changing():
            self.database.execute("INSERT OR REPLACE INTO sources SELECT * FROM offered")
            return self.database.execute("DELETE FROM offered").rowcount > 0

    def forget(self, files: Iterable[str]) -> None:
        """The newsroom removed these: they must not stand in again."""
        with self._changing():
            self.database.executemany("DELETE FROM sources WHERE file = ?", ((f,) for f in files))

    def keep_only(self, files: Iterable[str]) -> None:
        """Forgets every other file."""
        self.forget(self.digests().keys() - set(files))

    def close(self) -> None:
        self.database.close()


def digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def _unpacked(packed: bytes, digest_: str) -> bytes | None:
    try:
        raw = zlib.decompress(packed)
    except zlib.error:
        return None
    return raw if digest(raw) == digest_ else None


def pack(raw: bytes) -> bytes:
    return zlib.compress(raw, 1)
