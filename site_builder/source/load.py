"""Loads the files of the content folder in parallel, falling back on last good versions."""

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from contract import documents, paths, records
from contract.problems import ContractError, Problem
from contract.site_config import SiteConfig
from site_builder import parallel
from site_builder.source import last_good, redirects, tombstones
from site_builder.source.folder import Folder
from site_builder.source.last_good import LastGood, Source
from site_builder.source.prepare import PreparedDocument, prepare

# Of these files the good entries count whatever stands beside them.
_SALVAGE: dict[str, Callable[[bytes, Any], Any]] = {
    redirects.FILE: redirects.salvage,
    tombstones.FILE: tombstones.salvage,
}


@dataclass(frozen=True)
class Loaded:
    """What became of one file. `value` is None when it could not be used; `digest` is that of its
    bytes."""

    file: str
    value: Any
    problems: tuple[Problem, ...] = ()
    digest: str = ""
    fresh: Source | None = None  # what is to be the last good version, where that is another
    kept: bool = False


def load_documents(
    content: Folder,
    names: list[str],
    site: SiteConfig,
    good: LastGood,
    *,
    jobs: int,
) -> Iterator[Loaded]:
    """Every document, in no particular order; of broken ones the last good version."""
    yield from _load(content, names, partial(_document, site=site), good, jobs)


def digest_of(content: Folder, file: str) -> str:
    """The digest of a file's bytes; empty when it cannot be read."""
    with contextlib.suppress(ContractError):
        return last_good.digest(content.read(file))
    return ""


def last_good_document(file: str, site: SiteConfig, good: LastGood) -> PreparedDocument | None:
    """The last good version of a document; None without one, or when the contract moved on."""
    loaded = _last_good(Loaded(file, None), partial(_document, site=site), good)
    document: PreparedDocument | None = loaded.value
    return document


def load_data(content: Folder, names: list[str], good: LastGood) -> Iterator[Loaded]:
    """The taxonomy, redirects, tombstones and version files; what cannot be saved of a broken one
    has no value."""
    for loaded in _load(content, names, _record, good, 1):
        salvage = _SALVAGE.get(loaded.file) if loaded.problems else None
        if salvage is not None:
            with contextlib.suppress(ContractError):
                value = salvage(content.read(loaded.file), loaded.value)
                loaded = replace(loaded, value=value)
        yield loaded


def load_media(
    content: Folder, names: list[str], jobs: int
) -> Iterator[tuple[str, str, dict[str, Any]] | Problem]:
    """(kind, digest, record) of every picture and attachment whose record and file are there, and
    what is wrong with the others."""
    twice = {folder for folder, count in Counter(map(_folder, names)).items() if count > 1}
    for name in twice:
        yield Problem("media.two_records", f"{name}/image.json")
    single = [name for name in names if _folder(name) not in twice]
    for loaded in parallel.run(partial(_media, content), single, jobs=jobs, chunk=64):
        if loaded.value is not None:
            yield loaded.value
        yield from loaded.problems


def _folder(name: str) -> str:
    return name.rpartition("/")[0]


def _load(
    content: Folder, names: list[str], parse: Any, good: LastGood, jobs: int
) -> Iterator[Loaded]:
    known = good.digests(names)
    fresh: list[Source] = []
    work = partial(_file, content, parse, known)
    for loaded in parallel.run(work, names, jobs=jobs):
        if loaded.fresh is not None:
            fresh.append(loaded.fresh)
            if len(fresh) == 500:
                good.offer(fresh)
                fresh.clear()
        if loaded.value is None:
            loaded = _last_good(loaded, parse, good)
        yield replace(loaded, fresh=None)
    good.offer(fresh)


def _file(content: Folder, parse: Any, known: dict[str, str], file: str) -> Loaded:
    digest = ""
    try:
        raw = content.read(file)
        digest = last_good.digest(raw)
        value = parse(raw, file)
    except ContractError as error:
        return Loaded(file, None, tuple(error.problems), digest)
    except Exception as error:  # a fault of ours in one file never stops the others
        detail = f"{type(error).__name__}: {error}"
        return Loaded(file, None, (Problem("file.failed", file, 0, {"detail": detail}),), digest)
    if known.get(file) == digest:
        return Loaded(file, value, digest=digest)
    key = value.key if isinstance(value, PreparedDocument) else ("", "")
    source = Source(file, *key, digest, last_good.pack(raw))
    return Loaded(file, value, digest=digest, fresh=source)


def _last_good(loaded: Loaded, parse: Any, good: LastGood) -> Loaded:
    raw = good.get(loaded.file)
    if raw is None:
        return loaded
    try:
        return replace(loaded, value=parse(raw, loaded.file), kept=True)
    except ContractError:  # the contract has moved on, or the document was taken down
        return loaded


def _document(raw: bytes, file: str, site: SiteConfig) -> PreparedDocument:
    return prepare(documents.load(raw, file, site), site)


def _record(raw: bytes, file: str) -> Any:
    return records.load(raw, file)


def _media(content: Folder, file: str) -> Loaded:
    kind = file.rpartition("/")[2].removesuffix(".json")
    folder, digest = file.rpartition("/")[0], file.split("/")[1]
    try:
        if not paths.DIGEST.match(digest):
            raise ContractError.of("file.unknown", file)
        record = records.load(content.read(file), file)
        named = f"{folder}/{record['file']}"
        path = content.at(named)
        if path.is_symlink():
            raise ContractError.of("file.symlink", named)
        if not path.is_file():
            raise ContractError.of("file.missing", named)
        size = path.stat().st_size
        if kind == "attachment" and record["size"] != size:
            raise ContractError.of("media.size", file, size=size, recorded=record["size"])
    except ContractError as error:
        return Loaded(file, None, tuple(error.problems[:1]))
    return Loaded(file, (kind, digest, record))
