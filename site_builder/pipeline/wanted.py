"""What the encoder is asked for, in two files of the state folder: the renditions that pages await,
written by each build, and the uploads that no page shows yet, written by the watcher.

They are a cache of what the next build would find out; missing or damaged they ask for nothing.
"""

import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from contract import paths
from site_builder import atomic
from site_builder.config import BuildConfig
from site_builder.media import recipes

_AWAITED, _AHEAD = "awaited.json", "ahead.json"

Uses = list[tuple[str, str]]


def awaited(config: BuildConfig) -> Uses:
    """(digest, role) of the pictures that pages wait for."""
    found = _read(config.state / _AWAITED)
    pairs = (item for item in found if isinstance(item, list) and len(item) == 2)
    return [
        (digest, role)
        for digest, role in pairs
        if _known(digest) and isinstance(role, str) and role in recipes.ROLES
    ]


def set_awaited(config: BuildConfig, uses: Iterable[tuple[str, str]]) -> None:
    _write(config.state / _AWAITED, sorted(uses))


def ahead(config: BuildConfig) -> list[str]:
    """The digests of the uploads."""
    return [digest for digest in _read(config.state / _AHEAD) if _known(digest)]


def set_ahead(config: BuildConfig, digests: Iterable[str]) -> None:
    _write(config.state / _AHEAD, list(digests))


def stamp(config: BuildConfig) -> object:
    """Changes whenever anything else is wanted."""
    return tuple(_changed(config.state / name) for name in (_AWAITED, _AHEAD))


def _changed(path: Path) -> tuple[int, int]:
    try:
        stat = path.stat()
    except OSError:
        return 0, 0
    return stat.st_mtime_ns, stat.st_ino


def _known(digest: Any) -> bool:
    return isinstance(digest, str) and paths.DIGEST.match(digest) is not None


def _read(path: Path) -> list[Any]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return []
    return found if isinstance(found, list) else []


def _write(path: Path, value: list[Any]) -> None:
    if _read(path) == json.loads(json.dumps(value)):
        return
    with suppress(OSError):  # a full disk: what is not wanted early is made by the build
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic.write(path, json.dumps(value).encode())
