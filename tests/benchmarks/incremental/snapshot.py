"""What a build wrote: the output folder before and after."""

import os
from collections.abc import Iterator
from pathlib import Path

Stamp = tuple[int, int, int]  # time of change, inode, size


def take(folder: Path) -> dict[str, Stamp]:
    """Path in `folder` -> stamp. A file that is written again with the same bytes has another."""
    return dict(_walk(str(folder), ""))


def _walk(folder: str, below: str) -> Iterator[tuple[str, Stamp]]:
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return
    for entry in entries:
        name = f"{below}{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, f"{name}/")
        else:
            found = entry.stat(follow_symlinks=False)
            yield name, (found.st_mtime_ns, found.st_ino, found.st_size)


def written(before: dict[str, Stamp], after: dict[str, Stamp]) -> list[str]:
    """Files that are new, were written or have gone, in order."""
    changed = [path for path, stamp in after.items() if before.get(path) != stamp]
    return sorted([*changed, *(before.keys() - after.keys())])
