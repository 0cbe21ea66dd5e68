"""Writing files so that whoever reads them meanwhile, or after a crash, finds one whole version."""

import os
import shutil
from pathlib import Path


def write(path: Path, data: bytes) -> None:
    """Writes beside the file's place, then renames. Raises OSError."""
    draft = path.with_name(f".{path.name[:80]}.{os.getpid()}")
    draft.write_bytes(data)
    make_room(path)
    draft.replace(path)


def make_room(path: Path) -> None:
    """A folder in the place of a file of ours is none of ours."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)


def make_way(root: Path, relative: str) -> None:
    """The folder of a file below `root`, and a free place in it or the file that stands there. What
    is in the way is none of ours, nor is a link to somewhere else a folder of ours."""
    place = str(root)
    *folders, name = relative.split("/")
    for folder in folders:
        place = f"{place}/{folder}"
        if os.path.islink(place) or os.path.isfile(place):
            os.unlink(place)
    os.makedirs(place, exist_ok=True)
    path = f"{place}/{name}"
    if os.path.islink(path):
        os.unlink(path)
    elif os.path.isdir(path):
        shutil.rmtree(path)
