"""Putting into the output folder the pictures and attachments that its pages show, no others."""

import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from contract import paths
from site_builder import atomic
from site_builder.errors import OutputError
from site_builder.index import outputs
from site_builder.index.outputs import Copied
from site_builder.index.traces import MEDIA_OWNER
from site_builder.media import cache as caches
from site_builder.media import recipes
from site_builder.media.cache import Job, RenditionCache
from site_builder.media.encode import PictureError, checked
from site_builder.media.recipes import Rendition

REMEMBERED = 10_000  # files that were brought


@dataclass(frozen=True)
class Publisher:
    """`record_of` gives (kind, record) of a picture or attachment that may be shown."""

    output: Path
    cache: RenditionCache
    content: Path
    record_of: Callable[[str], tuple[str, dict[str, Any]] | None]
    _brought: dict[str, Copied] = field(default_factory=dict, init=False, compare=False)

    def bring(self, uses: Iterable[tuple[str, str]]) -> None:
        """Puts in place what pages are about to name, where it is missing: no page names a file
        that is not there yet. Raises OutputError."""
        for digest, role in sorted(uses):
            for file in self.files(digest, [role]):
                if not _is_there(f"{self.output}/{file.path}"):
                    brought = self._put(file)
                    if len(self._brought) < REMEMBERED:
                        self._brought[file.path] = brought

    def publish(
        self, digest: str, roles: Iterable[str], before: Mapping[str, Copied]
    ) -> Iterator[Copied]:
        """Puts in place what is shown of a picture or an attachment, each file once. What was just
        brought, or stood there `before`, and still is as it was is not looked into again."""
        for file in self.files(digest, roles):
            known = self._brought.pop(file.path, None) or before.get(file.path)
            if known and known.stat and known.stat == outputs.stat_of(f"{self.output}/{file.path}"):
                yield replace(known, media=((file.digest, file.role),))
            else:
                yield self._put(file)

    def files(self, digest: str, roles: Iterable[str]) -> "Iterator[_File]":
        """What a picture or an attachment is to have in the output folder, without its bytes."""
        found = self.record_of(digest)
        if found is None:
            return
        kind, record = found
        done = set[str]()
        for role in sorted(roles):
            if kind == "attachment":
                path = paths.attachment_url(digest, record["file"]).lstrip("/")
                yield _File(path, digest, role, record)
                return
            if role not in recipes.ROLES:
                continue
            for rendition in recipes.renditions(digest, record, role):
                if rendition.name not in done:
                    done.add(rendition.name)
                    yield _File(rendition.url.lstrip("/"), digest, role, record, rendition)

    def _put(self, file: "_File") -> Copied:
        if file.rendition is None:
            data, source = self._attachment(file), None
        else:
            data = self._rendition(file.rendition, file.record)
            source = self.cache.path(file.digest, file.rendition.name)
        target = self.output / file.path
        try:
            atomic.make_way(self.output, file.path)
            if not target.is_file() or target.read_bytes() != data:
                _replace(target, data, source)
        except OSError as error:
            raise OutputError(f"{target} cannot be written: {error.strerror}") from error
        return Copied(
            file.path,
            "media",
            MEDIA_OWNER + file.digest,
            hashlib.sha256(data).hexdigest(),
            len(data),
            outputs.stat_of(target),
            ((file.digest, file.role),),
        )

    def _attachment(self, file: "_File") -> bytes:
        """A copy, never a link: whoever writes into the output must not write into the content."""
        try:
            return checked(self._source(file.digest, file.record), file.digest)
        except PictureError as error:
            raise OutputError(f"Attachment {file.digest} cannot be read: {error.code}.") from error

    def _rendition(self, rendition: Rendition, record: dict[str, Any]) -> bytes:
        data = self.cache.read(rendition.source, rendition.name)
        if data is None:  # damaged in the cache since it was encoded
            data = self._made_again(rendition, record)
        return data

    def _made_again(self, rendition: Rendition, record: dict[str, Any]) -> bytes:
        digest = rendition.source
        size = record["width"], record["height"]
        job = Job(digest, self._source(digest, record), size, (rendition,))
        for fault in caches.make(self.cache, [job], processes=1):
            if fault is not None:
                raise OutputError(f"Picture {digest} could not be encoded: {fault.code}.")
        data = self.cache.read(digest, rendition.name)
        if data is None:
            raise OutputError(f"{self.cache.path(digest, rendition.name)} cannot be read back.")
        return data

    def _source(self, digest: str, record: dict[str, Any]) -> Path:
        name: str = record["file"]
        return self.content / paths.media_folder(digest) / name


@dataclass(frozen=True)
class _File:
    """One file of a picture or an attachment; without a rendition it is the attachment itself."""

    path: str
    digest: str
    role: str
    record: dict[str, Any]
    rendition: Rendition | None = None


def _is_there(path: str) -> bool:
    """A file, and no link to one."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False


def _replace(target: Path, data: bytes, source: Path | None) -> None:
    """Output and cache share their bytes where the disk allows."""
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
