"""Departments, topics and categories as the taxonomy files define them."""

from typing import Any

from contract.problems import Problem
from site_builder.index.content.looked import LOOKED
from site_builder.index.database import Index
from site_builder.source.prepare import canonical, digest

_KINDS = {"departments": "department", "topics": "topic", "categories": "category"}


class Taxonomy:
    def __init__(self, index: Index) -> None:
        self.database = index.database

    def set_terms(self, file: str, terms: dict[str, Any]) -> set[tuple[str, str]]:
        """Replaces the terms of a taxonomy file; (kind, slug) of those that are another now."""
        kind = _KINDS[file.removeprefix("taxonomy/").removesuffix(".json")]
        before = dict(
            self.database.execute("SELECT slug, digest FROM terms WHERE kind = ?", (kind,))
        )
        now = {slug: digest(record) for slug, record in terms.items()}
        self.database.execute("DELETE FROM terms WHERE kind = ?", (kind,))
        rows = ((kind, slug, canonical(record), now[slug]) for slug, record in terms.items())
        self.database.executemany("INSERT INTO terms VALUES (?,?,?,?)", rows)
        return {(kind, slug) for slug, _ in before.items() ^ now.items()}

    def undefined_terms(self, *, everywhere: bool) -> list[Problem]:
        """A warning for every term that a document names and nobody defines; of the documents that
        are looked at, or of all."""
        where = "true" if everywhere else LOOKED
        defined = "EXISTS (SELECT 1 FROM terms WHERE kind = {} AND slug = {})".format
        category = "json_extract(card, '$.category')"
        sql = f"""
            SELECT file, 'departments', department FROM documents
            WHERE {where} AND department IS NOT NULL AND NOT {defined("'department'", "department")}
            UNION ALL SELECT file, 'topics', slug FROM listed
            WHERE {where} AND listed.kind = 'topic' AND NOT {defined("'topic'", "listed.slug")}
            UNION ALL SELECT file, 'categories', {category} FROM documents
            WHERE {where} AND {category} IS NOT NULL AND NOT {defined("'category'", category)}"""
        return [
            Problem("taxonomy.missing", file, 0, {"kind": kind, "slug": slug}, "warning")
            for file, kind, slug in self.database.execute(sql)
        ]
