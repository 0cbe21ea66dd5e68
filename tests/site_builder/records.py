"""Looking into the index of a built site, and making one without a build."""

import json
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from site_builder.index import database, traces
from site_builder.index.content.documents import Documents
from site_builder.index.content.media import MediaRecords
from site_builder.index.content.taxonomy import Taxonomy
from site_builder.index.database import Index
from site_builder.index.store import Store
from site_builder.source.prepare import PreparedDocument
from tests.site_builder.sites import Site


class Output(NamedTuple):
    """What the index says of an output; `reads` are its questions with the answers of now."""

    sha256: str
    class_: str
    ids: list[list[str]]
    media: list[list[str]]
    reads: dict[str, str | None]


def recorded(site: Site) -> dict[str, Output]:
    """path -> record"""
    with closing(database.readable(site.state / "index.sqlite")) as connection:
        asked = connection.execute("SELECT number, key, answer FROM questions").fetchall()
        answers = {number: (key, answer) for number, key, answer in asked}
        rows = connection.execute("SELECT path, sha256, class, ids, media, reads FROM outputs")
        return {
            path: Output(
                sha, class_, json.loads(ids), json.loads(media),
                dict(answers[number] for number in traces.unpacked(reads)),
            )
            for path, sha, class_, ids, media, reads in rows
        }  # fmt: skip


def made_index(
    path: Path,
    documents: Iterable[PreparedDocument] = (),
    terms: dict[str, Any] | None = None,
    media: Iterable[tuple[str, str, dict[str, Any]]] = (),
) -> Path:
    index = Index(path, fresh=True)
    Documents(index).add(documents)
    for kind, records in (terms or {}).items():
        Taxonomy(index).set_terms(f"taxonomy/{kind}.json", records)
    for kind, digest, record in media:
        MediaRecords(index).replace(digest, (kind, record))
    index.make_indexes()
    index.settle()
    index.close()
    return path


def store(path: Path) -> Store:
    return Store(database.readable(path))
