"""Which files the content folder holds. Nothing is opened here."""

import os
import re
from collections.abc import Iterable, Iterator
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
    held: list[str] = field(default_factory=list)  # files and folders that could not be looked at

    def hides(self, file: str) -> bool:
        """Whether the file may be there, behind what could not be looked at."""
        return any(file == held or file.startswith(f"{held}/") for held in self.held)

    def hold(self, path: str, code: str, **params: object) -> None:
        self.held.append(path)
        self.problems.append(Problem(code, path, 0, params))


def scan(content: Path, locales: tuple[str, ...], known: Iterable[str] = ()) -> Scan:
    """Every file by what it is. Symlinks are refused, strangers reported; of the files `known` from
    before, those that stand behind what cannot be looked at count as there, and as broken. Raises
    ContentError for a folder that cannot be read, or that has lost everything."""
    if not content.is_dir():
        raise ContentError(f"There is no content folder at {content}: export the content first.")
    result = Scan()
    try:
        files = set(_files(content, "", result))
    except OSError as error:
        raise ContentError(f"The folder {content} cannot be read: {error.strerror}.") from error
    known = set(known)
    if known and not files and not result.held:
        raise ContentError(
            f"The folder {content} is empty, though the last build read {len(known):,} files there."
            " Is the disk missing? Export the content again; to build an empty site, name another"
            " folder for --state."
        )
    files |= {file for file in known if result.hides(file)}
    for file in sorted(files):
        _sort_in(file, locales, result)
    return result


def _files(folder: Path, prefix: str, result: Scan) -> Iterator[str]:
    """Raises OSError when `folder` itself cannot be read; what lies in it is only reported."""
    for entry in list(os.scandir(folder)):
        relative = prefix + entry.name
        if entry.name.startswith("."):
            continue
        if not _printable(entry.name):
            result.problems.append(_stranger(_shown(relative)))
        elif entry.is_symlink() or not (entry.is_dir() or entry.is_file()):
            result.hold(relative, "file.symlink")
        elif not entry.is_dir():
            yield relative
        elif relative.endswith((".md", ".json")):
            result.hold(relative, "file.symlink")
        elif relative.count("/") < MAX_FOLDERS:
            try:
                yield from _files(Path(entry.path), relative + "/", result)
            except OSError as error:
                result.hold(relative, "file.unreadable", detail=error.strerror)
        else:
            result.problems.append(Problem("file.unknown", relative))


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
