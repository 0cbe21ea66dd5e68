"""The builds that made an index what it is."""

from site_builder.index.database import Index

NUMBER, UNDER_WAY, NAME = "build", "under way", "name"
SITE_URL, CONTENT_VERSION = "site url", "content version"


class Builds:
    """What a build that died may have left in the output folder no record tells of; so each says
    when it begins and when it has come to its end."""

    def __init__(self, index: Index) -> None:
        self.index = index

    @property
    def number(self) -> int:
        return int(self.index.meta(NUMBER) or 0)

    @property
    def is_under_way(self) -> bool:
        return bool(self.index.meta(UNDER_WAY))

    def begin(self) -> None:
        """Within the transaction of the first change: all changes count as this build's."""
        self.index.set_meta(NUMBER, str(self.number + 1))
        self.index.set_meta(UNDER_WAY, "yes")

    def end(self, site_url: str, content_version: int) -> None:
        database = self.index.database
        with self.index.changing():
            database.execute("DELETE FROM heard_of")
            database.execute("INSERT INTO heard_of SELECT id, locale FROM taken_down")
            database.execute("INSERT INTO heard_of SELECT digest, '' FROM withdrawn")
            self.index.set_meta(SITE_URL, site_url)
            self.index.set_meta(CONTENT_VERSION, str(content_version))
            self.index.set_meta(UNDER_WAY, "")
