"""Where the engines write: in memory, so that no disk is measured."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = Path("/dev/shm")
# What a story in two locales adds to an output folder, and what Hugo, the largest, has in memory
# of it while it writes there. An estimate from small sites, rather too high than too low.
BYTES_A_STORY, HELD_A_STORY = 250_000, 130_000
BYTES_OF_PICTURES = 400_000_000


def needed_bytes(stories: int) -> int:
    """For one output folder and who writes it; engines take turns."""
    return stories * (BYTES_A_STORY + HELD_A_STORY) + BYTES_OF_PICTURES


@contextmanager
def outputs(stories: int, memory: Path = MEMORY) -> Iterator[Path]:
    """A folder for output folders, gone at the end. Says so aloud when it stands on a disk."""
    folder = Path(tempfile.mkdtemp(prefix="benchmark-outputs-", dir=_place(stories, memory)))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _place(stories: int, memory: Path) -> Path | None:
    """`memory` where it is there and has room, else None for the system's folder."""
    wanted = needed_bytes(stories)
    if not (memory.is_dir() and os.access(memory, os.W_OK)):
        why = f"{memory} cannot be written"
    elif (free := min(shutil.disk_usage(memory).free, _available())) < wanted:
        why = f"{memory} has {free / 1e9:.1f} GB, {wanted / 1e9:.1f} GB may be needed"
    else:
        return memory
    print(
        f"ATTENTION: {why}. Outputs go to {tempfile.gettempdir()}:"
        " the figures hold for a disk and cannot be compared with others.",
        file=sys.stderr,
    )
    return None


def _available() -> int:
    """Bytes of memory that processes and files in memory can still take."""
    with open("/proc/meminfo") as lines:
        sizes = (line.split() for line in lines if line.startswith("MemAvailable:"))
        return next((int(size[1]) * 1024 for size in sizes), 0)
