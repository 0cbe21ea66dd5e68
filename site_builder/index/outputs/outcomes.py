"""What became of what was due, or to go."""

import json
from collections.abc import Iterator

from contract.problems import Problem
from site_builder.index.database import Index
from site_builder.index.outputs import DUE, GOES, STANDS, OutputRecord
from site_builder.index.outputs.answers import Answers
from site_builder.index.outputs.copied import CopiedFiles
from site_builder.index.outputs.due import Dues
from site_builder.index.traces import MEDIA_OWNER, unpacked


class Outcomes:
    def __init__(self, index: Index) -> None:
        self.index, self.database = index, index.database
        self.answers, self.dues, self.copied = Answers(index), Dues(index), CopiedFiles(index)

    def tell(self, records: list[OutputRecord]) -> None:
        """Keeps the answers that outputs were given. One that is not what was known so far came
        unforeseen, as when the theme is edited meanwhile: whoever asked before is due."""
        told = {key: answer for made in records for key, answer in made.answers.items()}
        known = dict(self.answers.known(told))
        self.dues.make_due(key for key, answer in known.items() if answer != told[key])
        self.answers.note(dict(told.items() - known.items()))

    def done(self, records: list[OutputRecord], build: int) -> None:
        """Notes what was rendered."""
        asked, dropped = [], []
        for made in records:
            sql = "SELECT reads, media FROM outputs WHERE number = ?"
            reads, media = self.database.execute(sql, (made.number,)).fetchone()
            if reads != made.reads:
                before, now = unpacked(reads), unpacked(made.reads)
                asked += [(q, made.number) for q in now - before if not q & 1]
                dropped += [(q, made.number) for q in before - now if not q & 1]
            if media != made.media:
                self.copied.unsettle(digest for digest, _ in _uses(media) ^ _uses(made.media))
            self.database.execute(
                "UPDATE outputs SET state = ?, sha256 = ?, size = ?, ids = ?, media = ?,"
                " reads = ?, problems = ?, stat = ?, build = ?, reason = ? WHERE number = ?",
                (
                    STANDS, made.sha256, made.size, made.ids, made.media, made.reads,
                    made.problems, made.stat, build, made.reason, made.number,
                ),
            )  # fmt: skip
        self.database.executemany("INSERT OR IGNORE INTO asked VALUES (?,?)", sorted(asked))
        self.database.executemany(
            "DELETE FROM asked WHERE question = ? AND output = ?", sorted(dropped)
        )

    def failed(self, number: int) -> None:
        """Of an output that could not be rendered: nothing stands there, and it stays due."""
        self._forget_reads(number)
        sql = (
            "UPDATE outputs SET state = ?, sha256 = '', size = 0, stat = '', ids = '[]',"
            " media = '[]', reads = x'', problems = '[]' WHERE number = ?"
        )
        self.database.execute(sql, (DUE, number))

    def _forget_reads(self, number: int) -> None:
        sql = "SELECT reads, media, owner FROM outputs WHERE number = ?"
        reads, media, owner = self.database.execute(sql, (number,)).fetchone()
        if not owner.startswith(MEDIA_OWNER):
            self.copied.unsettle(digest for digest, _ in _uses(media))
        pairs = ((question, number) for question in unpacked(reads))
        self.database.executemany("DELETE FROM asked WHERE question = ? AND output = ?", pairs)

    def going(self) -> list[str]:
        """What is to go; of what was never written nothing is left to go."""
        sql = f"SELECT path FROM outputs WHERE state = {GOES} AND state != 0"
        return self.index.column(sql)

    def forget_removed(self) -> None:
        """Forgets what was to go."""
        sql = f"SELECT number FROM outputs WHERE state = {GOES} AND state != 0"
        for number in self.index.column(sql):
            self._forget_reads(number)
            self.database.execute("DELETE FROM outputs WHERE number = ?", (number,))

    def problems(self) -> Iterator[Problem]:
        sql = "SELECT problems FROM outputs WHERE problems != '[]'"
        for (problems,) in self.database.execute(sql):
            yield from (Problem(*fields) for fields in json.loads(problems))


def _uses(media: str) -> set[tuple[str, str]]:
    """(digest, role) of what an output shows."""
    return {(digest, role) for digest, role in json.loads(media)}
