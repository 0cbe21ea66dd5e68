"""Writing the content folder: atomically, only what changed, between two marks of version.json."""

import os
import re
import shutil
from pathlib import Path

from contract import paths, records
from contract.problems import ContractError

VERSION = "version.json"
_DRAFT = re.compile(r"\..+\.[0-9]+")
FORMAT = 1


class ContentFolder:
    """One batch of changes: the first one marks the folder as being written, `end` as complete."""

    def __init__(self, root: Path, *, last_version: int = 0) -> None:
        self.root = root.resolve()  # so that removing empty folders ends at it
        version, state = self._read_version()
        self.version = max(version, last_version)
        self.changed = state != "complete"  # an interrupted batch is completed by this one

    def write(self, file: str, text: str) -> bool:
        """Writes a text file; False when its bytes were right already."""
        return self.write_bytes(file, text.encode())

    def write_bytes(self, file: str, data: bytes) -> bool:
        path = self._path(file)
        if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
            return False
        self._put(path, data)
        return True

    def copy(self, file: str, source: Path) -> bool:
        """Copies a file of bytes that never change under one name."""
        path = self._path(file)
        if path.is_file() and path.stat().st_size == source.stat().st_size:
            return False
        self._put(path, source.read_bytes())
        return True

    def remove(self, file: str) -> bool:
        path = self._path(file)
        if not path.is_file():
            return False
        self._drop(path)
        return True

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
            if _DRAFT.fullmatch(path.name):
                path.unlink(missing_ok=True)

    def documents(self) -> set[str]:
        """The document files that stand in the folder."""
        found = set()
        for path in self.root.glob("*/**/*.md"):
            found.add(path.relative_to(self.root).as_posix())
        return found

    def media(self) -> set[str]:
        folder = self.root / "media"
        return {entry.name for entry in os.scandir(folder)} if folder.is_dir() else set()

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
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
        self._remove_empty(path.parent)

    def _begin(self) -> None:
        if not self.changed:
            self.changed = True
            self._write_version("writing")

    def _path(self, file: str) -> Path:
        path = paths.inside(self.root, file)
        if path is None:
            raise ValueError(f"{file!r} leaves the content folder")
        return path

    def _read_version(self) -> tuple[int, str]:
        try:
            value = records.load((self.root / VERSION).read_bytes(), VERSION)
        except FileNotFoundError:
            return 0, "complete"
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
        if self._path(folder).is_dir():
            super().keep_only(folder, names)

    def remove_drafts(self) -> None:
        pass

    def end(self) -> bool:
        return bool(self.differences)

    def _put(self, path: Path, data: bytes) -> None:
        self._drop(path)

    def _drop(self, path: Path) -> None:
        self.differences.append(path.relative_to(self.root).as_posix())


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
