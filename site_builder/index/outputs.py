"""Outputs: what a build is to write, and the record of what it wrote.

Deploy, takedown and rollback stand on the record: path, digest, class, cache class, and the ids
and media that each output shows. The records stand in a file of their own, written while the
index is read, so that no build holds those of a whole site in memory.
"""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, NamedTuple

from contract.problems import Problem
from site_builder.index.recorder import Recorder

# How long caches may keep an output: docs/feeds.md.
IMMUTABLE, SHORT, ALERT = "immutable", "short", "alert"

_BATCH = 200
_SCHEMA = """
CREATE TABLE outputs (
    path TEXT PRIMARY KEY,          -- relative to the output folder
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    class TEXT NOT NULL,
    cache TEXT NOT NULL,
    ids TEXT NOT NULL,              -- JSON: [id, locale] of the documents it shows
    media TEXT NOT NULL,            -- JSON: [digest, role] of the media it shows
    reads TEXT NOT NULL,            -- JSON: facade query -> digest of its answer
    problems TEXT NOT NULL,         -- JSON: what rendering found
    stat TEXT NOT NULL              -- of the file: while it stays, the bytes need not be read
) WITHOUT ROWID;

CREATE TABLE made_by (fingerprint TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Target:
    """One output that is to be rendered. `render` gets a render context and answers bytes."""

    path: str
    class_: str
    locale: str
    render: Callable[[Any], bytes]
    cache: str = SHORT


class OutputRecord(NamedTuple):
    """One output that was written, as its row stands: `ids`, `media` and `reads` are JSON."""

    path: str
    sha256: str
    size: int
    class_: str
    cache: str
    ids: str
    media: str
    reads: str
    problems: str
    stat: str = ""


def record(
    path: str,
    data: bytes,
    class_: str,
    cache: str,
    recorder: Recorder,
    problems: Iterable[Problem] = (),
) -> OutputRecord:
    return OutputRecord(
        path,
        hashlib.sha256(data).hexdigest(),
        len(data),
        class_,
        cache,
        json.dumps(sorted(recorder.ids)),
        json.dumps(sorted(recorder.media)),
        json.dumps(recorder.reads, sort_keys=True),
        json.dumps([astuple(problem) for problem in problems], ensure_ascii=False),
    )


def stat_of(file: Path) -> str:
    """Size, times and place of a file; empty when there is none. Another of the same means that
    nobody wrote to it."""
    try:
        found = file.stat()
    except OSError:
        return ""
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}"


def pictures_shown(log: Path) -> set[str]:
    """The digests of the pictures and attachments that the outputs of the finished `log` show."""
    sql = (
        "SELECT DISTINCT json_extract(use.value, '$[0]')"
        " FROM outputs, json_each(outputs.media) AS use WHERE class = 'media'"
    )
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{log}?mode=ro", uri=True)) as db:
        return {digest for (digest,) in db.execute(sql)}
    return set()


class OutputLog:
    """A new file at `path` of records of the outputs in a folder; whatever was there is dropped."""

    def __init__(self, path: Path, output: Path) -> None:
        path.unlink(missing_ok=True)
        self.path, self.output = path, output
        self.database = sqlite3.connect(path, isolation_level=None)
        # A cache that is made anew after a crash: no journal, no waiting for the disk.
        self.database.execute("PRAGMA journal_mode=OFF")
        self.database.execute("PRAGMA synchronous=OFF")
        self.database.executescript(_SCHEMA)
        self._waiting: list[OutputRecord] = []

    def add(self, record: OutputRecord) -> None:
        self._waiting.append(record._replace(stat=stat_of(self.output / record.path)))
        if len(self._waiting) >= _BATCH:
            self._flush()

    def paths(self) -> set[str]:
        return {path for (path,) in self._rows("SELECT path FROM outputs")}

    def media_shown(self) -> set[tuple[str, str]]:
        """(digest, role) of all media that some output shows: nothing else becomes public."""
        sql = "SELECT DISTINCT value FROM outputs, json_each(outputs.media)"
        return {(digest, role) for digest, role in (json.loads(use) for (use,) in self._rows(sql))}

    def made_by(self, fingerprint: str) -> None:
        """What the next build must find to trust these records."""
        self.database.execute("INSERT INTO made_by VALUES (?)", (fingerprint,))

    def counts(self) -> dict[str, int]:
        """How many outputs there are, and of them pages, feeds and picture files."""
        sql = (
            "SELECT count(*), sum(path LIKE '%.html'), sum(class = 'feed'), sum(class = 'media')"
            " FROM outputs"
        )
        numbers = (number or 0 for number in self._rows(sql)[0])
        return dict(zip(("outputs", "pages", "feeds", "pictures"), numbers, strict=True))

    def close(self) -> None:
        self._flush()
        self.database.close()

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        self._flush()
        return self.database.execute(sql).fetchall()

    def _flush(self) -> None:
        self.database.execute("BEGIN")
        self.database.executemany(
            "INSERT OR REPLACE INTO outputs VALUES (?,?,?,?,?,?,?,?,?,?)", self._waiting
        )
        self.database.execute("COMMIT")
        self._waiting.clear()
