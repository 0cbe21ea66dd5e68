"""What stands on a target, kept beside the build: a copy of the manifest there.

All that one deploy changes is one transaction, committed after the deploy is: who dies before
leaves the mirror as it was, and the next deploy reads what is missing.
"""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from site_builder.deploy import files
from site_builder.deploy.files import Entry, TakenDown, key_of
from site_builder.index import database

VERSION = 3
_SCHEMA = Path(__file__).with_name("mirror.sql")


class Mirror:
    """`dry` gives one of its own, which is gone in the end."""

    def __init__(self, path: Path, *, dry: bool = False) -> None:
        self.database = _opened(path)
        if dry:
            self.database = _copied(self.database)
        self.deltas: dict[str, int] = {}  # key -> how many entries more or less than in the tree
        self.database.execute("BEGIN IMMEDIATE")

    def meta(self, name: str) -> str:
        row = self.database.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def set_meta(self, name: str, value: str) -> None:
        self.database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def entry(self, path: str) -> Entry | None:
        sql = "SELECT record FROM entries WHERE key = ?"
        row = self.database.execute(sql, (key_of(path),)).fetchone()
        return _entry(row[0]) if row else None

    def entries(self) -> Iterator[Entry]:
        """All of them, in the order of the paths."""
        return self._entries("ORDER BY path")

    def redirects(self) -> Iterator[Entry]:
        """All are looked through."""
        found = self._entries("WHERE instr(record, '\"redirect\"') ORDER BY path")
        return (entry for entry in found if entry.file.class_ == "redirect")

    def orphans(self) -> Iterator[Entry]:
        """All are looked through."""
        found = self._entries(f"WHERE instr(record, '\"{files.ORPHAN}\"')")
        return (entry for entry in found if entry.file.class_ == files.ORPHAN)

    def going(self) -> Iterator[Entry]:
        return self._entries("INDEXED BY entries_going WHERE until != 0")

    def showing(self, taken: TakenDown) -> Iterator[Entry]:
        """Those that show something that was taken down. All are looked through."""
        if taken:  # whole records are only read of those that may
            words = [json.dumps(id_) for id_, _ in taken.documents] + [*taken.media]
            yield from (e for e in self._mentioning(words) if e.file.shows(taken))

    def own_pages(self, taken: TakenDown) -> Iterator[Entry]:
        """Pages of these documents, also those that are notices by now. All are looked through."""
        words = [json.dumps(f"{id_}/{locale}") for id_, locale in taken.documents]
        return (entry for entry in self._mentioning(words) if entry.file.is_of(taken))

    def _mentioning(self, words: list[str]) -> Iterator[Entry]:
        for (record,) in self.database.execute("SELECT record FROM entries ORDER BY path"):
            if any(word in record for word in words):
                yield _entry(record)

    def paths(self, prefix: str) -> list[str]:
        """Of the entries whose keys begin so."""
        sql = "SELECT path FROM entries WHERE key >= ? AND key < ?"
        return [row[0] for row in self.database.execute(sql, (prefix, prefix + "g"))]

    def put(self, entry: Entry) -> None:
        self._note(entry.key, 1)
        self.insert(entry)

    def insert(self, entry: Entry) -> None:
        """Without a note for the tree: what was read from the tree itself."""
        row = (entry.key, entry.file.path, entry.until, entry.record())
        self.database.execute("INSERT OR REPLACE INTO entries VALUES (?,?,?,?)", row)

    def drop(self, path: str) -> None:
        self._note(key_of(path), 0)
        self.database.execute("DELETE FROM entries WHERE key = ?", (key_of(path),))

    def clear(self, prefix: str) -> None:
        """Forgets entries and nodes below a prefix, without a note for the tree."""
        for table, column in (("entries", "key"), ("nodes", "prefix")):
            sql = f"DELETE FROM {table} WHERE {column} >= ? AND {column} < ?"  # noqa: S608
            self.database.execute(sql, (prefix, prefix + "g"))

    def commit(self) -> None:
        self.database.execute("COMMIT")
        self.database.execute("BEGIN IMMEDIATE")

    def roll_back(self) -> None:
        """To what was committed last."""
        self.database.execute("ROLLBACK")
        self.deltas.clear()
        self.database.execute("BEGIN IMMEDIATE")

    def close(self) -> None:
        self.database.close()

    def _note(self, key: str, count: int) -> None:
        sql = "SELECT count(*) FROM entries WHERE key = ?"
        before = self.database.execute(sql, (key,)).fetchone()[0]
        self.deltas[key] = self.deltas.get(key, 0) + count - before

    def _entries(self, rest: str) -> Iterator[Entry]:
        sql = f"SELECT record FROM entries {rest}"  # noqa: S608
        return (_entry(record) for (record,) in self.database.execute(sql).fetchall())


def _copied(database: sqlite3.Connection) -> sqlite3.Connection:
    copy = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    database.backup(copy)
    database.close()
    return copy


def _entry(record: str) -> Entry:
    return files.entry(json.loads(record))


def _opened(path: Path) -> sqlite3.Connection:
    """A damaged one is made anew."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _usable(path)
    except sqlite3.DatabaseError:
        database.discard(path)
        return _usable(path)


def _usable(path: Path) -> sqlite3.Connection:
    found = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        found.execute("PRAGMA journal_mode=WAL")
        found.execute("PRAGMA secure_delete=ON")
        (version,) = found.execute("PRAGMA user_version").fetchone()
        if version != VERSION:
            found.close()
            database.discard(path)
            found = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            found.execute("PRAGMA journal_mode=WAL")
            found.executescript(_SCHEMA.read_text())
            found.execute(f"PRAGMA user_version={VERSION}")
    except BaseException:
        found.close()
        raise
    return found
