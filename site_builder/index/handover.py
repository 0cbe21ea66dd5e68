"""What the last build hands over to a deploy: its files, what it could not make, and what must not
be public any more."""

import json
import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from contract import paths
from site_builder.index import builds
from site_builder.index.outputs import GOES


class Output(NamedTuple):
    """`ids` and `media` as pairs; `location` is where a redirect leads; `of` the document whose
    page it is, as `id/locale`, or the address that moved."""

    path: str
    sha256: str
    size: int
    class_: str
    cache: str
    ids: tuple[tuple[str, str], ...]
    media: tuple[tuple[str, str], ...]
    location: str
    of: str


class Document(NamedTuple):
    """The path of its page, when it was last changed, and whether its last good version stands in
    for one that cannot be read."""

    path: str
    modified: str
    is_kept: bool


_COLUMNS = "path, sha256, size, class, cache, ids, media, locale, about"


class Handover:
    """Reads the index of a build that has come to its end."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database
        meta: dict[str, str] = dict(database.execute("SELECT name, value FROM meta"))
        self.name = meta.get(builds.NAME, "")
        self.number = int(meta.get(builds.NUMBER, 0))
        self.site_url = meta.get(builds.SITE_URL, "")
        self.content_version = int(meta.get(builds.CONTENT_VERSION, 0))
        self.is_under_way = bool(meta.get(builds.UNDER_WAY))

    def outputs(self, since: int = -1) -> Iterator[Output]:
        """Those that changed after build `since`; all without one."""
        sql = (
            f"SELECT {_COLUMNS} FROM outputs WHERE changed > ? AND sha256 != '' AND state != {GOES}"
        )
        return (self._output(*row) for row in self.database.execute(sql, (since,)))

    def outputs_of(self, class_: str) -> dict[str, Output]:
        """By locale, those of a class of which each locale has one."""
        sql = f"SELECT {_COLUMNS} FROM outputs WHERE class = ? AND sha256 != '' AND state != {GOES}"
        rows = self.database.execute(sql, (class_,)).fetchall()
        return {row[-2]: self._output(*row) for row in rows}

    def output(self, path: str) -> Output | None:
        sql = f"SELECT {_COLUMNS} FROM outputs WHERE path = ? AND sha256 != '' AND state != {GOES}"
        row = self.database.execute(sql, (path,)).fetchone()
        return self._output(*row) if row else None

    def departed(self, since: int) -> list[str]:
        """Paths at which nothing is since a build after `since`."""
        sql = "SELECT path FROM departed WHERE changed > ?"
        return [path for (path,) in self.database.execute(sql, (since,))]

    def failed(self) -> set[str]:
        """Paths that are wanted and could not be rendered."""
        sql = f"SELECT path FROM outputs WHERE sha256 = '' AND state != {GOES}"
        return {path for (path,) in self.database.execute(sql)}

    def left_out(self) -> set[str]:
        """Paths of the pages of documents that were left out."""
        sql = "SELECT DISTINCT file FROM notes WHERE error = 1"
        urls = (paths.url_of_file(file) for (file,) in self.database.execute(sql))
        return {f"{url[1:]}index.html" for url in urls if url}

    def taken_down(self) -> tuple[set[tuple[str, str]], set[str]]:
        """(id, locale) of removed documents that are not there again; digests of media."""
        sql = (
            "SELECT id, locale FROM taken_down AS t WHERE NOT EXISTS"
            " (SELECT 1 FROM documents AS d WHERE d.id = t.id AND d.locale = t.locale)"
        )
        documents = {(id_, locale) for id_, locale in self.database.execute(sql)}
        return documents, {d for (d,) in self.database.execute("SELECT digest FROM withdrawn")}

    def document(self, id_: str, locale: str) -> Document | None:
        sql = (
            "SELECT url, modified, (SELECT count(*) FROM kept WHERE kept.file = documents.file)"
            " FROM documents WHERE id = ? AND locale = ?"
        )
        row = self.database.execute(sql, (id_, locale)).fetchone()
        return Document(f"{row[0][1:]}index.html", row[1], bool(row[2])) if row else None

    def kept(self) -> set[str]:
        """Documents (`id/locale`) whose last good version stands in."""
        sql = "SELECT id, locale FROM documents JOIN kept USING (file)"
        return {f"{id_}/{locale}" for id_, locale in self.database.execute(sql)}

    def _output(
        self, path: str, sha256: str, size: int, class_: str, cache: str, ids: str, media: str,
        locale: str, about: str,
    ) -> Output:  # fmt: skip
        location, of, told = "", "", json.loads(about)
        if class_ == "redirect":
            location, of = self._location(told["path"]), told["path"]
        elif class_ in ("story", "page"):
            of = f"{told['id_']}/{locale}"
        return Output(path, sha256, size, class_, cache, _pairs(ids), _pairs(media), location, of)

    def _location(self, path: str) -> str:
        row = self.database.execute("SELECT target FROM moved WHERE path = ?", (path,)).fetchone()
        return str(row[0]) if row else ""


def _pairs(found: str) -> tuple[tuple[str, str], ...]:
    return tuple((first, second) for first, second in json.loads(found))
