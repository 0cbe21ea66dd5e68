"""Until a file says what was written: looked at every millisecond."""

import time
from pathlib import Path

EVERY_SECONDS = 0.001
# Time of change, inode and size. The time alone has steps of some milliseconds: a file that is seen
# half written may have the same one when it is whole.
Stamp = tuple[int, int, int]
NONE: Stamp = (0, 0, 0)


class NeverCame(Exception):
    """What was waited for did not come in time."""


def until_it_says(file: Path, words: bytes, patience_seconds: float, *, times: int = 1) -> float:
    """The moment (time.monotonic) when `file` holds `words`, at least `times`. It is read only when
    it was written again. Raises NeverCame."""
    deadline, seen = time.monotonic() + patience_seconds, NONE
    while (now := time.monotonic()) < deadline:
        stamp = stamp_of(file)
        if stamp not in (NONE, seen):
            seen = stamp
            if _text(file).count(words) >= times:
                return now
        time.sleep(EVERY_SECONDS)
    raise NeverCame(f"{file} does not say {words.decode()!r} after {patience_seconds:.0f} s")


def until_written(file: Path, before: Stamp, patience_seconds: float) -> None:
    """Until `file` is another one than at `before` (a stamp). Raises NeverCame."""
    deadline = time.monotonic() + patience_seconds
    while stamp_of(file) in (NONE, before):
        if time.monotonic() > deadline:
            raise NeverCame(f"{file} was not written after {patience_seconds:.0f} s")
        time.sleep(EVERY_SECONDS)


def stamp_of(file: Path) -> Stamp:
    """NONE when there is no such file."""
    try:
        found = file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return NONE
    return found.st_mtime_ns, found.st_ino, found.st_size


def _text(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""
