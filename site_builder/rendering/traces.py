"""Which outputs of the build before still stand: every question that they asked has the same
answer, and their bytes are those that were written. These need not be rendered again."""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path

from contract.problems import Problem
from site_builder.index import outputs
from site_builder.index.outputs import OutputRecord, Target
from site_builder.index.questions import UnknownQuestion

# They are made of redirects.json and tombstones.json, past the facade.
UNASKED = ("redirect", "gone")
CHECKED = 3

Ask = Callable[[str], str | None]


class Traces:
    """`log` holds the records of the build before. With another `fingerprint` it says nothing, as
    when it is damaged or not there."""

    def __init__(self, log: Path, fingerprint: str, output: Path) -> None:
        self.output = output
        self._answers: dict[str, str | None] = {}
        self._log = _opened(log, fingerprint)

    def standing(self, targets: Iterable[Target], ask: Ask) -> dict[str, OutputRecord]:
        """path -> record of the targets that need not be rendered."""
        if self._log is None:
            return {}
        found = ((target, self._record(target.path)) for target in targets)
        return {
            target.path: record
            for target, record in found
            if record and self._stands(target, record, ask)
        }

    def close(self) -> None:
        if self._log is not None:
            self._log.close()

    def _record(self, path: str) -> OutputRecord | None:
        assert self._log is not None
        row = self._log.execute("SELECT * FROM outputs WHERE path = ?", (path,)).fetchone()
        return OutputRecord(*row) if row else None

    def _stands(self, target: Target, record: OutputRecord, ask: Ask) -> bool:
        if target.class_ in UNASKED or (target.class_, target.cache) != record[3:5]:
            return False
        reads = json.loads(record.reads)
        if any(self._answer(key, ask) != digest for key, digest in reads.items()):
            return False
        return _is_there(self.output / record.path, record)

    def _answer(self, key: str, ask: Ask) -> str | None:
        if key not in self._answers:
            try:
                self._answers[key] = ask(key)
            except (UnknownQuestion, TypeError, ValueError):  # of a log that was tampered with
                self._answers[key] = None
        return self._answers[key]


def problems_of(record: OutputRecord) -> list[Problem]:
    return [Problem(*fields) for fields in json.loads(record.problems)]


def to_check(standing: dict[str, OutputRecord], salt: str) -> list[str]:
    """Paths of a few that stand, others in each build, the same whenever it is repeated."""
    digests = {
        hashlib.blake2b(f"{salt}{path}{record.sha256}".encode()).digest(): path
        for path, record in standing.items()
    }
    return [digests[digest] for digest in sorted(digests)[:CHECKED]]


def _opened(log: Path, fingerprint: str) -> sqlite3.Connection | None:
    try:
        database = sqlite3.connect(f"file:{log}?mode=ro", uri=True)
        if database.execute("SELECT fingerprint FROM made_by").fetchall() == [(fingerprint,)]:
            return database
        database.close()
    except sqlite3.Error:
        pass
    return None


def _is_there(file: Path, record: OutputRecord) -> bool:
    """Times alone decide nothing: they only spare the reading."""
    if record.stat and outputs.stat_of(file) == record.stat:
        return True
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest() == record.sha256
    except OSError:
        return False
