"""A directory that a web server gives out.

Files are hard links to the output's where the disk allows; what belongs to a file stands beside it:
`.br` and `.gz` of texts, `.gone` of pages that stand for 410. A web server tells versions apart by
size and second of the last change, so each version at a place is given a later second.
"""

import fcntl
import gzip
import itertools
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path

import brotli

from site_builder.deploy.edge import moved
from site_builder.deploy.files import PRIVATE
from site_builder.deploy.stores import ABSENT, Found, Listed, Refused, Upload
from site_builder.errors import DeployError, ForeignFile

# Levels that cost less than a millisecond a page.
BROTLI, GZIP = 5, 6
BESIDE = (".br", ".gz", moved.GONE_MARK)
DRAFTS = f"{PRIVATE}drafts"
_WORTH_COMPRESSING = 256
_TEXTS = ("text/", "application/json", "application/xml", "application/manifest+json", "image/svg")


class DirectoryStore:
    """One process at a time: a lock that the system frees when its holder dies."""

    def __init__(self, folder: Path, *, lane: str = "", reading: bool = False) -> None:
        """Who works in a `lane` waits only for others in it. `reading` takes no lock and makes no
        folder."""
        self.folder, self.drafts = folder, f"{DRAFTS}{lane}"
        self._lock_name = f"lock{lane}"
        self._lock: TextIOWrapper | None = None
        self._drafts = itertools.count()
        if not reading:
            self._take()

    def _take(self) -> None:
        folder = self.folder
        try:
            (folder / PRIVATE).mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = (folder / PRIVATE / self._lock_name).open("a")
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            shutil.rmtree(folder / self.drafts, ignore_errors=True)  # of who died
            (folder / self.drafts).mkdir()
        except OSError as error:
            self.close()
            raise _unusable(error, folder) from error

    def now(self) -> float:
        return time.time()

    def read(self, key: str) -> tuple[bytes, str] | None:
        try:
            with open(self._place(key), "rb") as file:
                return file.read(), _etag(os.fstat(file.fileno()))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise _unusable(error, self.folder) from error

    def look(self, key: str) -> Found | None:
        """Says no digest: what a deploy that died left beside the file is best written again."""
        found = _stat(self._place(key))
        return found and Found(_etag(found), found.st_size)

    def write(self, key: str, upload: Upload, expected: str | None) -> str:
        place = self._place(key)
        try:
            before = self._checked(place, expected)
            os.makedirs(os.path.dirname(place), exist_ok=True)
            draft = self._draft(place, upload, before)
            _forget_beside(place)  # first: none of them ever belongs to another version
            os.replace(draft, place)
            if not key.startswith(PRIVATE):
                self._write_beside(place, upload)
            return _etag(os.stat(place))
        except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
            raise ForeignFile(
                f"{place} cannot be written: {error.filename} is in the way and was not written by"
                " a deploy. Remove it, or name another folder."
            ) from error
        except OSError as error:
            raise _unusable(error, self.folder) from error

    def _checked(self, place: str, expected: str | None) -> os.stat_result | None:
        found = _stat(place)
        if expected is not None and (_etag(found) if found else ABSENT) != expected:
            raise Refused(place)
        return found

    def _draft(self, place: str, upload: Upload, before: os.stat_result | None) -> str:
        draft, source = self._new_draft(), upload.source
        is_public = not place.startswith(f"{self.folder}/{PRIVATE}")
        earliest = int(before.st_mtime) + 1 if before and is_public else 0
        is_young = isinstance(source, Path) and os.stat(source).st_mtime >= earliest
        if isinstance(source, Path) and is_young and _linked(source, draft):
            return draft
        with open(draft, "wb") as file:
            file.write(upload.data())
            if not is_public:
                os.fsync(file.fileno())
        if os.stat(draft).st_mtime < earliest:
            os.utime(draft, (earliest, earliest))
        return draft

    def _write_beside(self, place: str, upload: Upload) -> None:
        mtime = os.stat(place).st_mtime_ns
        for end, data in _beside(upload):
            draft = self._new_draft()
            with open(draft, "wb") as file:
                file.write(data)
            os.utime(draft, ns=(mtime, mtime))
            os.replace(draft, place + end)

    def _new_draft(self) -> str:
        """A rename of one link to a file onto another does nothing, so no name comes twice."""
        return f"{self.folder}/{self.drafts}/{next(self._drafts)}"

    def copy(self, key: str, to: str, etag: str) -> None:
        place, copy = self._place(key), self._place(to)
        try:
            self._checked(place, etag)
            os.makedirs(os.path.dirname(copy), exist_ok=True)
            if not os.path.exists(copy):  # else it holds the same bytes
                draft = self._new_draft()
                if not _linked(place, draft):
                    shutil.copyfile(place, draft)
                os.replace(draft, copy)
        except OSError as error:
            raise _unusable(error, self.folder) from error

    def remove(self, key: str, etag: str | None) -> None:
        place = self._place(key)
        try:
            if not os.path.lexists(place):
                _forget_beside(place)
                return
            self._checked(place, etag)
            _forget_beside(place)
            os.unlink(place)
            self._remove_empty_folders(key)
        except OSError as error:
            raise _unusable(error, self.folder) from error

    def _remove_empty_folders(self, key: str) -> None:
        for parent in [*Path(key).parents][:-1]:
            try:
                (self.folder / parent).rmdir()
            except OSError:  # it holds something else
                return

    def keys(self, prefix: str) -> Iterator[Listed]:
        root = os.path.join(self.folder, prefix)
        for folder, folders, names in os.walk(root):
            base = os.path.relpath(folder, self.folder)
            if not prefix and base == ".":
                folders[:] = [name for name in folders if name != PRIVATE.rstrip("/")]
            present = {*names}
            for name in names:
                if any(name.endswith(end) and name[: -len(end)] in present for end in BESIDE):
                    continue
                found = _stat(os.path.join(folder, name))
                if found:
                    yield Listed(name if base == "." else f"{base}/{name}", _etag(found))

    def flush(self) -> None:
        os.sync()

    def close(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _place(self, key: str) -> str:
        return f"{self.folder}/{key}"


def _linked(source: str | Path, place: str) -> bool:
    try:
        os.link(source, place)
    except OSError:  # another disk, or one without links
        return False
    return True


def _stat(place: str) -> os.stat_result | None:
    try:
        return os.stat(place, follow_symlinks=False)
    except (FileNotFoundError, NotADirectoryError):
        return None


def _etag(found: os.stat_result) -> str:
    return f"{found.st_mtime_ns:x}-{found.st_size:x}"


def _forget_beside(place: str) -> None:
    for end in BESIDE:
        with suppress(FileNotFoundError, NotADirectoryError):
            os.unlink(place + end)


def _beside(upload: Upload) -> Iterator[tuple[str, bytes]]:
    """Compressed forms, where they spare something."""
    if upload.metadata.get(moved.STATUS_METADATA) == str(moved.GONE):
        yield moved.GONE_MARK, b""
    type_ = upload.headers.get("Content-Type", "")
    if upload.size < _WORTH_COMPRESSING or not type_.startswith(_TEXTS):
        return
    data = upload.data()
    for end, made in (
        (".br", brotli.compress(data, quality=BROTLI)),
        (".gz", gzip.compress(data, GZIP, mtime=0)),
    ):
        if len(made) < len(data):
            yield end, made


def _unusable(error: OSError, folder: Path) -> DeployError:
    place = error.filename or folder
    return DeployError(f"{place} cannot be written: {error.strerror}. The deploy goes to {folder}.")
