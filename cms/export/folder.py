"""Writing the content folder: atomically, only what changed, between two marks of version.json."""

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from contract import paths, records
from contract.problems import ContractError

VERSION = "version.json"
_DRAFT = re.compile(r"\..+\.[0-9]+")
FORMAT = 1

_TEXTS = (".md", ".json")
_BESIDE = {"README.md", *records.SCHEMA_OF_FILE}
_MEDIA_RECORD = re.compile(r"media/[^/]+/(image|attachment)\.json")


class ContentFolder:
    """One batch of changes: the first one marks the folder as being written, `end` as complete."""

    def __init__(self, root: Path, *, last_version: int = 0) -> None:
        self.root = root.resolve()  # so that removing empty folders ends at it
        version, state = self._read_version()
        self.version = max(version, last_version)
        self.changed = state != "complete"  # an interrupted batch is completed by this one
        self._marks = True

    @contextmanager
    def beside_the_batch(self) -> Iterator[None]:
        """For what is new and no document names yet: who reads the folder meanwhile misses nothing
        of it, so it needs no mark and makes no new version."""
        self._marks = False
        try:
            yield
        finally:
            self._marks = True

    def write(self, file: str, text: str) -> bool:
        """Writes a text file; False when its bytes were right already."""
        return self.write_bytes(file, text.encode())

    def write_bytes(self, file: str, data: bytes) -> bool:
        path = self._path(file)
        if _is_plain(path) and path.stat().st_size == len(data) and path.read_bytes() == data:
            return False
        self._put(path, data)
        return True

    def copy(self, file: str, source: Path, digest: str, *, verify: bool = False) -> bool:
        """Copies a file whose bytes never change under one name. To `verify` is to read those that
        stand here, whatever their size. Raises ContractError when the source is damaged."""
        path = self._path(file)
        same_size = _is_plain(path) and path.stat().st_size == source.stat().st_size
        if same_size and not (verify and _sha256(path.read_bytes()) != digest):
            return False
        data = source.read_bytes()
        if _sha256(data) != digest:
            raise ContractError.of("media.digest", file)
        self._put(path, data)
        return True

    def remove(self, file: str) -> bool:
        path = self._path(file)
        if not os.path.lexists(path):
            return False
        self._drop(path)
        return True

    def has_media(self, digest: str) -> bool:
        return self._path(paths.media_folder(digest)).is_dir()

    def remove_media(self, digest: str) -> None:
        folder = self._path(paths.media_folder(digest))
        if folder.is_dir():
            self._drop(folder)

    def keep_only(self, folder: str, names: set[str]) -> None:
        """Removes every other file from a folder."""
        for entry in os.scandir(self._path(folder)):
            if entry.name not in names and not entry.name.startswith("."):
                self._drop(Path(entry.path))

    def remove_drafts(self) -> None:
        """Removes what a crash left of files that were being written. Nothing reads them."""
        for path in self.root.rglob(".*"):
            if _DRAFT.fullmatch(path.name) and _is_plain(path):
                path.unlink(missing_ok=True)

    def remove_obstacles(self) -> list[str]:
        """Removes links, and what is named like a text and is no file: the builder refuses them,
        and they stand in the way of what is to be written."""
        removed = []
        for entry in _entries(self.root):
            is_text = entry.name.endswith(_TEXTS)
            if entry.is_symlink() or (is_text and not entry.is_file(follow_symlinks=False)):
                self._drop(Path(entry.path))
                removed.append(self._relative(entry.path))
        return removed

    def texts(self) -> set[str]:
        """The documents of the folder, and Markdown and JSON in no place of the format."""
        found = {
            self._relative(entry.path)
            for entry in _entries(self.root)
            if entry.name.endswith(_TEXTS) and entry.is_file(follow_symlinks=False)
        }
        return {file for file in found - _BESIDE if not _MEDIA_RECORD.fullmatch(file)}

    def media(self) -> set[str]:
        folder = self.root / "media"
        return {entry.name for entry in os.scandir(folder)} if _is_real(folder) else set()

    def end(self) -> bool:
        """Marks the batch complete; False when there was nothing to do."""
        if not self.changed and (self.root / VERSION).is_file():
            return False
        self.version += 1
        self._write_version("complete")
        self.changed = False
        return True

    def _put(self, path: Path, data: bytes) -> None:
        self._begin()
        _replace(path, data)

    def _drop(self, path: Path) -> None:
        self._begin()
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
        self._remove_empty(path.parent)

    def _begin(self) -> None:
        if self._marks and not self.changed:
            self.changed = True
            self._write_version("writing")

    def _path(self, file: str) -> Path:
        """Where a file stands: no link leads there; one that stands there itself is replaced."""
        path = self.root / file
        parent = paths.inside(self.root, os.path.dirname(file))
        if parent != path.parent or path.name == ".." or "\0" in file:
            raise ValueError(f"{file!r} leaves the content folder")
        return path

    def _relative(self, path: str) -> str:
        return Path(path).relative_to(self.root).as_posix()

    def _read_version(self) -> tuple[int, str]:
        path = self.root / VERSION
        if not os.path.lexists(path):
            return 0, "complete"
        if not _is_plain(path):
            return 0, "damaged"
        try:
            value = records.load(path.read_bytes(), VERSION)
        except ContractError:
            return 0, "damaged"
        return value["content_version"], value["state"]

    def _write_version(self, state: str) -> None:
        value = {"content_version": self.version, "format": FORMAT, "state": state}
        _replace(self.root / VERSION, records.dump(value).encode())

    def _remove_empty(self, folder: Path) -> None:
        while folder != self.root and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent


class ComparedFolder(ContentFolder):
    """Notes what would change, relative to the root, and writes nothing."""

    def __init__(self, root: Path, *, last_version: int = 0) -> None:
        super().__init__(root, last_version=last_version)
        self.differences = [VERSION] if self.changed else []

    def keep_only(self, folder: str, names: set[str]) -> None:
        if _is_real(self._path(folder)):
            super().keep_only(folder, names)

    def remove_drafts(self) -> None:
        pass

    def end(self) -> bool:
        return bool(self.differences)

    def _path(self, file: str) -> Path:
        return self.root / file  # an export removes first the links that may lead there

    def _put(self, path: Path, data: bytes) -> None:
        self._drop(path)

    def _drop(self, path: Path) -> None:
        self.differences.append(path.relative_to(self.root).as_posix())


def _entries(folder: str | Path) -> Iterator[os.DirEntry[str]]:
    """Everything below a folder but what is hidden. Links are not followed."""
    try:
        entries = list(os.scandir(folder))
    except OSError:  # removed meanwhile, or closed to us: then nothing is written there either
        return
    for entry in entries:
        if not entry.name.startswith("."):
            yield entry
            if entry.is_dir(follow_symlinks=False):
                yield from _entries(entry.path)


def _is_real(folder: Path) -> bool:
    """Whether it is a folder to which no link leads."""
    return folder.is_dir() and folder.resolve() == folder


def _is_plain(path: Path) -> bool:
    """Whether it is a file to which no link leads."""
    return path.is_file() and path.resolve() == path


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _replace(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = _draft(path)
    with draft.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)


def _draft(path: Path) -> Path:
    return path.with_name(f".{path.name[:80]}.{os.getpid()}")
