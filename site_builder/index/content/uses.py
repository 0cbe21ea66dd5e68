"""Which documents use which pictures and attachments, and which wait for one."""

import json
from collections.abc import Iterable, Iterator

from site_builder.index.content.looked import LOOKED
from site_builder.index.database import Index
from site_builder.source.prepare import MediaUse


class MediaUses:
    def __init__(self, index: Index) -> None:
        self.index, self.database = index, index.database

    def of_looked(self) -> Iterator[tuple[str, list[MediaUse]]]:
        """(file, media) of the documents that are looked at, in the order of their files."""
        sql = f"SELECT file, uses FROM document_media WHERE {LOOKED} ORDER BY file"
        for file, uses in self.database.execute(sql):
            yield file, [MediaUse(*use) for use in json.loads(uses)]

    def files_using(self, digests: set[str]) -> set[str]:
        """The documents that use one of these."""
        sql = "SELECT file FROM media_users WHERE digest = ?"
        return {file for digest in digests for file in self.index.column(sql, digest)}

    def set_awaited(self, digests: set[str], files: Iterable[str]) -> set[str]:
        """Pictures that no page of this build can show yet, and the documents that would. Gives the
        pictures whose state is another one than before."""
        before = set(self.index.column("SELECT digest FROM awaited"))
        for table in ("awaited", "awaiting"):
            self.database.execute(f"DELETE FROM {table}")
        self.database.executemany("INSERT INTO awaited VALUES (?)", ((d,) for d in digests))
        sql = "INSERT INTO awaiting SELECT id, locale, file FROM documents WHERE file = ?"
        self.database.executemany(sql, ((file,) for file in files))
        return before ^ digests

    def awaiting(self) -> set[str]:
        return set(self.index.column("SELECT file FROM awaiting"))
