"""What was taken down: pictures and attachments, and documents of which no last good version may
stand in."""

from collections.abc import Iterable

from site_builder.index.database import Index


class Takedowns:
    def __init__(self, index: Index) -> None:
        self.index, self.database = index, index.database

    def is_withdrawn(self, digest_: str) -> bool:
        return bool(self.index.column("SELECT 1 FROM withdrawn WHERE digest = ?", digest_))

    def withdrawn(self) -> set[str]:
        return set(self.index.column("SELECT digest FROM withdrawn"))

    def set_withdrawn(self, digests: set[str]) -> set[str]:
        """Those whose state is another one than before."""
        before = set(self.index.column("SELECT digest FROM withdrawn"))
        self.database.execute("DELETE FROM withdrawn")
        self.database.executemany("INSERT INTO withdrawn VALUES (?)", ((d,) for d in digests))
        return before ^ digests

    def taken_down(self) -> list[tuple[str, str]]:
        return self.database.execute("SELECT id, locale FROM taken_down").fetchall()

    def set_taken_down(self, keys: Iterable[tuple[str, str]]) -> None:
        self.database.execute("DELETE FROM taken_down")
        self.database.executemany("INSERT OR IGNORE INTO taken_down VALUES (?, ?)", keys)
