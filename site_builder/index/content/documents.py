"""The documents that the site shows."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from contract.conflicts import Claim
from site_builder.index.content.looked import LOOKED
from site_builder.index.content.notes import OF_DOCUMENTS
from site_builder.index.database import Index
from site_builder.index.scope import scopes
from site_builder.source.prepare import PreparedDocument, canonical, digest

_BATCH = 500
_OF_FILES = ("documents", "listed", "document_media", "media_users", "awaiting", "kept")


class Row(NamedTuple):
    """A document as far as lists and addresses go. Two that are equal look the same everywhere."""

    file: str
    id: str
    locale: str
    type: str
    section: str | None
    url: str
    moment: int
    year: int
    month: int
    changed: int
    department: str | None
    menu_order: int | None
    translation_state: str | None
    card_digest: str
    document_digest: str
    topics: tuple[str, ...] = ()
    awaits: bool = False


_ROW = ", ".join(Row._fields[:-2])
_CLAIM = ", ".join(Claim._fields)


class Documents:
    def __init__(self, index: Index) -> None:
        self.index, self.database = index, index.database

    def rows(self) -> dict[str, Row]:
        """What the site shows of the files that are looked at."""
        return {row.file: row for row in self._rows(f"documents WHERE {LOOKED}")}

    def row_of(self, file: str) -> Row:
        return next(self._rows("documents WHERE file = ?", file))

    def _rows(self, source: str, *parameters: str) -> Iterator[Row]:
        found = self.database.execute(f"SELECT {_ROW} FROM {source}", parameters)
        for fields in found.fetchall():
            file = fields[0]
            sql = "SELECT slug FROM listed WHERE file = ? AND kind = 'topic'"
            topics = self.index.column(sql, file)
            awaits = self.index.column("SELECT 1 FROM awaiting WHERE file = ?", file)
            yield Row._make((*fields, tuple(sorted(topics)), bool(awaits)))

    def forget(self) -> None:
        """Takes the files that are looked at out, with all that was noted of them."""
        for table in _OF_FILES:
            self.database.execute(f"DELETE FROM {table} WHERE {LOOKED}")
        stages = ", ".join("?" * len(OF_DOCUMENTS))
        self.database.execute(
            f"DELETE FROM notes WHERE stage IN ({stages}) AND {LOOKED}", OF_DOCUMENTS
        )

    def add(self, documents: Iterable[PreparedDocument]) -> None:
        documents = iter(documents)
        while batch := list(islice(documents, _BATCH)):
            self._add(batch)

    def _add(self, documents: list[PreparedDocument]) -> None:
        marks = ",".join("?" * 19)
        self.database.executemany(
            f"INSERT INTO documents VALUES ({marks})", map(_document, documents)
        )
        self.database.executemany(
            "INSERT INTO listed VALUES (?,?,?,?,?,?,?,?)",
            [
                (d.file, scope.locale, scope.kind, scope.slug, d.moment, d.id, d.year, d.month)
                for d in documents
                for scope in scopes(d.locale, d.section, d.card.get("department"), d.topics)
            ],
        )
        self.database.executemany(
            "INSERT INTO document_media VALUES (?,?)",
            [(d.file, json.dumps(d.media)) for d in documents if d.media],
        )
        self.database.executemany(
            "INSERT INTO media_users VALUES (?,?)",
            [(digest, d.file) for d in documents for digest in {use.digest for use in d.media}],
        )

    def remove(self, file: str) -> None:
        for table in _OF_FILES:
            self.database.execute(f"DELETE FROM {table} WHERE file = ?", (file,))

    def keep(self, file: str) -> None:
        """Notes that the last good version of the file stands in for it."""
        self.database.execute("INSERT OR REPLACE INTO kept VALUES (?)", (file,))

    def unkeep(self, files: Iterable[str]) -> None:
        self.database.executemany("DELETE FROM kept WHERE file = ?", ((f,) for f in files))

    def kept(self) -> list[str]:
        return self.index.column("SELECT file FROM kept")

    def count(self) -> int:
        return int(self.index.column("SELECT count(*) FROM documents")[0])

    def file_at(self, path: str) -> str | None:
        """The file of the document whose page, by its address or as an output, is `path`."""
        url = "/" + path.removesuffix("index.html").lstrip("/")
        found = self.index.column("SELECT file FROM documents WHERE url = ?", url)
        return found[0] if found else None

    def page_of(self, file: str) -> str | None:
        """The output that is the page of a document."""
        found = self.index.column("SELECT url FROM documents WHERE file = ?", file)
        return f"{found[0].lstrip('/')}index.html" if found else None

    def claims(self) -> Iterator[Claim]:
        """Of the documents that are looked at and all that contend with them, or with those."""
        seen = dict[str, Claim]()
        waiting = self._contended()
        while waiting:
            claim = waiting.pop()
            if claim.file not in seen:
                seen[claim.file] = claim
                waiting += self._contenders(claim)
        yield from seen.values()

    def _contended(self) -> list[Claim]:
        """Documents that are looked at and have another with their key or their address."""
        other = "SELECT 1 FROM documents AS other WHERE other.file != documents.file AND"
        sql = (
            f"SELECT {_CLAIM} FROM documents WHERE documents.{LOOKED}"
            f" AND (EXISTS ({other} other.id = documents.id AND other.locale = documents.locale)"
            f" OR EXISTS ({other} other.url = documents.url))"
        )
        return [Claim(*row) for row in self.database.execute(sql)]

    def _contenders(self, claim: Claim) -> list[Claim]:
        sql = f"SELECT {_CLAIM} FROM documents WHERE (id = ? AND locale = ?) OR url = ?"
        return [Claim(*r) for r in self.database.execute(sql, (claim.id, claim.locale, claim.url))]


def _document(d: PreparedDocument) -> tuple[Any, ...]:
    return (
        d.file,
        d.id,
        d.locale,
        d.type,
        d.section,
        d.url,
        d.moment,
        d.year,
        d.month,
        d.modified,
        d.changed,
        d.card.get("department"),
        d.card.get("menu_order"),
        d.rest["translation_state"],
        canonical(d.card),
        digest(d.card),
        canonical(d.rest),
        canonical(d.body),
        digest([d.card, d.rest, d.body]),
    )
