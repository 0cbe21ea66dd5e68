"""Reading the index: one method per query, each answering plain rows. Nothing is recorded here."""

import sqlite3
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from site_builder.index.views import Picture

Row = tuple[Any, ...]

_ORDER = "ORDER BY moment DESC, id"


@dataclass(frozen=True, slots=True)
class Scope:
    """A part of the stories: all of a locale, a section, a department or a topic."""

    locale: str
    kind: str = ""
    slug: str = ""

    @property
    def key(self) -> str:
        return f"{self.locale}/{self.kind}/{self.slug}"

    def where(self) -> tuple[str, tuple[str, ...]]:
        """Table and condition, with its parameters."""
        if self.kind == "topic":
            return "document_topics WHERE locale = ? AND topic = ?", (self.locale, self.slug)
        if self.kind == "section":
            return "documents WHERE locale = ? AND section = ?", (self.locale, self.slug)
        if self.kind == "department":
            return (
                "documents WHERE locale = ? AND department = ? AND section IS NOT NULL",
                (self.locale, self.slug),
            )
        return "documents WHERE locale = ? AND section IS NOT NULL", (self.locale,)


class Store:
    """Reads an index through a connection of its process. What it has read it remembers, and the
    pictures that were made of it: after a change of the index another one is needed."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database
        self.pictures = dict[tuple[str, str, str], Picture]()  # by digest, role and locale
        # These are asked for by many pages.
        self.term = lru_cache(maxsize=4096)(self._term)
        self.media = lru_cache(maxsize=4096)(self._media)
        self.card = lru_cache(maxsize=8192)(self._card)
        self.months = lru_cache(maxsize=512)(self._months)
        self.of_type = lru_cache(maxsize=64)(self._of_type)
        self.menu = lru_cache(maxsize=64)(self._menu)
        self.terms_used = lru_cache(maxsize=64)(self._terms_used)
        self.is_awaited = lru_cache(maxsize=4096)(self._is_awaited)
        self.awaits = lru_cache(maxsize=8192)(self._awaits)

    def rows(self, sql: str, parameters: tuple[Any, ...] = ()) -> list[Row]:
        return self.database.execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: tuple[Any, ...] = ()) -> Row | None:
        found: Row | None = self.database.execute(sql, parameters).fetchone()
        return found

    def _card(self, id_: str, locale: str) -> Row | None:
        """(card JSON, digest)"""
        return self.row(
            "SELECT card, card_digest FROM documents WHERE id = ? AND locale = ?", (id_, locale)
        )

    def document(self, id_: str, locale: str) -> Row | None:
        """(card, document, body, digest)"""
        return self.row(
            "SELECT card, document, body, document_digest FROM documents"
            " WHERE id = ? AND locale = ?",
            (id_, locale),
        )

    def latest(self, scope: Scope, limit: int) -> tuple[str, ...]:
        source, parameters = scope.where()
        return _ids(self.rows(f"SELECT id FROM {source} {_ORDER} LIMIT ?", (*parameters, limit)))

    def month(self, scope: Scope, year: int, month: int) -> tuple[str, ...]:
        source, parameters = scope.where()
        sql = f"SELECT id FROM {source} AND year = ? AND month = ? {_ORDER}"
        return _ids(self.rows(sql, (*parameters, year, month)))

    def _months(self, scope: Scope) -> tuple[tuple[int, int], ...]:
        """Newest first. A step through the index for each, not for each story."""
        source, parameters = scope.where()
        found, order = list[tuple[int, int]](), "ORDER BY year DESC, month DESC LIMIT 1"
        row = self.row(f"SELECT year, month FROM {source} {order}", parameters)
        while row:
            found.append((row[0], row[1]))
            sql = f"SELECT year, month FROM {source} AND (year, month) < (?, ?) {order}"
            row = self.row(sql, (*parameters, *row))
        return tuple(found)

    def month_beside(
        self, scope: Scope, year: int, month: int, *, newer: bool
    ) -> tuple[int, int] | None:
        source, parameters = scope.where()
        sign, order = (">", "ASC") if newer else ("<", "DESC")
        row = self.row(
            f"SELECT year, month FROM {source} AND (year, month) {sign} (?, ?)"
            f" ORDER BY year {order}, month {order} LIMIT 1",
            (*parameters, year, month),
        )
        return (row[0], row[1]) if row else None

    def newer(self, scope: Scope, moment: int, id_: str, limit: int = 1) -> tuple[str, ...]:
        """The nearest ones, the nearest first."""
        source, parameters = scope.where()
        return _ids(
            self.rows(
                f"SELECT id FROM {source} AND moment >= ? AND (moment > ? OR id < ?)"
                " ORDER BY moment, id DESC LIMIT ?",
                (*parameters, moment, moment, id_, limit),
            )
        )

    def older(self, scope: Scope, moment: int, id_: str, limit: int) -> tuple[str, ...]:
        source, parameters = scope.where()
        return _ids(
            self.rows(
                f"SELECT id FROM {source} AND moment <= ? AND (moment < ? OR id > ?)"
                f" {_ORDER} LIMIT ?",
                (*parameters, moment, moment, id_, limit),
            )
        )

    def month_documents(self, locale: str, year: int, month: int) -> tuple[str, ...]:
        """Every document of a month, standard pages and fronts included."""
        return _ids(
            self.rows(
                "SELECT id FROM documents WHERE locale = ? AND year = ? AND month = ? ORDER BY url",
                (locale, year, month),
            )
        )

    def changed_months(self, locale: str) -> list[Row]:
        """(year, month, last change in seconds since 1970) of every month with documents."""
        sql = (
            "SELECT year, month, changed FROM documents WHERE locale = ?"
            " AND (year, month) < (?, ?) ORDER BY year DESC, month DESC, changed DESC LIMIT 1"
        )
        found, row = list[Row](), self.row(sql, (locale, 9999, 0))
        while row:
            found.append(row)
            row = self.row(sql, (locale, row[0], row[1]))
        return found[::-1]

    def _of_type(self, locale: str, type_: str) -> tuple[str, ...]:
        sql = "SELECT id FROM documents WHERE locale = ? AND type = ? ORDER BY id"
        return _ids(self.rows(sql, (locale, type_)))

    def _menu(self, locale: str) -> tuple[str, ...]:
        return _ids(
            self.rows(
                "SELECT id FROM documents WHERE locale = ? AND type = 'page'"
                " AND menu_order IS NOT NULL ORDER BY menu_order, id",
                (locale,),
            )
        )

    def translations(self, id_: str) -> list[Row]:
        """(locale, url, translation_state)"""
        return self.rows(
            "SELECT locale, url, translation_state FROM documents WHERE id = ? ORDER BY locale",
            (id_,),
        )

    def _terms_used(self, locale: str, kind: str) -> tuple[str, ...]:
        """Slugs of the departments or topics that have stories in the locale."""
        sql = (
            "SELECT department FROM documents WHERE locale = ? AND department > ?"
            " AND section IS NOT NULL ORDER BY department LIMIT 1"
            if kind == "department"
            else "SELECT topic FROM document_topics WHERE locale = ? AND topic > ?"
            " ORDER BY topic LIMIT 1"
        )
        found, row = list[str](), self.row(sql, (locale, ""))
        while row:
            found.append(row[0])
            row = self.row(sql, (locale, row[0]))
        return tuple(found)

    def moved(self, path: str) -> str | None:
        """Where an address leads."""
        row = self.row("SELECT target FROM moved WHERE path = ?", (path,))
        return str(row[0]) if row else None

    def gone(self, path: str) -> str | None:
        """Why there is nothing at an address any more."""
        row = self.row("SELECT kind FROM gone WHERE path = ?", (path,))
        return str(row[0]) if row else None

    def _term(self, kind: str, slug: str) -> Row | None:
        """(record JSON, digest)"""
        return self.row(
            "SELECT record, digest FROM terms WHERE kind = ? AND slug = ?", (kind, slug)
        )

    def _media(self, digest: str) -> Row | None:
        """(kind, record JSON, digest of the record)"""
        return self.row("SELECT kind, record, record_digest FROM media WHERE digest = ?", (digest,))

    def _is_awaited(self, digest: str) -> bool:
        """Whether a picture is still being made."""
        return self.row("SELECT 1 FROM awaited WHERE digest = ?", (digest,)) is not None

    def _awaits(self, id_: str, locale: str) -> bool:
        """Whether a document would show a picture that is still being made."""
        sql = "SELECT 1 FROM awaiting WHERE id = ? AND locale = ?"
        return self.row(sql, (id_, locale)) is not None


def _ids(rows: list[Row]) -> tuple[str, ...]:
    return tuple(row[0] for row in rows)
