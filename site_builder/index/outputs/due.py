"""Which outputs are due to be rendered, and why."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from site_builder.index.database import Index
from site_builder.index.outputs import DUE, STANDS, Due, Target
from site_builder.index.traces import number_of, unpacked

# For so few questions SQLite is asked who has them in its record; for more all records are read.
_FEW = 6


class Dues:
    def __init__(self, index: Index) -> None:
        self.index, self.database = index, index.database

    def make_due(self, keys: Iterable[str]) -> None:
        """Those that asked one of these; the first in order is the reason."""
        numbers = {number_of(key): key for key in keys}
        wide = {number: key for number, key in numbers.items() if number & 1}
        reasons = dict(self._asked_widely(wide))
        for number in numbers.keys() - wide.keys():
            key = numbers[number]
            for output in self._asked(number):
                reasons[output] = min(key, reasons.get(output, key))
        sql = "UPDATE outputs SET state = ?, reason = ? WHERE number = ? AND state = ?"
        rows = ((DUE, reason, output, STANDS) for output, reason in sorted(reasons.items()))
        self.database.executemany(sql, rows)

    def _asked(self, number: int) -> list[int]:
        """The outputs that asked a question that is not asked widely."""
        return self.index.column("SELECT output FROM asked WHERE question = ?", number)

    def _asked_widely(self, keys: Mapping[int, str]) -> Iterator[tuple[int, str]]:
        """The outputs that asked one of these, and the first of them by its key. All records are
        looked at, once for all questions."""
        if not keys:
            return
        few = [number.to_bytes(8, "big", signed=True) for number in keys if len(keys) <= _FEW]
        where = " OR ".join(["instr(reads, ?)"] * len(few)) or "true"
        sql = f"SELECT number, reads FROM outputs WHERE state = ? AND ({where})"
        for output, reads in self.database.execute(sql, (STANDS, *few)):
            if asked := keys.keys() & unpacked(reads):
                yield output, min(keys[number] for number in asked)

    def make_all_due(self, reason: str) -> None:
        sql = "UPDATE outputs SET state = ?, reason = ? WHERE state = ? AND maker != ''"
        self.database.execute(sql, (DUE, reason, STANDS))

    def make_due_of(self, maker: str, reason: str) -> None:
        sql = "UPDATE outputs SET state = ?, reason = ? WHERE state = ? AND maker = ?"
        self.database.execute(sql, (DUE, reason, STANDS, maker))

    def due(self) -> list[Due]:
        """In an order in which those that show the same stories stand together: who renders them
        remembers what they share."""
        found = self._dues(f"WHERE state = {DUE} AND state != 0")
        return sorted(found, key=_neighbourhood)

    def of_path(self, path: str) -> list[Due]:
        return self._dues("WHERE path = ? AND maker != ''", path)

    def some_that_stand(self, salt: str, count: int) -> list[Due]:
        """A few, others for each `salt`, the same whenever it is repeated."""
        found = dict[str, Due]()
        for turn in range(count):
            place = hashlib.sha256(f"{salt} {turn}".encode()).hexdigest()
            where = "WHERE maker != '' AND state = ? AND sha256 >= ? ORDER BY sha256, path LIMIT 1"
            for due in self._dues(where, STANDS, place):
                found[due.target.path] = due
        return list(found.values())

    def _dues(self, where: str, *parameters: Any) -> list[Due]:
        sql = (
            "SELECT number, path, class, locale, maker, about, cache, sha256, reason FROM outputs "
        )
        return [
            Due(number, Target(path, class_, locale, maker, json.loads(about), cache), sha, reason)
            for number, path, class_, locale, maker, about, cache, sha, reason in (
                self.database.execute(sql + where, parameters)
            )
        ]


def _neighbourhood(due: Due) -> tuple[str, int, int, int]:
    """Lists by month. The pages of documents in the order in which they came: in a fresh index by
    date (`Planning`), so that a page stands near those whose stories it shows."""
    about = due.target.about
    return due.target.locale, about.get("year", 0), about.get("month", 0), due.number
