"""The content folder that is imported, checked by the contract."""

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from contract import attachments, conflicts, dates, documents, paths, records
from contract.attachments import NotAnAttachment
from contract.conflicts import Claim
from contract.documents import Document
from contract.problems import ContractError, Problem
from contract.site_config import SiteConfig


@dataclass
class Source:
    """Everything that can be imported, and the problems of what cannot."""

    root: Path
    documents: list[Document] = field(default_factory=list)
    taxonomy: dict[str, Any] = field(default_factory=dict)
    pictures: dict[str, dict[str, Any]] = field(default_factory=dict)
    attachments: dict[str, dict[str, Any]] = field(default_factory=dict)
    redirects: list[dict[str, str]] = field(default_factory=list)
    tombstones: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def media_file(self, digest: str, record: dict[str, Any]) -> Path:
        return self.root / paths.media_folder(digest) / record["file"]


def read(root: Path, site: SiteConfig) -> Source:
    """Reads the folder; locales that the site does not have are passed over."""
    source = Source(root)
    load = partial(documents.load, site=site)
    found = [_loaded(source, file, load) for file in _documents(root, site)]
    usable: list[Document] = list(filter(None, found))
    lost = conflicts.losers(_claim(document, site) for document in usable)
    source.problems += lost.values()
    source.documents = [document for document in usable if document.file not in lost]
    for kind in paths.TAXONOMIES:
        source.taxonomy[kind] = _record(source, f"taxonomy/{kind}.json") or {}
    source.redirects = _record(source, "redirects.json") or []
    source.tombstones = _record(source, "tombstones.json") or {}
    for name, found in (("image", source.pictures), ("attachment", source.attachments)):
        for path in sorted((root / "media").glob(f"*/{name}.json")):
            record = _media_record(source, path.relative_to(root).as_posix())
            if record:
                found[path.parent.name] = record
    return source


def _claim(document: Document, site: SiteConfig) -> Claim:
    date, modified = (dates.parse(document.front[key]) for key in ("date", "modified"))
    return Claim(
        *document.key,
        modified=dates.format_microseconds(modified, site.zone),
        moment=int(date.timestamp()),
        url=document.url,
        file=document.file,
    )


def _media_record(source: Source, file: str) -> dict[str, Any] | None:
    """The record of a picture or attachment whose bytes are what they should be."""
    record: dict[str, Any] | None = _record(source, file)
    digest = file.split("/")[1]
    if record is None or not paths.DIGEST.match(digest):
        return None
    named = f"{paths.media_folder(digest)}/{record['file']}"
    try:
        with _opened(source.root, named) as stream:
            if file.endswith("/attachment.json"):
                attachments.check(stream, named)
            if hashlib.file_digest(stream, "sha256").hexdigest() == digest:
                return record
        source.problems.append(Problem("media.digest", named))
    except NotAnAttachment as error:
        source.problems.append(Problem(error.code, named, params=error.params))
    except ContractError as error:
        source.problems += error.problems
    return None


def _documents(root: Path, site: SiteConfig) -> Iterator[str]:
    """The default locale first: a translation needs its original."""
    for locale in site.locale_codes:
        for path in sorted((root / locale).glob("**/*.md")):
            yield path.relative_to(root).as_posix()


def _record(source: Source, file: str) -> Any:
    return _loaded(source, file, records.load) if os.path.lexists(source.root / file) else None


def _loaded(source: Source, file: str, load: Callable[[bytes, str], Any]) -> Any:
    """The checked value of a file; None when it cannot be used, which stops no other."""
    try:
        with _opened(source.root, file) as stream:
            raw = stream.read(records.MAX_BYTES + 1)
        return load(raw, file)
    except ContractError as error:
        source.problems += error.problems
    except Exception as error:  # a fault of ours
        source.problems.append(failure(file, error))
    return None


def failure(file: str, error: Exception) -> Problem:
    return Problem("file.failed", file, params={"detail": f"{type(error).__name__}: {error}"})


@contextmanager
def _opened(root: Path, file: str) -> Iterator[BinaryIO]:
    """A plain file of the folder: no link is followed, and a pipe would keep us waiting for ever.
    Raises ContractError."""
    path = root.resolve() / file
    if path.is_symlink() or paths.inside(root, file) != path:
        raise ContractError.of("file.symlink", file)
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise ContractError.of("file.unknown" if stat.S_ISDIR(mode) else "file.symlink", file)
        with path.open("rb") as stream:
            yield stream
    except FileNotFoundError as error:
        raise ContractError.of("file.missing", file) from error
    except OSError as error:
        raise ContractError.of("file.unreadable", file, detail=error.strerror) from error
