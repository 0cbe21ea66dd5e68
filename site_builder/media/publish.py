"""Putting into the output folder the pictures and attachments that its pages show, no others."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contract import paths
from site_builder.errors import OutputError
from site_builder.index import outputs
from site_builder.index.outputs import IMMUTABLE, OutputRecord
from site_builder.index.recorder import Recorder
from site_builder.media import cache as caches
from site_builder.media import recipes
from site_builder.media.cache import Job, RenditionCache
from site_builder.media.encode import PictureError, checked
from site_builder.media.recipes import Rendition


@dataclass(frozen=True)
class Publisher:
    """`records` maps a digest to (kind, record) of all media that may be shown."""

    output: Path
    cache: RenditionCache
    content: Path
    records: dict[str, tuple[str, dict[str, Any]]]

    def bring(self, uses: Iterable[tuple[str, str]]) -> None:
        """Puts in place what pages are about to name, where it is missing: no page names a file
        that is not there yet. `publish` then looks at all of it. Raises OutputError."""
        for digest, role in sorted(uses):
            kind, record = self.records[digest]
            if kind == "attachment":
                path = self.output / paths.attachment_url(digest, record["file"]).lstrip("/")
                if not path.is_file():
                    self._attachment(digest, role, record)
                continue
            for rendition in recipes.renditions(digest, record, role):
                if not (self.output / rendition.url.lstrip("/")).is_file():
                    self._rendition(rendition, role)

    def publish(self, shown: Iterable[tuple[str, str]]) -> Iterator[OutputRecord]:
        """Writes what is `shown` (digest, role), each file once. Raises OutputError."""
        done: set[str] = set()
        for digest, role in sorted(shown):
            kind, record = self.records[digest]
            if kind == "attachment":
                yield self._attachment(digest, role, record)
                continue
            for rendition in recipes.renditions(digest, record, role):
                if rendition.name not in done:
                    done.add(rendition.name)
                    yield self._rendition(rendition, role)

    def _attachment(self, digest: str, role: str, record: dict[str, Any]) -> OutputRecord:
        """A copy, never a link: whoever writes into the output must not write into the content."""
        path = paths.attachment_url(digest, record["file"]).lstrip("/")
        try:
            data = checked(self._source(digest), digest)
        except PictureError as error:
            raise OutputError(f"Attachment {digest} cannot be read: {error.code}.") from error
        return self._put(path, data, (digest, role), source=None)

    def _rendition(self, rendition: Rendition, role: str) -> OutputRecord:
        digest, name = rendition.source, rendition.name
        data = self.cache.read(digest, name)
        if data is None:  # damaged in the cache since it was encoded
            data = self._made_again(rendition)
        source = self.cache.path(digest, name)
        return self._put(rendition.url.lstrip("/"), data, (digest, role), source)

    def _made_again(self, rendition: Rendition) -> bytes:
        digest, record = rendition.source, self.records[rendition.source][1]
        size = record["width"], record["height"]
        job = Job(digest, self._source(digest), size, (rendition,))
        for fault in caches.make(self.cache, [job], processes=1):
            if fault is not None:
                raise OutputError(f"Picture {digest} could not be encoded: {fault.code}.")
        data = self.cache.read(digest, rendition.name)
        if data is None:
            raise OutputError(f"{self.cache.path(digest, rendition.name)} cannot be read back.")
        return data

    def _source(self, digest: str) -> Path:
        name: str = self.records[digest][1]["file"]
        return self.content / paths.media_folder(digest) / name

    def _put(
        self, path: str, data: bytes, use: tuple[str, str], source: Path | None
    ) -> OutputRecord:
        target = self.output / path
        try:
            if not target.is_file() or target.read_bytes() != data:
                _replace(target, data, source)
        except OSError as error:
            raise OutputError(f"{target} cannot be written: {error.strerror}") from error
        return outputs.record(path, data, "media", IMMUTABLE, Recorder(media={use}))


def _replace(target: Path, data: bytes, source: Path | None) -> None:
    """Output and cache share their bytes where the disk allows."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name[:80]}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    if source is None or not _linked(source, draft):
        draft.write_bytes(data)
    draft.replace(target)


def _linked(source: Path, draft: Path) -> bool:
    try:
        os.link(source, draft)
    except OSError:  # another disk, or one without links
        return False
    return True
