"""Making the rendition cache smaller: what no picture of the content folder can ask for goes."""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from site_builder import atomic
from site_builder.media import recipes
from site_builder.media.cache import SUMS, RenditionCache


@dataclass
class Usage:
    """Files and bytes of a cache, without its own records."""

    files: int = 0
    bytes: int = 0

    def add(self, path: Path) -> None:
        self.files += 1
        self.bytes += path.stat().st_size


def usage(cache: RenditionCache) -> Usage:
    found = Usage()
    for path in cache.root.rglob("*"):
        if path.is_file() and path.name != SUMS:
            found.add(path)
    return found


def prune(cache: RenditionCache, records: Mapping[str, dict[str, object] | None]) -> Usage:
    """Removes renditions of pictures that are not in `records` (digest -> record, None where it
    cannot be read), and those that no role asks for any more; what went."""
    if not cache.root.is_dir():
        return Usage()
    with cache.alone():
        return _pruned(cache, records)


def _pruned(cache: RenditionCache, records: Mapping[str, dict[str, object] | None]) -> Usage:
    gone = Usage()
    for path in _unwanted(cache, records):
        if path.is_dir():
            for file in path.iterdir():
                gone.add(file)
            shutil.rmtree(path)
        else:
            gone.add(path)
            path.unlink()
    return gone


def _unwanted(
    cache: RenditionCache, records: Mapping[str, dict[str, object] | None]
) -> Iterator[Path]:
    for entry in list(os.scandir(cache.root)) if cache.root.is_dir() else ():
        record = records.get(entry.name)
        if entry.name not in records or not entry.is_dir():
            yield Path(entry.path)
        elif record is not None:
            yield from _superseded(cache, entry.name, record)


def _superseded(cache: RenditionCache, digest: str, record: dict[str, object]) -> list[Path]:
    wanted = {r.name for role in recipes.ROLES for r in recipes.renditions(digest, record, role)}
    folder = cache.root / digest
    sums = {name: sum_ for name, sum_ in cache.sums(digest).items() if name in wanted}
    atomic.write(folder / SUMS, json.dumps(sums, sort_keys=True).encode())
    return [path for path in folder.iterdir() if path.name not in {*wanted, SUMS}]
