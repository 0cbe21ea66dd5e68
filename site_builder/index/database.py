"""Writing the index. A build makes a new one beside the old and puts it in place when whole."""

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from contract.problems import Problem
from site_builder.source.prepare import PreparedDocument, digest

_HERE = Path(__file__).parent
_BATCH = 500
_TERM_KINDS = {"departments": "department", "topics": "topic", "categories": "category"}


class IndexWriter:
    """A new index at `path`; whatever was there is dropped."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        self.database = sqlite3.connect(path, isolation_level=None)
        # A cache that is made anew after a crash: no journal, no waiting for the disk.
        self.database.execute("PRAGMA journal_mode=OFF")
        self.database.execute("PRAGMA synchronous=OFF")
        self.database.executescript((_HERE / "schema.sql").read_text())

    def add_documents(self, documents: Iterable[PreparedDocument]) -> None:
        batch: list[PreparedDocument] = []
        for document in documents:
            batch.append(document)
            if len(batch) == _BATCH:
                self._insert(batch)
                batch.clear()
        self._insert(batch)

    def _insert(self, documents: list[PreparedDocument]) -> None:
        self.database.execute("BEGIN")
        self.database.executemany(
            "INSERT INTO documents VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            map(_row, documents),
        )
        self.database.executemany(
            "INSERT INTO document_topics VALUES (?,?,?,?,?,?,?)",
            [
                (d.locale, topic, d.moment, d.id, d.year, d.month, d.file)
                for d in documents
                if d.section
                for topic in d.topics
            ],
        )
        self.database.execute("COMMIT")

    def add_terms(self, file_kind: str, terms: dict[str, Any]) -> None:
        self.database.executemany(
            "INSERT INTO terms VALUES (?,?,?,?)",
            [
                (_TERM_KINDS[file_kind], slug, _json(record), digest(record))
                for slug, record in terms.items()
            ],
        )

    def add_media(self, media: Iterable[tuple[str, str, dict[str, Any]]]) -> None:
        """Adds (kind, digest, record); what only the office may know does not enter the index."""
        rows = []
        for kind, name, record in media:
            public = {k: v for k, v in record.items() if k not in ("consent", "minors")}
            rows.append((name, kind, _json(public), digest(public)))
        self.database.executemany("INSERT OR REPLACE INTO media VALUES (?,?,?,?)", rows)

    def add_awaited(self, digests: Iterable[str], keys: Iterable[tuple[str, str]]) -> None:
        """Adds pictures that no page of this build can show yet, and the (id, locale) of the
        documents that would."""
        rows = ((digest,) for digest in digests)
        self.database.executemany("INSERT INTO awaited VALUES (?)", rows)
        self.database.executemany("INSERT INTO awaiting VALUES (?,?)", keys)

    def remove(self, file: str) -> None:
        """Takes the document of a file out again."""
        for table in ("documents", "document_topics"):
            self.database.execute(f"DELETE FROM {table} WHERE file = ?", (file,))

    def finish(self) -> list[Problem]:
        """Closes the index; a warning for every term that a document names and nobody defines."""
        self.database.executescript((_HERE / "indexes.sql").read_text())
        self.database.execute("ANALYZE")
        undefined = self.database.execute((_HERE / "undefined_terms.sql").read_text()).fetchall()
        self.database.close()
        return [
            Problem("taxonomy.missing", file, 0, {"kind": kind, "slug": slug}, "warning")
            for file, kind, slug in undefined
        ]


def _row(d: PreparedDocument) -> tuple[Any, ...]:
    return (
        d.id,
        d.locale,
        d.type,
        d.section,
        d.file,
        d.url,
        d.moment,
        d.year,
        d.month,
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
