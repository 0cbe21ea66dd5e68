"""Addresses that lead elsewhere or are gone."""

from collections.abc import Iterable

from site_builder.index.database import Index


class Addresses:
    def __init__(self, index: Index) -> None:
        self.database = index.database

    def noticed(self, paths: Iterable[str]) -> bool:
        """Whether redirects or tombstones speak of one of these addresses."""
        sql = "SELECT 1 FROM noticed WHERE path = ?"
        return any(self.database.execute(sql, (path,)).fetchone() for path in paths)

    def set_noticed(self, paths: Iterable[str]) -> None:
        self.database.execute("DELETE FROM noticed")
        sql = "INSERT OR IGNORE INTO noticed VALUES (?)"
        self.database.executemany(sql, ((path,) for path in paths))

    def replace(self, table: str, rows: set[tuple[str, ...]]) -> set[str]:
        """Makes `rows` all that the table holds; the first fields of those that are another now."""
        before = set(self.database.execute(f"SELECT * FROM {table}"))
        gone = ((path,) for path, *_ in before - rows)
        self.database.executemany(f"DELETE FROM {table} WHERE path = ?", gone)
        marks = ",".join("?" * (2 if table == "moved" else 3))
        self.database.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", rows - before)
        return {row[0] for row in before ^ rows}
