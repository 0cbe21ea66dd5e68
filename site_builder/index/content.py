"""Changing what the index holds of the content. The caller has a transaction open."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from itertools import islice
from typing import Any, NamedTuple

from contract.conflicts import Claim
from contract.problems import Problem
from site_builder.index.database import Index
from site_builder.source.prepare import MediaUse, PreparedDocument, digest

_BATCH = 500
_TERM_KINDS = {"departments": "department", "topics": "topic", "categories": "category"}
_DIGEST = re.compile(r"[0-9a-f]{64}")
# Of these a search in the text is cheaper than a look at every digest.
_FEW = 8

# The steps that find problems, in the order in which they come.
SCAN, LOAD, MEDIA, USE, CONFLICT, TERMS, REDIRECTS = (
    "scan", "load", "media", "use", "conflict", "terms", "redirects"
)  # fmt: skip
_OF_FILES = ("documents", "document_topics", "document_media", "awaiting", "kept")
_OF_DOCUMENTS = (LOAD, USE, CONFLICT, TERMS)


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
# Not a join: SQLite would first read all documents, to know which it need not look for.
_LOOKED = "file IN (SELECT file FROM looked)"
_CLAIM = ", ".join(Claim._fields)


class ContentWriter:
    def __init__(self, index: Index) -> None:
        self.index, self.database = index, index.database

    # The files that are looked at in this build: a temporary table that the steps join with.

    def look_at(self, files: Iterable[str]) -> None:
        self.database.execute("CREATE TEMP TABLE IF NOT EXISTS looked (file TEXT PRIMARY KEY)")
        self.database.execute("DELETE FROM looked")
        self._many("INSERT OR IGNORE INTO looked VALUES (?)", ((file,) for file in files))

    def looks_at(self, file: str) -> bool:
        return bool(self._column("SELECT 1 FROM looked WHERE file = ?", file))

    def looked(self) -> list[str]:
        return self._column("SELECT file FROM looked")

    def rows(self) -> dict[str, Row]:
        """What the site shows of the files that are looked at."""
        return {row.file: row for row in self._rows(f"documents WHERE {_LOOKED}")}

    def row_of(self, file: str) -> Row:
        return next(self._rows("documents WHERE file = ?", file))

    def _rows(self, source: str, *parameters: str) -> Iterator[Row]:
        found = self.database.execute(f"SELECT {_ROW} FROM {source}", parameters)
        for fields in found.fetchall():
            topics = self._column("SELECT topic FROM document_topics WHERE file = ?", fields[0])
            awaits = self._column("SELECT 1 FROM awaiting WHERE file = ?", fields[0])
            yield Row._make((*fields, tuple(sorted(topics)), bool(awaits)))

    def forget(self) -> None:
        """Takes the files that are looked at out, with all that was noted of them."""
        for table in _OF_FILES:
            self.database.execute(f"DELETE FROM {table} WHERE file IN (SELECT file FROM looked)")
        stages = ", ".join("?" * len(_OF_DOCUMENTS))
        self.database.execute(
            f"DELETE FROM notes WHERE stage IN ({stages}) AND file IN (SELECT file FROM looked)",
            _OF_DOCUMENTS,
        )

    # Documents

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
            "INSERT INTO document_topics VALUES (?,?,?,?,?,?,?)",
            [
                (d.file, d.locale, topic, d.moment, d.id, d.year, d.month)
                for d in documents
                if d.section
                for topic in d.topics
            ],
        )
        self.database.executemany(
            "INSERT INTO document_media VALUES (?,?)",
            [(d.file, json.dumps(d.media)) for d in documents if d.media],
        )

    def remove(self, file: str) -> None:
        for table in _OF_FILES:
            self.database.execute(f"DELETE FROM {table} WHERE file = ?", (file,))

    def keep(self, file: str) -> None:
        """Notes that the last good version of the file stands in for it."""
        self.database.execute("INSERT OR REPLACE INTO kept VALUES (?)", (file,))

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
            f"SELECT {_CLAIM} FROM documents WHERE documents.{_LOOKED}"
            f" AND (EXISTS ({other} other.id = documents.id AND other.locale = documents.locale)"
            f" OR EXISTS ({other} other.url = documents.url))"
        )
        return [Claim(*row) for row in self.database.execute(sql)]

    def _contenders(self, claim: Claim) -> list[Claim]:
        sql = f"SELECT {_CLAIM} FROM documents WHERE (id = ? AND locale = ?) OR url = ?"
        return [Claim(*r) for r in self.database.execute(sql, (claim.id, claim.locale, claim.url))]

    # Media

    def media(self, digest_: str) -> tuple[str, dict[str, Any]] | None:
        """(kind, record)"""
        sql = "SELECT kind, record FROM media WHERE digest = ?"
        row = self.database.execute(sql, (digest_,)).fetchone()
        return (row[0], json.loads(row[1])) if row else None

    def set_media(self, digest_: str, found: tuple[str, dict[str, Any]] | None) -> bool:
        """Replaces what is known of a picture or attachment; whether anything was."""
        deleted = self.database.execute("DELETE FROM media WHERE digest = ?", (digest_,))
        if found is None:
            return deleted.rowcount > 0
        kind, record = found
        # What only the office may know does not enter the index.
        public = {k: v for k, v in record.items() if k not in ("consent", "minors")}
        row = (digest_, kind, _json(public), digest(public))
        self.database.execute("INSERT INTO media VALUES (?,?,?,?)", row)
        return deleted.rowcount > 0

    def media_kind(self, digest_: str) -> str | None:
        found = self._column("SELECT kind FROM media WHERE digest = ?", digest_)
        return found[0] if found else None

    def is_withdrawn(self, digest_: str) -> bool:
        return bool(self._column("SELECT 1 FROM withdrawn WHERE digest = ?", digest_))

    def broken_media(self, digest_: str) -> Problem | None:
        """Why a picture or an attachment is none."""
        folder = f"media/{digest_}/"
        sql = "SELECT note FROM notes WHERE file > ? AND file < ? AND stage IN (?, ?)"
        found = self._column(sql, folder, folder[:-1] + "0", SCAN, MEDIA)
        found += self._column("SELECT note FROM notes WHERE file = ?", folder[:-1])
        return Problem(*json.loads(found[0])) if found else None

    def set_withdrawn(self, digests: set[str]) -> set[str]:
        """Those whose state is another one than before."""
        before = set(self._column("SELECT digest FROM withdrawn"))
        self.database.execute("DELETE FROM withdrawn")
        self._many("INSERT INTO withdrawn VALUES (?)", ((d,) for d in digests))
        return before ^ digests

    def refuse(self, digest_: str) -> None:
        """Takes an attachment out that may not be published any more; it is looked at again."""
        self.database.execute("DELETE FROM media WHERE digest = ?", (digest_,))
        self.database.execute("INSERT OR IGNORE INTO refused VALUES (?)", (digest_,))

    def take_refused(self) -> set[str]:
        """Those that were refused before, for a new look."""
        refused = set(self._column("SELECT digest FROM refused"))
        self.database.execute("DELETE FROM refused")
        return refused

    def set_taken_down(self, keys: Iterable[tuple[str, str]]) -> None:
        self.database.execute("DELETE FROM taken_down")
        self._many("INSERT OR IGNORE INTO taken_down VALUES (?, ?)", keys)

    def taken_down(self) -> list[tuple[str, str]]:
        return self.database.execute("SELECT id, locale FROM taken_down").fetchall()

    def withdrawn(self) -> set[str]:
        return set(self._column("SELECT digest FROM withdrawn"))

    def uses(self) -> Iterator[tuple[str, list[MediaUse]]]:
        """(file, media) of the documents that are looked at, in the order of their files."""
        sql = f"SELECT file, uses FROM document_media WHERE {_LOOKED} ORDER BY file"
        for file, uses in self.database.execute(sql):
            yield file, [MediaUse(*use) for use in json.loads(uses)]

    def files_using(self, digests: set[str]) -> set[str]:
        """The documents that use one of these."""
        if not digests:
            return set()
        if len(digests) <= _FEW:
            condition = " OR ".join(["instr(uses, ?)"] * len(digests))
            sql = f"SELECT file FROM document_media WHERE {condition}"
            return set(self._column(sql, *digests))
        rows = self.database.execute("SELECT file, uses FROM document_media")
        return {file for file, uses in rows if not digests.isdisjoint(_DIGEST.findall(uses))}

    def set_awaited(self, digests: set[str], files: Iterable[str]) -> set[str]:
        """Pictures that no page of this build can show yet, and the documents that would. Gives the
        pictures whose state is another one than before."""
        before = set(self._column("SELECT digest FROM awaited"))
        for table in ("awaited", "awaiting"):
            self.database.execute(f"DELETE FROM {table}")
        self._many("INSERT INTO awaited VALUES (?)", ((d,) for d in digests))
        sql = "INSERT INTO awaiting SELECT id, locale, file FROM documents WHERE file = ?"
        self._many(sql, ((file,) for file in files))
        return before ^ digests

    def awaiting(self) -> set[str]:
        return set(self._column("SELECT file FROM awaiting"))

    # Terms

    def set_terms(self, file: str, terms: dict[str, Any]) -> set[tuple[str, str]]:
        """Replaces the terms of a taxonomy file; (kind, slug) of those that are another now."""
        kind = _TERM_KINDS[file.removeprefix("taxonomy/").removesuffix(".json")]
        before = dict(
            self.database.execute("SELECT slug, digest FROM terms WHERE kind = ?", (kind,))
        )
        now = {slug: digest(record) for slug, record in terms.items()}
        self.database.execute("DELETE FROM terms WHERE kind = ?", (kind,))
        rows = ((kind, slug, _json(record), now[slug]) for slug, record in terms.items())
        self._many("INSERT INTO terms VALUES (?,?,?,?)", rows)
        return {(kind, slug) for slug, _ in before.items() ^ now.items()}

    def undefined_terms(self, *, everywhere: bool) -> list[Problem]:
        """A warning for every term that a document names and nobody defines; of the documents that
        are looked at, or of all."""
        where = "true" if everywhere else _LOOKED
        defined = "EXISTS (SELECT 1 FROM terms WHERE kind = {} AND slug = {})".format
        category = "json_extract(card, '$.category')"
        sql = f"""
            SELECT file, 'departments', department FROM documents
            WHERE {where} AND department IS NOT NULL AND NOT {defined("'department'", "department")}
            UNION ALL SELECT file, 'topics', topic FROM document_topics
            WHERE {where} AND NOT {defined("'topic'", "topic")}
            UNION ALL SELECT file, 'categories', {category} FROM documents
            WHERE {where} AND {category} IS NOT NULL AND NOT {defined("'category'", category)}"""
        return [
            Problem("taxonomy.missing", file, 0, {"kind": kind, "slug": slug}, "warning")
            for file, kind, slug in self.database.execute(sql)
        ]

    # Addresses that lead elsewhere or are gone

    def noticed(self, paths: Iterable[str]) -> bool:
        """Whether redirects or tombstones speak of one of these addresses."""
        sql = "SELECT 1 FROM noticed WHERE path = ?"
        return any(self.database.execute(sql, (path,)).fetchone() for path in paths)

    def set_noticed(self, paths: Iterable[str]) -> None:
        self.database.execute("DELETE FROM noticed")
        self._many("INSERT OR IGNORE INTO noticed VALUES (?)", ((path,) for path in paths))

    def replace(self, table: str, rows: set[tuple[str, ...]]) -> set[str]:
        """Makes `rows` all that the table holds; the first fields of those that are another now."""
        before = set(self.database.execute(f"SELECT * FROM {table}"))
        self._many(f"DELETE FROM {table} WHERE path = ?", ((row[0],) for row in before - rows))
        marks = ",".join("?" * (2 if table == "moved" else 3))
        self._many(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", rows - before)
        return {row[0] for row in before ^ rows}

    # Problems

    def note(self, stage: str, problems: Iterable[Problem]) -> None:
        rows = (
            (p.file, stage, p.severity == "error", json.dumps(astuple(p), ensure_ascii=False))
            for p in problems
        )
        self._many("INSERT INTO notes VALUES (?,?,?,?)", rows)

    def clear(self, stage: str, files: Iterable[str] | None = None) -> None:
        """Drops the notes of a step, all or those of some files and of what lies below them."""
        if files is None:
            self.database.execute("DELETE FROM notes WHERE stage = ?", (stage,))
        else:
            sql = "DELETE FROM notes WHERE (file = ? OR file > ? AND file < ?) AND stage = ?"
            self._many(sql, ((file, f"{file}/", f"{file}0", stage) for file in files))

    def notes(self, *stages: str) -> list[Problem]:
        marks = ", ".join("?" * len(stages))
        sql = f"SELECT note FROM notes WHERE stage IN ({marks})"
        return [Problem(*json.loads(note)) for note in self._column(sql, *stages)]

    def faulty(self) -> set[str]:
        """The files that are left out, or whose last good version stands in."""
        stages = (LOAD, USE, CONFLICT)
        return set(self._column("SELECT file FROM notes WHERE error AND stage IN (?,?,?)", *stages))

    def is_hiding(self) -> bool:
        """Whether something in the folder could not be looked at."""
        held = "SELECT 1 FROM notes WHERE stage = ? AND instr(note, ?)"
        codes = ("file.symlink", "file.unreadable")
        return any(self._column(held, SCAN, f'"{code}"') for code in codes)

    def files(self) -> int:
        return int(self._column("SELECT count(*) FROM files")[0])

    def kept(self) -> list[str]:
        return self._column("SELECT file FROM kept")

    def file_at(self, path: str) -> str | None:
        """The file of the document whose page, by its address or as an output, is `path`."""
        url = "/" + path.removesuffix("index.html").lstrip("/")
        found = self._column("SELECT file FROM documents WHERE url = ?", url)
        return found[0] if found else None

    def page_of(self, file: str) -> str | None:
        """The output that is the page of a document."""
        found = self._column("SELECT url FROM documents WHERE file = ?", file)
        return f"{found[0].lstrip('/')}index.html" if found else None

    def count(self) -> int:
        return int(self._column("SELECT count(*) FROM documents")[0])

    def _column(self, sql: str, *parameters: str) -> list[Any]:
        return [value for (value, *_) in self.database.execute(sql, parameters)]

    def _many(self, sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
        self.database.executemany(sql, rows)


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
        _json(d.card),
        digest(d.card),
        _json(d.rest),
        _json(d.body),
        digest([d.card, d.rest, d.body]),
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
