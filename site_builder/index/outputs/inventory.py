"""What the records say of the output folder as a whole: what should stand there, and how much."""

from site_builder.index.database import Index
from site_builder.index.outputs import DUE, STANDS, Standing
from site_builder.index.outputs.copied import CopiedFiles
from site_builder.index.traces import MEDIA_OWNER

_PAGES = ("alerts", "entry", "gone", "list", "page", "redirect", "story")


class Inventory:
    def __init__(self, index: Index) -> None:
        self.index, self.database = index, index.database

    def paths(self) -> set[str]:
        """Of everything that stands."""
        sql = "SELECT path FROM outputs WHERE sha256 != ''"
        return set(self.index.column(sql))

    def standing(self, after: str, limit: int) -> list[Standing]:
        """Some of what stands, in the order of the paths."""
        sql = (
            "SELECT number, path, stat, sha256, owner, maker FROM outputs"
            " WHERE path > ? AND state = ? ORDER BY path LIMIT ?"
        )
        return [Standing(*row) for row in self.database.execute(sql, (after, STANDS, limit))]

    def restat(self, number: int, stat: str) -> None:
        self.database.execute("UPDATE outputs SET stat = ? WHERE number = ?", (stat, number))

    def lost(self, standing: Standing) -> None:
        """The file of an output is not the one that was written."""
        if standing.maker:
            sql = "UPDATE outputs SET state = ?, reason = ? WHERE number = ?"
            self.database.execute(sql, (DUE, "its file was changed or removed", standing.number))
        elif standing.owner.startswith(MEDIA_OWNER):
            CopiedFiles(self.index).unsettle([standing.owner.removeprefix(MEDIA_OWNER)])
            self._forget(standing.number)
        else:
            self._forget(standing.number)

    def _forget(self, number: int) -> None:
        self.database.execute("DELETE FROM outputs WHERE number = ?", (number,))

    def counts(self) -> dict[str, int]:
        """How many outputs there are, and of them pages, feeds and picture files."""
        sql = "SELECT class, count(*) FROM outputs GROUP BY class"
        of_class: dict[str, int] = dict(self.database.execute(sql))
        entries = "SELECT count(*) FROM outputs WHERE class = 'entry' AND path NOT LIKE '%.html'"
        (others,) = self.database.execute(entries).fetchone()
        return {
            "outputs": sum(of_class.values()),
            "pages": sum(count for name, count in of_class.items() if name in _PAGES) - others,
            "feeds": of_class.get("feed", 0),
            "pictures": of_class.get("media", 0),
        }

    def are_at_most(self, number: int) -> bool:
        sql = "SELECT 1 FROM outputs LIMIT 1 OFFSET ?"
        return not self.index.column(sql, number)
