"""Reading the index: one method per query, each answering plain rows. Nothing is recorded here."""

import sqlite3
from functools import lru_cache
from typing import Any

from site_builder.index.scope import Scope
from site_builder.index.views import Picture

Row = tuple[Any, ...]

_ORDER = "ORDER BY moment DESC, id"
_FUTURE = 9999, 0  # after every month
_LISTED = "listed WHERE locale = ? AND kind = ? AND slug = ?"


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
        sql = f"SELECT id FROM {_LISTED} {_ORDER} LIMIT ?"
        return _ids(self.rows(sql, (*_of(scope), limit)))

    def month(self, scope: Scope, year: int, month: int) -> tuple[str, ...]:
        sql = f"SELECT id FROM {_LISTED} AND year = ? AND month = ? {_ORDER}"
        return _ids(self.rows(sql, (*_of(scope), year, month)))

    def _months(self, scope: Scope) -> tuple[tuple[int, int], ...]:
        """Newest first. A step through the index for each, not for each story."""
        found, month = list[tuple[int, int]](), self.month_beside(scope, *_FUTURE, newer=False)
        while month:
            found.append(month)
            month = self.month_beside(scope, *month, newer=False)
        return tuple(found)

    def month_beside(
        self, scope: Scope, year: int, month: int, *, newer: bool
    ) -> tuple[int, int] | None:
        row = self._beside("year, month", _LISTED, _of(scope), year, month, newer=newer)
        return (row[0], row[1]) if row else None

    def _beside(
        self, columns: str, source: str, parameters: tuple[str, ...], year: int, month: int,
        *, newer: bool,
    ) -> Row | None:  # fmt: skip
        """The first row of the nearest month beside. Asked for (year, month) at once, SQLite would
        step through all rows of the month itself."""
        sign, way = (">", "ASC") if newer else ("<", "DESC")
        order = ", ".join(f"{column} {way}" for column in columns.split(", "))
        asked = f"SELECT {columns} FROM {source} AND {{}} ORDER BY {order} LIMIT 1"
        within = self.row(asked.format(f"year = ? AND month {sign} ?"), (*parameters, year, month))
        return within or self.row(asked.format(f"year {sign} ?"), (*parameters, year))

    def newer(self, scope: Scope, moment: int, id_: str, limit: int = 1) -> tuple[str, ...]:
        """The nearest ones, the nearest first."""
        return _ids(
            self.rows(
                f"SELECT id FROM {_LISTED} AND moment >= ? AND (moment > ? OR id < ?)"
                " ORDER BY moment, id DESC LIMIT ?",
                (*_of(scope), moment, moment, id_, limit),
            )
        )

    def older(self, scope: Scope, moment: int, id_: str, limit: int) -> tuple[str, ...]:
        return _ids(
            self.rows(
                f"SELECT id FROM {_LISTED} AND moment <= ? AND (moment < ? OR id > ?)"
                f" {_ORDER} LIMIT ?",
                (*_of(scope), moment, moment, id_, limit),
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
        found, source = list[Row](), ("documents WHERE locale = ?", (locale,))
        row = self._beside("year, month, changed", *source, *_FUTURE, newer=False)
        while row:
            found.append(row)
            row = self._beside("year, month, changed", *source, row[0], row[1], newer=False)
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
        asked = "SELECT slug FROM listed WHERE locale = ? AND kind = ? AND slug > ?"
        sql = f"{asked} ORDER BY slug LIMIT 1"
        found, row = list[str](), self.row(sql, (locale, kind, ""))
        while row:
            found.append(row[0])
            row = self.row(sql, (locale, kind, row[0]))
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


def _of(scope: Scope) -> tuple[str, str, str]:
    return scope.locale, scope.kind, scope.slug


def _ids(rows: list[Row]) -> tuple[str, ...]:
    return tuple(row[0] for row in rows)
