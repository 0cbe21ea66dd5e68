"""The rendition cache: one folder a picture, so that one picture can be taken out of it.

    <renditions>/<digest of the picture>/<name of the rendition>
                                         sums.json      name -> size and SHA-256 of its bytes

Names are digests of all that the bytes depend on; the sums tell whether the bytes are still those.
The cache outlives state, theme and builder; only `build.py media --prune` and takedowns empty it.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from contract import paths
from site_builder import atomic, parallel
from site_builder.errors import OutputError
from site_builder.media import downloads, encode, recipes
from site_builder.media.encode import PictureError, checked
from site_builder.media.recipes import Rendition
from site_builder.source.folder import Folder

SUMS = "sums.json"

Sums = Mapping[str, tuple[int, str]]


@dataclass(frozen=True)
class Fault:
    """Why a picture or an attachment cannot be used: a problem code and its parameters."""

    digest: str
    code: str
    params: dict[str, Any]


@dataclass(frozen=True)
class Job:
    """One picture and the renditions of it that the cache lacks; `size` is that of its record.
    With none wanted it is only looked at, as an attachment is."""

    digest: str
    source: Path
    size: tuple[int, int] = (0, 0)
    wanted: tuple[Rendition, ...] = ()
    kind: str = "image"


class RenditionCache:
    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, digest: str, name: str) -> Path:
        return self.root / digest / name

    def sums(self, digest: str) -> Sums:
        """What was cached of a picture; nothing when it is not known for certain."""
        file = self.root / digest / SUMS
        try:
            stat = file.stat()
            return _sums_in(file, stat.st_ino, stat.st_mtime_ns, stat.st_size)
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def lacks(self, digest: str, wanted: Iterable[Rendition]) -> tuple[Rendition, ...]:
        """Those of the wanted renditions that are not there, or not in their whole length."""
        sums = self.sums(digest)
        sizes = _sizes(self.root / digest)
        return tuple(
            rendition
            for rendition in wanted
            if rendition.name not in sums or sizes.get(rendition.name) != sums[rendition.name][0]
        )

    def read(self, digest: str, name: str) -> bytes | None:
        """The bytes of a rendition; None when they are missing or no longer the right ones."""
        try:
            data = self.path(digest, name).read_bytes()
        except OSError:
            return None
        return data if self.sums(digest).get(name) == _sum(data) else None

    def store(
        self, digest: str, made: Iterable[tuple[str, bytes]], *, made_of: Path | None = None
    ) -> None:
        """Keeps renditions of a picture, unless the one that they were `made_of` has gone since: it
        may have been taken down. Raises OutputError."""
        folder = self.root / digest
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with self.alone():
                if made_of is not None and not made_of.exists():
                    return
                folder.mkdir(exist_ok=True)
                sums = dict(self.sums(digest))
                for name, data in made:
                    atomic.write(folder / name, data)
                    sums[name] = _sum(data)
                atomic.write(folder / SUMS, json.dumps(sums, sort_keys=True).encode())
        except OSError as error:
            raise OutputError(f"{folder} cannot be written: {error.strerror}") from error

    def drop(self, digests: Iterable[str]) -> None:
        """Takedowns: nothing that was made of these pictures stays."""
        gone = [d for d in digests if paths.DIGEST.match(d) and (self.root / d).is_dir()]
        if gone:
            with self.alone():
                for digest in gone:
                    shutil.rmtree(self.root / digest)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While others store, drop or prune, waits: builds and the encoder share the cache."""
        descriptor = os.open(self.root, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


@lru_cache(maxsize=64)  # each rendition of a picture asks for them
def _sums_in(file: Path, *_which: int) -> Sums:
    found = json.loads(file.read_bytes())
    return {name: (int(size), str(sum_)) for name, (size, sum_) in found.items()}


def missing(
    cache: RenditionCache,
    content: Folder,
    uses: Iterable[tuple[str, str]],
    records: dict[str, dict[str, Any]],
) -> list[Job]:
    """The work that `uses` (digest, role) of pictures need, one job a picture."""
    wanted: dict[str, dict[str, Rendition]] = {}
    for digest, role in sorted(uses):
        if digest in records:
            made = recipes.renditions(digest, records[digest], role)
            wanted.setdefault(digest, {}).update({r.name: r for r in made})
    jobs = []
    for digest, renditions in wanted.items():
        if lacking := cache.lacks(digest, renditions.values()):
            record = records[digest]
            source = content.at(f"{paths.media_folder(digest)}/{record['file']}")
            jobs.append(Job(digest, source, (record["width"], record["height"]), lacking))
    return jobs


def attachments(
    content: Folder, digests: Iterable[str], records: dict[str, dict[str, Any]]
) -> list[Job]:
    """The checks that attachments need: their bytes go out as they are."""
    return [
        Job(
            digest,
            content.at(f"{paths.media_folder(digest)}/{records[digest]['file']}"),
            kind="attachment",
        )
        for digest in sorted(digests)
        if digest in records
    ]


def make(cache: RenditionCache, jobs: list[Job], *, processes: int) -> Iterator[Fault | None]:
    """Does the work, yielding once a job: None, or why the picture or file cannot be used."""
    yield from parallel.run(partial(_made, cache), jobs, jobs=processes, chunk=1, small=2)


def make_next(
    cache: RenditionCache, take: Callable[[], Job | None], *, processes: int
) -> Iterator[Fault | None]:
    """The same for jobs that `take` gives one by one, in the order in which they are wanted."""
    yield from parallel.keep_busy(partial(_made, cache), take, jobs=processes)


def _made(cache: RenditionCache, job: Job) -> Fault | None:
    try:
        raw = checked(job.source, job.digest)
        if job.kind == "attachment":
            downloads.check(job.source)
        elif job.wanted:
            made = list(encode.renditions(raw, job.size, job.wanted))
            cache.store(job.digest, made, made_of=job.source)
        else:
            encode.opened(raw, job.size)
    except PictureError as error:
        return Fault(job.digest, error.code, error.params)
    return None


def _sizes(folder: Path) -> dict[str, int]:
    try:
        return {entry.name: entry.stat().st_size for entry in os.scandir(folder)}
    except OSError:
        return {}


def _sum(data: bytes) -> tuple[int, str]:
    return len(data), hashlib.sha256(data).hexdigest()
