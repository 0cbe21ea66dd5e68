"""Which questions an output asked: their numbers, and looking at records from outside a build."""

import hashlib
import json
import sqlite3
import struct
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

MEDIA_OWNER = "media/"
_STANDS = 0

# So many outputs ask these that who asked is looked up in the outputs' own records.
_WIDE = ("asset", "has_term", "home", "menu", "sections", "template", "term", "terms")


@lru_cache(maxsize=1 << 16)
def number_of(key: str) -> int:
    """The number of a question: a digest of its key, even unless it is asked widely."""
    digest = hashlib.blake2b(key.encode(), digest_size=8).digest()
    wide = key.partition(":")[0] in _WIDE
    return int.from_bytes(digest, "big", signed=True) & ~1 | wide


def packed(keys: Iterable[str]) -> bytes:
    numbers = sorted(map(number_of, keys))
    return struct.pack(f">{len(numbers)}q", *numbers)


def unpacked(reads: bytes) -> set[int]:
    return set(struct.unpack_from(f">{len(reads) // 8}q", reads))


def is_public(database: sqlite3.Connection, digest: str) -> bool:
    """Whether a picture or an attachment stands in the output folder."""
    sql = "SELECT 1 FROM outputs WHERE owner = ? AND state = ?"
    return database.execute(sql, (MEDIA_OWNER + digest, _STANDS)).fetchone() is not None


class Explanation(NamedTuple):
    """What is known of an output."""

    path: str
    class_: str
    locale: str
    owner: str
    state: int
    maker: str
    about: str
    build: int
    reason: str
    media: list[list[str]]
    answers: dict[str, str | None]


def explanation(database: sqlite3.Connection, path: str) -> Explanation | None:
    sql = (
        "SELECT path, class, locale, owner, state, maker, about, build, reason, media"
        " FROM outputs WHERE path = ?"
    )
    row = database.execute(sql, (path,)).fetchone()
    if row is None:
        return None
    answers = answers_of(database, path) or {}
    return Explanation._make((*row[:-1], json.loads(row[-1]), answers))


def answers_of(database: sqlite3.Connection, path: str) -> dict[str, str | None] | None:
    """The questions that an output asked and their answers; None when there is no such output."""
    row = database.execute("SELECT reads FROM outputs WHERE path = ?", (path,)).fetchone()
    if row is None:
        return None
    sql = "SELECT key, answer FROM questions WHERE number = ?"
    found = (database.execute(sql, (number,)).fetchone() for number in unpacked(row[0]))
    return dict(pair for pair in found if pair)


def digest_of(database: sqlite3.Connection, path: str) -> str | None:
    """Of the bytes that were written there."""
    row = database.execute("SELECT sha256 FROM outputs WHERE path = ?", (path,)).fetchone()
    return row[0] if row else None


def is_asked(database: sqlite3.Connection, digest: str, roles: Iterable[str]) -> bool:
    """Whether some output would show a picture or an attachment, there or not."""
    sql = "SELECT 1 FROM asked WHERE question = ?"
    keys = media_keys(digest, roles)
    return any(database.execute(sql, (number_of(key),)).fetchone() for key in keys)


def media_keys(digest: str, roles: Iterable[str]) -> dict[str, str]:
    """The questions about a picture or an attachment, and the role of which each asks."""
    pictures = {f"picture:{digest}/{role}": role for role in roles}
    return pictures | {f"attachment:{digest}": "file"}
