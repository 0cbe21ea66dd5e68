"""Outputs, here as data: what plans want, what stands in the output folder, and what was asked for
each. The modules beside read and change the records; who changes them has a transaction open.

An output stands, or is due to be rendered, or is to go. What a change makes due is marked in the
transaction of the change itself; so a build that dies anywhere leaves behind what it still owed.
Deploy, takedown and rollback stand on these records: path, digest, class, cache class, and the ids
and media that each output shows.
"""

import hashlib
import json
import os
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from contract.problems import Problem
from site_builder.index.recorder import Recorder
from site_builder.index.traces import packed

# How long caches may keep an output: docs/feeds.md.
IMMUTABLE, SHORT, ALERT = "immutable", "short", "alert"
STANDS, DUE, GOES = 0, 1, 2
ASSETS = "assets"


@dataclass(frozen=True)
class Target:
    """One output that a plan wants. `maker` names what renders it, given `about`."""

    path: str
    class_: str
    locale: str
    maker: str
    about: dict[str, Any] = field(default_factory=dict)
    cache: str = SHORT


class Due(NamedTuple):
    """An output that is to be rendered; `before` is the digest of what stood, `reason` why."""

    number: int
    target: Target
    before: str = ""
    reason: str = ""


class OutputRecord(NamedTuple):
    """One output that was written. `reads` are the numbers of its questions, `answers` those of
    them that were not told before."""

    number: int
    sha256: str
    size: int
    ids: str
    media: str
    reads: bytes
    answers: dict[str, str | None]
    problems: str
    stat: str
    reason: str


@dataclass(frozen=True)
class Copied:
    """A file that was put into the output folder as it is. `media` is what it shows."""

    path: str
    class_: str
    owner: str
    sha256: str
    size: int
    stat: str
    media: tuple[tuple[str, str], ...] = ()


class Standing(NamedTuple):
    """An output as it was written."""

    number: int
    path: str
    stat: str
    sha256: str
    owner: str
    maker: str


def record(
    due: Due, data: bytes, stat: str, recorder: Recorder, told: set[str], problems: list[Problem]
) -> OutputRecord:
    """`told` are the questions of which this process has told the answer."""
    answers = {key: answer for key, answer in recorder.reads.items() if key not in told}
    told |= answers.keys()
    return OutputRecord(
        due.number,
        hashlib.sha256(data).hexdigest(),
        len(data),
        json.dumps(sorted(recorder.ids)),
        json.dumps(sorted(recorder.media)),
        packed(recorder.reads),
        answers,
        json.dumps([astuple(problem) for problem in problems], ensure_ascii=False),
        stat,
        due.reason,
    )


def stat_of(file: Path | str) -> str:
    """Size, times and place of a file; empty when there is none. Another of the same means that
    nobody wrote to it."""
    try:
        found = os.stat(file, follow_symlinks=False)
    except OSError:
        return ""
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}"
