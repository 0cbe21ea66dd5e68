"""The files that are looked at in a build: a temporary table, for the statements of the others."""

from collections.abc import Iterable

from site_builder.index.database import Index

# Not a join: SQLite would first read all documents, to know which it need not look for.
LOOKED = "file IN (SELECT file FROM looked)"


class Looked:
    def __init__(self, index: Index) -> None:
        self.index, self.database = index, index.database

    def look_at(self, files: Iterable[str]) -> None:
        self.database.execute("CREATE TEMP TABLE IF NOT EXISTS looked (file TEXT PRIMARY KEY)")
        self.database.execute("DELETE FROM looked")
        sql = "INSERT OR IGNORE INTO looked VALUES (?)"
        self.database.executemany(sql, ((file,) for file in files))

    def has(self, file: str) -> bool:
        return bool(self.index.column("SELECT 1 FROM looked WHERE file = ?", file))

    def files(self) -> list[str]:
        return self.index.column("SELECT file FROM looked")
