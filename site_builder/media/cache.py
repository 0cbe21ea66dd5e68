"""The rendition cache: makes what is missing, in parallel; says which media are unusable."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contract import paths
from site_builder import parallel
from site_builder.media import recipes
from site_builder.media.encode import PictureError, checked, encode
from site_builder.media.recipes import Rendition


@dataclass(frozen=True)
class Fault:
    """Why a picture or an attachment cannot be used: a problem code and its parameters."""

    digest: str
    code: str
    params: dict[str, Any]


@dataclass(frozen=True)
class Job:
    """One picture and the renditions of it that the cache lacks; `size` is that of its record.
    Of an attachment nothing is wanted but that its bytes are the right ones."""

    digest: str
    source: Path
    size: tuple[int, int] = (0, 0)
    wanted: tuple[Rendition, ...] = ()


def missing(
    cache: Path, content: Path, uses: Iterable[tuple[str, str]], records: dict[str, dict[str, Any]]
) -> list[Job]:
    """The work that `uses` (digest, role) of pictures need, one job a picture."""
    cache.mkdir(parents=True, exist_ok=True)
    cached = {entry.name for entry in os.scandir(cache)}
    wanted: dict[str, dict[str, Rendition]] = {}
    for digest, role in sorted(uses):
        if digest in records:
            for rendition in recipes.renditions(digest, records[digest], role):
                if rendition.name not in cached:
                    wanted.setdefault(digest, {})[rendition.name] = rendition
    return [
        Job(
            digest,
            content / paths.media_folder(digest) / records[digest]["file"],
            (records[digest]["width"], records[digest]["height"]),
            tuple(renditions.values()),
        )
        for digest, renditions in wanted.items()
    ]


def attachments(
    content: Path, digests: Iterable[str], records: dict[str, dict[str, Any]]
) -> list[Job]:
    """The checks that attachments need: their bytes go out as they are."""
    return [
        Job(digest, content / paths.media_folder(digest) / records[digest]["file"])
        for digest in sorted(digests)
        if digest in records
    ]


def make(cache: Path, jobs: list[Job], *, processes: int) -> Iterator[Fault | None]:
    """Does the work, yielding once a job: None, or why the picture or file cannot be used."""

    def work(job: Job) -> Fault | None:
        try:
            if job.wanted:
                encode(job.source, job.digest, job.size, job.wanted, cache)
            else:
                checked(job.source, job.digest)
        except PictureError as error:
            return Fault(job.digest, error.code, error.params)
        return None

    yield from parallel.run(work, jobs, jobs=processes, chunk=1, small=2)
