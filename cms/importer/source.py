"""The content folder that is imported, checked by the contract."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from contract import documents, paths, records
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
    for file in _documents(root, site):
        try:
            source.documents.append(documents.load(_bytes(root, file), file, site))
        except ContractError as error:
            source.problems += error.problems
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


def _media_record(source: Source, file: str) -> dict[str, Any] | None:
    """The record of a picture or attachment whose bytes are what they should be."""
    record: dict[str, Any] | None = _record(source, file)
    digest = file.split("/")[1]
    if record is None or not paths.DIGEST.match(digest):
        return None
    named = f"{paths.media_folder(digest)}/{record['file']}"
    try:
        if hashlib.sha256(_bytes(source.root, named)).hexdigest() == digest:
            return record
        source.problems.append(Problem("media.digest", named))
    except ContractError as error:
        source.problems += error.problems
    except OSError:
        source.problems.append(Problem("file.missing", named))
    return None


def _documents(root: Path, site: SiteConfig) -> Iterator[str]:
    """The default locale first: a translation needs its original."""
    for locale in site.locale_codes:
        for path in sorted((root / locale).glob("**/*.md")):
            yield path.relative_to(root).as_posix()


def _record(source: Source, file: str) -> Any:
    if not (source.root / file).is_file():
        return None
    try:
        return records.load(_bytes(source.root, file), file)
    except ContractError as error:
        source.problems += error.problems
        return None


def _bytes(root: Path, file: str) -> bytes:
    path = paths.inside(root, file)
    if path is None:
        raise ContractError.of("file.symlink", file)
    return path.read_bytes()
