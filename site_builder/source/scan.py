"""Which files the content folder holds, and which of them are not those of the build before.
Nothing is opened here."""

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from contract import paths, records
from contract.problems import Problem, Severity
from site_builder.errors import ContentError
from site_builder.source.folder import Folder

_STORY = re.compile(rf"({'|'.join(paths.SECTIONS)})/([0-9]{{4}}/[^/]+\.md|index\.md)\Z")
_PAGE = re.compile(r"(pages/[^/]+\.md|home\.md)\Z")
MAX_FOLDERS = 5
RECORDS = ("image.json", "attachment.json")

Kind = Literal["document", "data", "media"]


# Of a file: size, times of its bytes and of its inode in nanoseconds, inode. While all of it stays,
# so do the bytes.
Stat = tuple[int, int, int, int]

# Of a file that must be looked at whatever its times say.
UNKNOWN: Stat = (-1, 0, 0, 0)


@dataclass
class Scan:
    """Files by their path relative to the content folder, with forward slashes."""

    files: dict[str, Stat] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    held: list[str] = field(default_factory=list)  # files and folders that could not be looked at

    def hold(self, path: str, code: str, **params: object) -> None:
        self.held.append(path)
        self.problems.append(Problem(code, path, 0, params))

    def hides(self, file: str) -> bool:
        """Whether the file may be there, behind what could not be looked at."""
        return any(file == held or file.startswith(f"{held}/") for held in self.held)


def scan(
    content: Path, locales: tuple[str, ...], known: Callable[[], Iterable[str]] = tuple
) -> Scan:
    """Every file of the folder. Symlinks are refused, strangers reported; of the files `known` from
    before, those that stand behind what cannot be looked at count as there, and as broken. Raises
    ContentError for a folder that cannot be read, or that has lost everything."""
    if not content.is_dir():
        raise ContentError(f"There is no content folder at {content}: export the content first.")
    result = Scan()
    try:
        _walk(str(content), "", result)
    except OSError as error:
        raise ContentError(f"The folder {content} cannot be read: {error.strerror}.") from error
    if result.held:
        result.files |= {file: UNKNOWN for file in known() if result.hides(file)}
    elif not result.files and (lost := len(set(known()))):
        raise ContentError(
            f"The folder {content} is empty, though the last build read {lost:,} files there."
            " Is the disk missing? Export the content again; to build an empty site, name another"
            " folder for --state."
        )
    for file in result.files:
        if kind_of(file, locales) is None and _is_strange(file):
            result.problems.append(_stranger(file))
    return result


def named(content: Folder, hints: Iterable[str], below: Callable[[str], list[str]]) -> set[str]:
    """The files that `hints` speak of: those that are there, and of folders those within; of what
    has gone, those that were known `below` it."""
    found = set[str]()
    for hint in hints:
        path = content.at(hint)
        if _is_hidden(hint):
            continue
        if path.is_dir() and not path.is_symlink():
            inside = (p for p in path.rglob("*") if not p.is_dir() or p.is_symlink())
            files = {f"{hint}/{p.relative_to(path).as_posix()}" for p in inside}
            found |= {file for file in files if not _is_hidden(file)} | {*below(f"{hint}/")}
        else:
            found |= {hint, *below(f"{hint}/")}
    return found


def scan_some(content: Folder, locales: tuple[str, ...], files: Iterable[str]) -> Scan | None:
    """The same of single files; None when that needs a look at the whole folder. A file that is not
    there is not in the answer."""
    result = Scan()
    for file in files:
        path = content.at(file)
        if kind_of(file, locales) is None or not file.isprintable():
            return None
        if any(link.is_symlink() for link in (path, *list(path.parents)[: file.count("/")])):
            return None
        if path.exists():
            if not path.is_file():
                return None
            result.files[file] = _stat_of(path.stat())
    return result


def kind_of(file: str, locales: tuple[str, ...]) -> Kind | None:
    """What a file is by its place; None for a file of no use to the site."""
    top, _, rest = file.partition("/")
    if top in locales and (_STORY.match(rest) or _PAGE.match(rest)):
        return "document"
    if file in records.SCHEMA_OF_FILE:
        return "data"
    return "media" if top == "media" and rest.count("/") == 1 else None


def records_of_media(files: Iterable[str]) -> list[str]:
    """Of files, those that tell of a picture or an attachment."""
    return sorted(
        file for file in files if file.startswith("media/") and file.rpartition("/")[2] in RECORDS
    )


def _walk(folder: str, prefix: str, result: Scan) -> None:
    """Raises OSError when `folder` itself cannot be read; what lies in it is only reported."""
    files = result.files
    for entry in list(os.scandir(folder)):
        name = entry.name
        if name[0] == ".":
            continue
        relative = prefix + name
        if not name.isprintable():
            result.problems.append(_stranger(_shown(relative)))
        elif entry.is_file(follow_symlinks=False):
            found = entry.stat(follow_symlinks=False)  # this runs for each file of the site
            files[relative] = (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
        elif not entry.is_dir(follow_symlinks=False) or relative.endswith((".md", ".json")):
            result.hold(relative, "file.symlink")
        elif relative.count("/") < MAX_FOLDERS:
            try:
                _walk(entry.path, relative + "/", result)
            except OSError as error:
                result.hold(relative, "file.unreadable", detail=error.strerror)
        else:
            result.problems.append(Problem("file.unknown", relative))


def _is_hidden(file: str) -> bool:
    return any(part.startswith(".") for part in file.split("/"))


def _stat_of(found: os.stat_result) -> Stat:
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def _is_strange(file: str) -> bool:
    return file != "README.md" and not file.startswith("media/")


def _stranger(file: str) -> Problem:
    """A document that stands in no place of the format is left out; other files only disturb."""
    severity: Severity = "error" if file.endswith((".md", ".json")) else "warning"
    return Problem("file.unknown", file, severity=severity)


def _shown(path: str) -> str:
    """A name with unprintable characters, so that it can be read and cannot deceive."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in path
    )
