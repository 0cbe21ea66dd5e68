"""Pictures and attachments that may be shown, and what is known of them."""

import json
from typing import Any

from site_builder.index.database import Index
from site_builder.source.prepare import canonical, digest


class MediaRecords:
    def __init__(self, index: Index) -> None:
        self.index, self.database = index, index.database

    def of(self, digest_: str) -> tuple[str, dict[str, Any]] | None:
        """(kind, record)"""
        sql = "SELECT kind, record FROM media WHERE digest = ?"
        row = self.database.execute(sql, (digest_,)).fetchone()
        return (row[0], json.loads(row[1])) if row else None

    def replace(self, digest_: str, found: tuple[str, dict[str, Any]] | None) -> bool:
        """Replaces what is known of a picture or attachment; whether anything was."""
        deleted = self.database.execute("DELETE FROM media WHERE digest = ?", (digest_,))
        if found is None:
            return deleted.rowcount > 0
        kind, record = found
        # What only the office may know does not enter the index.
        public = {k: v for k, v in record.items() if k not in ("consent", "minors")}
        row = (digest_, kind, canonical(public), digest(public))
        self.database.execute("INSERT INTO media VALUES (?,?,?,?)", row)
        return deleted.rowcount > 0

    def kind_of(self, digest_: str) -> str | None:
        found = self.index.column("SELECT kind FROM media WHERE digest = ?", digest_)
        return found[0] if found else None

    def refuse(self, digest_: str) -> None:
        """Takes an attachment out that may not be published any more; it is looked at again."""
        self.database.execute("DELETE FROM media WHERE digest = ?", (digest_,))
        self.database.execute("INSERT OR IGNORE INTO refused VALUES (?)", (digest_,))

    def take_refused(self) -> set[str]:
        """Those that were refused before, for a new look."""
        refused = set(self.index.column("SELECT digest FROM refused"))
        self.database.execute("DELETE FROM refused")
        return refused
