"""Which files the content folder holds. Nothing is opened here."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from contract import paths, records
from contract.problems import Problem, Severity
from site_builder.errors import ContentError

_STORY = re.compile(rf"({'|'.join(paths.SECTIONS)})/([0-9]{{4}}/[^/]+\.md|index\.md)\Z")
_PAGE = re.compile(r"(pages/[^/]+\.md|home\.md)\Z")
MAX_FOLDERS = 5
_MEDIA_RECORDS = ("image.json", "attachment.json")


@dataclass
class Scan:
    """Paths relative to the content folder, sorted, with forward slashes."""

    documents: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    media: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def scan(content: Path, locales: tuple[str, ...]) -> Scan:
    """Every file by what it is. Symlinks are refused, strangers reported. Raises ContentError."""
    if not content.is_dir():
        raise ContentError(f"There is no content folder at {content}: export the content first.")
    result = Scan()
    for file in sorted(_files(content, "", result.problems)):
        _sort_in(file, locales, result)
    return result


def _files(folder: Path, prefix: str, problems: list[Problem]) -> Iterator[str]:
    try:
        entries = list(os.scandir(folder))
    except OSError as error:
        problems.append(Problem("file.unreadable", prefix, 0, {"detail": error.strerror}))
        return
    for entry in entries:
        relative = prefix + entry.name
        if entry.name.startswith("."):
            continue
        if not _printable(entry.name):
            problems.append(_stranger(_shown(relative)))
        elif entry.is_symlink() or not (entry.is_dir() or entry.is_file()):
            problems.append(Problem("file.symlink", relative))
        elif not entry.is_dir():
            yield relative
        elif relative.count("/") < MAX_FOLDERS:
            yield from _files(Path(entry.path), relative + "/", problems)
        else:
            problems.append(Problem("file.unknown", relative))


def _sort_in(file: str, locales: tuple[str, ...], result: Scan) -> None:
    top, _, rest = file.partition("/")
    if top in locales and (_STORY.match(rest) or _PAGE.match(rest)):
        result.documents.append(file)
    elif file in records.SCHEMA_OF_FILE:
        result.data.append(file)
    elif top == "media":
        if rest.rpartition("/")[2] in _MEDIA_RECORDS and rest.count("/") == 1:
            result.media.append(file)
    elif file != "README.md":
        result.problems.append(_stranger(file))


def _stranger(file: str) -> Problem:
    """A document that stands in no place of the format is left out; other files only disturb."""
    severity: Severity = "error" if file.endswith((".md", ".json")) else "warning"
    return Problem("file.unknown", file, severity=severity)


def _printable(name: str) -> bool:
    return name.isprintable() and not any("\ud800" <= char <= "\udfff" for char in name)


def _shown(path: str) -> str:
    """A name with unprintable characters, so that it can be read and cannot deceive."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in path
    )
