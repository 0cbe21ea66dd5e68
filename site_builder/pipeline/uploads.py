"""Telling uploads that no page shows yet from changes that a build must look at."""

import json
import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path

from contract import paths
from site_builder.config import BuildConfig
from site_builder.index import database, traces
from site_builder.media import recipes

_PARTS = 2  # <digest>/<name>


def told_apart(config: BuildConfig, changed: Iterable[str]) -> tuple[set[str], bool]:
    """Of the `changed` paths: the digests of uploads that no document named at the last build, and
    whether there is anything else."""
    found: set[str] = set()
    strange = False
    media = config.content / "media"
    for path in map(Path, changed):
        digests = _digests(media, path)
        strange = strange or not digests
        found |= digests
    ahead = {digest for digest in found if (media / digest).is_dir()}
    ahead -= _named(config, ahead) if ahead else set()
    return ahead, strange or ahead < found


def _digests(media: Path, path: Path) -> set[str]:
    """The pictures and attachments that a path below `media` belongs to; none for a stranger."""
    if path == media and path.is_dir():  # it came with its first pictures
        names = {entry.name for entry in os.scandir(media)}
    elif path.is_relative_to(media) and 0 < len(path.relative_to(media).parts) <= _PARTS:
        names = {path.relative_to(media).parts[0]}
    else:
        names = set()
    return {name for name in names if paths.DIGEST.match(name)}


def _named(config: BuildConfig, digests: set[str]) -> set[str]:
    """Those that documents named at the last build, found or missed."""
    problems = _problems(config)
    named = {digest for digest in digests if digest in problems}
    with suppress(sqlite3.Error), closing(database.readable(config.index)) as index:
        named |= {digest for digest in digests if traces.is_asked(index, digest, recipes.ROLES)}
    return named


def _problems(config: BuildConfig) -> str:
    with suppress(OSError, ValueError, LookupError, TypeError):
        return json.dumps(json.loads(config.last_build.read_bytes())["problems"])
    return ""
