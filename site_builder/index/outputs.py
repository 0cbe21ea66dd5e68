"""Outputs: what a build is to write, and the record of what it wrote.

Deploy, takedown and rollback stand on the record: path, digest, class, cache class, and the ids
and media that each output shows.
"""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from site_builder.index.recorder import Recorder

# How long caches may keep an output: docs/feeds.md.
IMMUTABLE, SHORT, ALERT = "immutable", "short", "alert"


@dataclass(frozen=True)
class Target:
    """One output that is to be rendered. `render` gets a render context and answers bytes."""

    path: str
    class_: str
    locale: str
    render: Callable[[Any], bytes]
    cache: str = SHORT


@dataclass(frozen=True)
class OutputRecord:
    """One output that was written."""

    path: str
    sha256: str
    size: int
    class_: str
    cache: str
    recorder: Recorder


def record(path: str, data: bytes, class_: str, cache: str, recorder: Recorder) -> OutputRecord:
    return OutputRecord(path, hashlib.sha256(data).hexdigest(), len(data), class_, cache, recorder)


def save(index: Path, records: Iterable[OutputRecord]) -> None:
    """Writes the records into the index."""
    database = sqlite3.connect(index)
    with database:
        database.executemany(
            "INSERT OR REPLACE INTO outputs VALUES (?,?,?,?,?,?,?,?)", map(_row, records)
        )
    database.close()


def _row(output: OutputRecord) -> tuple[Any, ...]:
    recorder = output.recorder
    return (
        output.path,
        output.sha256,
        output.size,
        output.class_,
        output.cache,
        json.dumps(sorted(recorder.ids)),
        json.dumps(sorted(recorder.media)),
        json.dumps(recorder.reads, sort_keys=True),
    )
