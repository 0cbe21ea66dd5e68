"""The files that the index was made of, as they were when they were read."""

import time
from collections.abc import Iterable, Mapping
from typing import Any

from site_builder.index.database import Index
from site_builder.source.scan import UNKNOWN, Stat

# A file that is written twice within one tick of the clock has the same times after both.
TICK_NS = 100_000_000


class Sources:
    def __init__(self, index: Index) -> None:
        self.database = index.database
        self._now = time.time_ns()

    def stats(self, files: Iterable[str] | None = None) -> dict[str, tuple[int, int, int, int]]:
        """Of some files, or of all."""
        sql = "SELECT file, size, mtime, ctime, inode FROM files"
        if files is None:
            rows = self._all(sql)
        else:
            rows = [row for file in files for row in self._all(f"{sql} WHERE file = ?", file)]
        return {file: (size, mtime, ctime, inode) for file, size, mtime, ctime, inode in rows}

    def count(self) -> int:
        (number,) = self.database.execute("SELECT count(*) FROM files").fetchone()
        return int(number)

    def digests(self, files: Iterable[str]) -> dict[str, str]:
        sql = "SELECT file, digest FROM files WHERE file = ?"
        return {f: digest for file in files for f, digest in self._all(sql, file)}

    def below(self, folder: str) -> list[str]:
        """Files whose path begins with `folder`, which ends in a slash."""
        sql = "SELECT file FROM files WHERE file > ? AND file < ?"
        return [file for (file,) in self._all(sql, folder, folder[:-1] + "0")]

    def note(self, stats: Mapping[str, Stat], digests: Mapping[str, str]) -> None:
        """What was read. Of a file that may be written once more in the same tick the times say
        nothing."""
        rows = (
            (file, *(stat if self._is_settled(stat) else UNKNOWN), digests.get(file, ""))
            for file, stat in stats.items()
        )
        self.database.executemany("INSERT OR REPLACE INTO files VALUES (?,?,?,?,?,?)", rows)

    def drop(self, files: Iterable[str]) -> None:
        self.database.executemany("DELETE FROM files WHERE file = ?", ((file,) for file in files))

    def _is_settled(self, stat: Stat) -> bool:
        _size, mtime, ctime, _inode = stat
        return max(mtime, ctime) + TICK_NS < self._now

    def _all(self, sql: str, *parameters: str) -> list[Any]:
        return self.database.execute(sql, parameters).fetchall()
