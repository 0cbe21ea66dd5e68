"""What was asked, by outputs and by plans, and which answers they were given."""

from collections.abc import Iterable

from site_builder.index.database import Index
from site_builder.index.traces import media_keys, number_of, unpacked


class Answers:
    def __init__(self, index: Index) -> None:
        self.index, self.database = index, index.database
        self._told = set[int]()  # questions of which the answer is known to be there

    def limits(self) -> list[int]:
        return self.index.column("SELECT number FROM limits")

    def known(self, keys: Iterable[str] | None = None) -> list[tuple[str, str | None]]:
        """(key, answer) of questions that somebody asked: of those among `keys`, or all."""
        sql = "SELECT key, answer FROM questions"
        if keys is None:
            return self.database.execute(sql).fetchall()
        found = (self.database.execute(f"{sql} WHERE number = ?", (number_of(k),)) for k in keys)
        return [row for rows in found for row in rows]

    def wide(self) -> dict[str, str | None]:
        """Key and answer of the questions that are asked widely."""
        return dict(self.database.execute("SELECT key, answer FROM questions WHERE number & 1"))

    def note(self, answers: dict[str, str | None]) -> None:
        rows = ((number_of(key), key, answer) for key, answer in answers.items())
        self.database.executemany("INSERT OR REPLACE INTO questions VALUES (?,?,?)", rows)
        limits = {key.rpartition(":")[2] for key in answers if key.startswith("latest:")}
        rows_ = ((int(limit),) for limit in limits)
        self.database.executemany("INSERT OR IGNORE INTO limits VALUES (?)", rows_)

    def knows(self, reads: bytes) -> bool:
        """Whether the answers to all of these questions were told. What is so once stays so."""
        for number in unpacked(reads) - self._told:
            sql = "SELECT 1 FROM questions WHERE number = ?"
            if self.database.execute(sql, (number,)).fetchone() is None:
                return False
            self._told.add(number)
        return True

    def shown(self, digest: str, roles: Iterable[str]) -> set[tuple[str, str]]:
        """(digest, role) in which some output shows a picture or an attachment."""
        keys = media_keys(digest, roles)
        return {(digest, role) for key, role in keys.items() if self._is_shown(key)}

    def _is_shown(self, key: str) -> bool:
        sql = (
            "SELECT 1 FROM asked JOIN questions ON questions.number = question"
            " WHERE question = ? AND answer IS NOT NULL"
        )
        return self.database.execute(sql, (number_of(key),)).fetchone() is not None
