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
from site_builder.source import files, load, tombstones

NICENESS = 5  # a build that comes meanwhile goes before
_PICTURES_A_PROCESS = 4  # between two looks at what is wanted
# Pictures that come one by one may be covers; those of a series are a gallery.
_SERIES = 4
_OF_A_GALLERY = ("tile", "gallery")
_OF_A_SINGLE_ONE = ("cover", "share", "inline")


def encode_wanted(config: BuildConfig) -> int:
    """Works until nothing is wanted that it has not tried; how many pictures it took up. What
    cannot be encoded is left to the build, which says so."""
    os.nice(NICENESS)
    renditions = RenditionCache(config.renditions)
    tried: set[Job] = set()
    taken = 0
    while jobs := _next(config, renditions, tried):
        tried.update(jobs)
        taken += len(jobs)
        for _fault in cache.make(renditions, jobs, processes=config.jobs):
            pass
    return taken


def _next(config: BuildConfig, renditions: RenditionCache, tried: set[Job]) -> list[Job]:
    """The most urgent jobs, at most one a picture."""
    chosen: dict[str, Job] = {}
    for job in _jobs(config, renditions):
        if job not in tried:
            chosen.setdefault(job.digest, job)
        if len(chosen) == _PICTURES_A_PROCESS * config.jobs:
            break
    return list(chosen.values())


def _jobs(config: BuildConfig, renditions: RenditionCache) -> Iterator[Job]:
    awaited, ahead = wanted.awaited(config), wanted.ahead(config)
    single = _OF_A_SINGLE_ONE if len(ahead) <= _SERIES else ()
    pictures = _records(config, {*ahead, *(digest for digest, _role in awaited)})
    for uses in (awaited, product(ahead, _OF_A_GALLERY), product(ahead, single)):
        yield from cache.missing(renditions, config.content, uses, pictures)


def _records(config: BuildConfig, digests: set[str]) -> dict[str, dict[str, Any]]:
    """The records of those pictures that are there and were not taken down."""
    names = [f"media/{digest}/image.json" for digest in sorted(digests - _withdrawn(config))]
    found = load.load_media(config.content, names, jobs=1)
    return {media[1]: media[2] for media in found if not isinstance(media, Problem)}


def _withdrawn(config: BuildConfig) -> set[str]:
    with suppress(ContractError):
        known = tombstones.salvage(files.read(config.content, tombstones.FILE), None)
        return {entry["digest"] for entry in known.get("media", [])}
    return set()
