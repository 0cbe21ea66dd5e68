"""Telling a CDN's caches which addresses have changed.

What is to be told is written down on the target before it changes, and struck out when the CDN has
taken it; so whoever dies in between, the next one tells.
"""

import json
from collections.abc import Iterable
from contextlib import suppress
from typing import Protocol
from urllib.parse import quote

from site_builder.deploy.files import PRIVATE
from site_builder.deploy.stores import Store
from site_builder.deploy.uploads import json_bytes, private

FOLDER = f"{PRIVATE}invalidations/"
# CloudFront takes 1,000 paths a month for nothing, however many files a wildcard stands for, lets
# 3,000 paths and 15 wildcards be under way at once, and a month has some 30 days of deploys: a
# deploy that would name more than this names folders instead.
MOST_PATHS = 30
MOST_WILDCARDS = 15
EVERYTHING = "*"
MOST_KEPT = 1000  # paths, where no CDN is known


class Cdn(Protocol):
    def invalidate(self, paths: list[str], reference: str) -> None:
        """`paths` begin with a slash and are percent-encoded; at most MOST_WILDCARDS end in a star.
        The same `reference` twice counts once. Raises DeployError."""


class Invalidations:
    def __init__(self, store: Store) -> None:
        self.store = store

    def note(self, release: int, claim: int, paths: Iterable[str]) -> None:
        """Before any of them changes by what is to be that release."""
        self.store.write(_key(release, claim), private(json_bytes(sorted(paths))), None)

    def pending(self, release: int) -> dict[str, list[str]]:
        """Of releases up to that one, which is out: who is at work on the next one may still change
        what it noted. Of a note that cannot be read: everything."""
        keys = [listed.key for listed in self.store.keys(FOLDER)]
        keys = [key for key in keys if key < _key(release + 1, 0)]
        found = {key: self.store.read(key) for key in keys}
        return {key: _paths(body[0]) for key, body in found.items() if body}

    def drain(self, cdn: Cdn, release: int) -> list[str]:
        """Tells the CDN; what was told."""
        pending = self.pending(release)
        told = collapsed({path for paths in pending.values() for path in paths})
        if told:
            cdn.invalidate(told, "+".join(sorted(key[len(FOLDER) :] for key in pending)))
        self.forget(pending)
        return told

    def keep(self, release: int) -> None:
        """Where no CDN is known, who deploys from elsewhere may know one: all notes become one."""
        pending = self.pending(release)
        if len(pending) > 1:
            paths = {path for paths in pending.values() for path in paths}
            last = max(pending)
            kept = sorted(paths) if len(paths) <= MOST_KEPT else [EVERYTHING]
            self.store.write(last, private(json_bytes(kept)), None)
            self.forget(pending.keys() - {last})

    def forget(self, keys: Iterable[str]) -> None:
        for key in keys:
            self.store.remove(key, None)


def _paths(data: bytes) -> list[str]:
    with suppress(ValueError):
        found = json.loads(data)
        if isinstance(found, list):
            return [str(path) for path in found]
    return [EVERYTHING]


def _key(release: int, claim: int) -> str:
    return f"{FOLDER}{release:08}-{claim:08}"


def collapsed(paths: Iterable[str], most: int = MOST_PATHS) -> list[str]:
    """Addresses of files, each under all its names; beyond `most` the folder that spares most is
    named instead of its files, again and again."""
    paths = {*paths}
    if EVERYTHING in paths:
        return ["/*"]
    groups = {path: addresses(path) for path in paths}
    wildcards: set[str] = set()
    while sum(map(len, groups.values())) + len(wildcards) > most:
        folder = _dearest(groups)
        wildcards = {w for w in wildcards if not w.startswith(folder)} | {folder}
        groups = {path: names for path, names in groups.items() if not names[0].startswith(folder)}
        if len(wildcards) > MOST_WILDCARDS:
            return ["/*"]
    exact = {name for names in groups.values() for name in names}
    return sorted(exact) + sorted(f"{folder}*" for folder in wildcards)


def _dearest(groups: dict[str, list[str]]) -> str:
    """The folder whose name spares most names; of two, the deeper one."""
    weights: dict[str, int] = {}
    for path, names in groups.items():
        parts = path.split("/")[:-1]
        for depth in range(len(parts) + 1):
            folder = "/" + "".join(f"{quote(part)}/" for part in parts[:depth])
            weights[folder] = weights.get(folder, 0) + len(names)
    best = max(weights.values())
    # A wildcard throws away what did not change, too: the smallest folder that spares nearly all.
    enough = [folder for folder, weight in weights.items() if weight * 2 > best]
    return max(enough, key=lambda folder: (folder.count("/"), weights[folder], folder))


def addresses(path: str) -> list[str]:
    """Under which addresses caches may hold a file."""
    address = "/" + quote(path)
    if address.endswith("/index.html"):
        return [address.removesuffix("index.html"), address]
    return [address]
