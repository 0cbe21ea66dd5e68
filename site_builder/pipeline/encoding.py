"""Making renditions beside the builds: those that pages await first, then those of uploads that no
page shows yet. Nothing becomes public here; that is for the build of a page that shows it."""

import os
from collections.abc import Iterator
from contextlib import suppress
from itertools import product
from typing import Any

from contract.problems import ContractError, Problem
from site_builder.config import BuildConfig
from site_builder.media import cache
from site_builder.media.cache import Job, RenditionCache
from site_builder.pipeline import wanted
from site_builder.source import load, tombstones
from site_builder.source.folder import Folder

NICENESS = 5  # a build that comes meanwhile goes before
# Pictures that come one by one may be covers; those of a series are a gallery.
_SERIES = 4
_OF_A_GALLERY = ("tile", "gallery")
_OF_A_SINGLE_ONE = ("cover", "share", "inline")


def encode_wanted(config: BuildConfig) -> int:
    """Works until nothing is wanted that it has not tried; how many pictures it took up. What
    cannot be encoded is left to the build, which says so."""
    os.nice(NICENESS)
    queue = _Queue(config)
    for _fault in cache.make_next(queue.renditions, queue.take, processes=config.jobs):
        pass
    queue.renditions.drop(_withdrawn(config))  # of what was taken down while it was made
    return len({job.digest for job in queue.tried})


class _Queue:
    """What is wanted, the most urgent first; looked up anew whenever that changes."""

    def __init__(self, config: BuildConfig) -> None:
        self.config = config
        self.renditions = RenditionCache(config.renditions)
        self.tried: set[Job] = set()
        self._stamp: object = None
        self._jobs: Iterator[Job] = iter(())

    def take(self) -> Job | None:
        stamp = wanted.stamp(self.config)
        if stamp != self._stamp:
            self._stamp, self._jobs = stamp, self._wanted()
        job = next((job for job in self._jobs if job not in self.tried), None)
        if job is not None:
            self.tried.add(job)
        return job

    def _wanted(self) -> Iterator[Job]:
        awaited, ahead = wanted.awaited(self.config), wanted.ahead(self.config)
        single = _OF_A_SINGLE_ONE if len(ahead) <= _SERIES else ()
        pictures = _records(self.config, {*ahead, *(digest for digest, _role in awaited)})
        for uses in (awaited, product(ahead, _OF_A_GALLERY), product(ahead, single)):
            yield from cache.missing(self.renditions, Folder.of(self.config), uses, pictures)


def _records(config: BuildConfig, digests: set[str]) -> dict[str, dict[str, Any]]:
    """The records of those pictures that are there and were not taken down."""
    names = [f"media/{digest}/image.json" for digest in sorted(digests - _withdrawn(config))]
    found = load.load_media(Folder.of(config), names, jobs=1)
    return {media[1]: media[2] for media in found if not isinstance(media, Problem)}


def _withdrawn(config: BuildConfig) -> set[str]:
    with suppress(ContractError):
        known = tombstones.salvage(Folder.of(config).read(tombstones.FILE), None)
        return {entry["digest"] for entry in known.get("media", [])}
    return set()
