"""Telling uploads that no page shows yet from changes that a build must look at."""

import json
import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path

from contract import paths
from site_builder.config import BuildConfig

_PARTS = 2  # <digest>/<name>


def ahead(config: BuildConfig, changed: Iterable[str]) -> set[str] | None:
    """The digests of uploads that no page shows, if the `changed` paths are nothing but their
    files; else None. The last build knows neither their bytes nor a page that lacks them."""
    found: set[str] = set()
    for path in map(Path, changed):
        digests = _digests(config.content / "media", path)
        if not digests:
            return None
        found |= digests
    there = all((config.content / "media" / digest).is_dir() for digest in found)
    return found if found and there and found.isdisjoint(_known(config, found)) else None


def _digests(media: Path, path: Path) -> set[str]:
    """The pictures and attachments that a path below `media` belongs to; none for a stranger."""
    if path == media and path.is_dir():  # it came with its first pictures
        names = {entry.name for entry in os.scandir(media)}
    elif path.is_relative_to(media) and len(path.relative_to(media).parts) <= _PARTS:
        names = {path.relative_to(media).parts[0]}
    else:
        names = set()
    return {name for name in names if paths.DIGEST.match(name)}


def _known(config: BuildConfig, digests: set[str]) -> set[str]:
    """Those that the last build found in the content folder, or missed there."""
    known = {digest for digest in digests if digest in _problems(config)}
    index = config.state / "index.sqlite"
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(f"file:{index}?mode=ro", uri=True)) as database,
    ):
        for digest in digests:
            if database.execute("SELECT 1 FROM media WHERE digest = ?", (digest,)).fetchone():
                known.add(digest)
    return known


def _problems(config: BuildConfig) -> str:
    with suppress(OSError, ValueError):
        report = json.loads(config.last_build.read_bytes())
        return json.dumps(report["problems"])
    return ""
