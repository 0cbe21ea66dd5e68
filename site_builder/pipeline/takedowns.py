"""What was taken down since the last build, read from the content folder itself: a takedown must
not wait for a build that runs long, or that fails."""

import sqlite3
import time

from contract.problems import ContractError
from site_builder.config import BuildConfig
from site_builder.deploy.files import TakenDown
from site_builder.errors import BuildError
from site_builder.pipeline import opening
from site_builder.source import tombstones
from site_builder.source.folder import Folder

# A build that runs anyway shows the public a better page than what is cut by hand.
PATIENCE_SECONDS = 3.0
LOOK_SECONDS = 0.5


def pending(config: BuildConfig, index: sqlite3.Connection) -> TakenDown:
    """Of the tombstones those that no build that came to its end has heard of; none of a document
    whose file is there (again)."""
    try:
        entries = tombstones.salvage(Folder.of(config).read(tombstones.FILE), None)
    except ContractError:
        return TakenDown()
    known = _heard_of(index)
    documents = {
        (entry["id"], entry["locale"])
        for entry in entries.get("documents", [])
        if entry["kind"] != "redirect"
    }
    media = {entry["digest"] for entry in entries.get("media", [])}
    new = documents - known.documents
    gone = frozenset(key for key in new if not _is_there(config, index, *key))
    return TakenDown(gone, frozenset(media - known.media))


def _heard_of(index: sqlite3.Connection) -> TakenDown:
    """By the last build that came to its end."""
    found = index.execute("SELECT thing, locale FROM heard_of").fetchall()
    documents = frozenset((thing, locale) for thing, locale in found if locale)
    return TakenDown(documents, frozenset(thing for thing, locale in found if not locale))


class TakedownWatch:
    """Says when a takedown cannot wait: one that the next build should have brought by now, or one
    that a build has brought since a deploy began."""

    def __init__(self, config: BuildConfig) -> None:
        self.config = config
        self._pending, self._since = TakenDown(), 0.0
        self._handled, self._deployed = TakenDown(), TakenDown()
        self._known = TakenDown(), TakenDown()
        self._looked = 0.0

    def is_urgent(self) -> bool:
        now = time.monotonic()
        if now < self._looked + LOOK_SECONDS:
            return False
        self._looked = now
        pending, built = self._found()
        if pending != self._pending:
            self._pending, self._since = pending, now
        late = now > self._since + PATIENCE_SECONDS
        waiting = pending - self._handled - self._known[0]
        return (bool(waiting) and late) or bool(built - self._deployed - self._known[1])

    def begin(self) -> None:
        """A deploy begins, with what is known so far."""
        self._known = self._found()

    def end(self, *, well: bool) -> None:
        """It ends, `well` when what was known then is off the public."""
        if well:
            self._handled, self._deployed = self._known
        self._known = TakenDown(), TakenDown()

    def _found(self) -> tuple[TakenDown, TakenDown]:
        try:
            with opening.reading(self.config) as index:
                return pending(self.config, index), _heard_of(index)
        except (BuildError, sqlite3.Error):  # nothing was built yet
            return TakenDown(), TakenDown()


def _is_there(config: BuildConfig, index: sqlite3.Connection, id_: str, locale: str) -> bool:
    sql = "SELECT file FROM documents WHERE id = ? AND locale = ?"
    row = index.execute(sql, (id_, locale)).fetchone()
    return row is not None and Folder.of(config).at(row[0]).exists()
