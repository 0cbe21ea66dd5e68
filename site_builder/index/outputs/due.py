"""Which outputs are due to be rendered, and why."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from site_builder.index.database import Index
from site_builder.index.outputs import DUE, STANDS, Due, Target
from site_builder.index.traces import number_of


class Dues:
    def __init__(self, index: Index) -> None:
        self.database = index.database

    def make_due(self, keys: Iterable[str]) -> None:
        """Those that asked one of these."""
        for key in keys:
            number = number_of(key)
            if number & 1:
                needle = number.to_bytes(8, "big", signed=True)
                who, parameter = "instr(reads, ?)", needle
            else:
                who = "number IN (SELECT output FROM asked WHERE question = ?)"
                parameter = number  # type: ignore[assignment]
            sql = f"UPDATE outputs SET state = ?, reason = ? WHERE state = ? AND {who}"
            self.database.execute(sql, (DUE, key, STANDS, parameter))

    def make_all_due(self, reason: str) -> None:
        sql = "UPDATE outputs SET state = ?, reason = ? WHERE state = ? AND maker != ''"
        self.database.execute(sql, (DUE, reason, STANDS))

    def make_due_of(self, maker: str, reason: str) -> None:
        sql = "UPDATE outputs SET state = ?, reason = ? WHERE state = ? AND maker = ?"
        self.database.execute(sql, (DUE, reason, STANDS, maker))

    def due(self) -> list[Due]:
        return self._dues(f"WHERE state = {DUE} AND state != 0 ORDER BY number")

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
