"""What is copied as it is: the theme's files, pictures, attachments."""

import json
from collections.abc import Iterable

from site_builder.index.database import Index
from site_builder.index.outputs import IMMUTABLE, STANDS, Copied


class CopiedFiles:
    def __init__(self, index: Index) -> None:
        self.index, self.database = index, index.database

    def unsettle(self, digests: Iterable[str]) -> None:
        """Notes pictures and attachments that may have to come or go with what shows them."""
        rows = ((digest,) for digest in digests)
        self.database.executemany("INSERT OR IGNORE INTO unsettled VALUES (?)", rows)

    def unsettled(self) -> set[str]:
        return set(self.index.column("SELECT digest FROM unsettled"))

    def forget_unsettled(self) -> None:
        self.database.execute("DELETE FROM unsettled")

    def put(self, copied: Copied) -> None:
        self.database.execute(
            "INSERT OR REPLACE INTO outputs (path, owner, state, class, cache, locale, maker,"
            " about, sha256, size, media, stat) VALUES (?,?,?,?,?,'','','{}',?,?,?,?)",
            (
                copied.path, copied.owner, STANDS, copied.class_, IMMUTABLE, copied.sha256,
                copied.size, json.dumps(copied.media), copied.stat,
            ),
        )  # fmt: skip

    def owned(self, owner: str) -> dict[str, Copied]:
        """path -> what `owner` has put there."""
        sql = (
            "SELECT path, class, owner, sha256, size, stat, media FROM outputs"
            " WHERE owner = ? AND state = ?"
        )
        found = (_copied(*row) for row in self.database.execute(sql, (owner, STANDS)))
        return {copied.path: copied for copied in found}


def _copied(
    path: str, class_: str, owner: str, sha256: str, size: int, stat: str, media: str
) -> Copied:
    shown = tuple((digest, role) for digest, role in json.loads(media))
    return Copied(path, class_, owner, sha256, size, stat, shown)
