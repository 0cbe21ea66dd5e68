"""Reading the index: one method per query, each answering plain rows. Nothing is recorded here."""

import sqlite3
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

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
    """Read-only access to an index file. Each process opens its own."""

    def __init__(self, path: Path) -> None:
        self.database = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        self.database.execute("PRAGMA cache_size=-16000")
        # The index does not change while it is read, and these are asked for by many pages.
        self.term = lru_cache(maxsize=4096)(self._term)
        self.media = lru_cache(maxsize=4096)(self._media)
        self.card = lru_cache(maxsize=8192)(self._card)
        self.months = lru_cache(maxsize=512)(self._months)
        self.of_type = lru_cache(maxsize=64)(self._of_type)
        self.menu = lru_cache(maxsize=64)(self._menu)
        self.terms_used = lru_cache(maxsize=64)(self._terms_used)

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
        source, parameters = scope.where()
        sql = f"SELECT DISTINCT year, month FROM {source} ORDER BY year DESC, month DESC"
        return tuple((year, month) for year, month in self.rows(sql, parameters))

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

    def newer(self, scope: Scope, moment: int, id_: str) -> tuple[str, ...]:
        source, parameters = scope.where()
        return _ids(
            self.rows(
                f"SELECT id FROM {source} AND (moment > ? OR (moment = ? AND id < ?))"
                " ORDER BY moment, id DESC LIMIT 1",
                (*parameters, moment, moment, id_),
            )
        )

    def older(self, scope: Scope, moment: int, id_: str, limit: int) -> tuple[str, ...]:
        source, parameters = scope.where()
        return _ids(
            self.rows(
                f"SELECT id FROM {source} AND (moment < ? OR (moment = ? AND id > ?))"
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
            "SELECT year, month, max(changed) FROM documents WHERE locale = ?"
            " GROUP BY year, month ORDER BY year, month"
        )
        return self.rows(sql, (locale,))

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
            "SELECT DISTINCT department FROM documents WHERE locale = ?"
            " AND department IS NOT NULL AND section IS NOT NULL ORDER BY 1"
            if kind == "department"
            else "SELECT DISTINCT topic FROM document_topics WHERE locale = ? ORDER BY 1"
        )
        return _ids(self.rows(sql, (locale,)))

    def file_of(self, url: str) -> str | None:
        row = self.row("SELECT file FROM documents WHERE url = ?", (url,))
        return str(row[0]) if row else None

    def _term(self, kind: str, slug: str) -> Row | None:
        """(record JSON, digest)"""
        return self.row(
            "SELECT record, digest FROM terms WHERE kind = ? AND slug = ?", (kind, slug)
        )

    def _media(self, digest: str) -> Row | None:
        """(kind, record JSON, digest of the record)"""
        return self.row("SELECT kind, record, record_digest FROM media WHERE digest = ?", (digest,))

    def is_awaited(self, digest: str) -> bool:
        """Whether a picture is still being made."""
        return self.row("SELECT 1 FROM awaited WHERE digest = ?", (digest,)) is not None

    def awaits(self, id_: str, locale: str) -> bool:
        """Whether a document would show a picture that is still being made."""
        sql = "SELECT 1 FROM awaiting WHERE id = ? AND locale = ?"
        return self.row(sql, (id_, locale)) is not None


def _ids(rows: list[Row]) -> tuple[str, ...]:
    return tuple(row[0] for row in rows)
