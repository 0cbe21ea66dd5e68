"""What was taken down since the last build, read from the content folder itself: a takedown must
not wait for a build that runs long, or that fails."""

import sqlite3

from contract.problems import ContractError
from site_builder.config import BuildConfig
from site_builder.deploy.files import TakenDown
from site_builder.source import tombstones
from site_builder.source.folder import Folder


def pending(config: BuildConfig, index: sqlite3.Connection) -> TakenDown:
    """Of the tombstones those that the index does not know; none of a document whose file is there
    (again)."""
    try:
        entries = tombstones.salvage(Folder.of(config).read(tombstones.FILE), None)
    except ContractError:
        return TakenDown()
    known = set(index.execute("SELECT id, locale FROM taken_down"))
    documents = {
        (entry["id"], entry["locale"])
        for entry in entries.get("documents", [])
        if entry["kind"] != "redirect"
    }
    media = {entry["digest"] for entry in entries.get("media", [])}
    withdrawn = {digest for (digest,) in index.execute("SELECT digest FROM withdrawn")}
    gone = {key for key in documents - known if not _is_there(config, index, *key)}
    return TakenDown(frozenset(gone), frozenset(media - withdrawn))


def _is_there(config: BuildConfig, index: sqlite3.Connection, id_: str, locale: str) -> bool:
    sql = "SELECT file FROM documents WHERE id = ? AND locale = ?"
    row = index.execute(sql, (id_, locale)).fetchone()
    return row is not None and Folder.of(config).at(row[0]).exists()
