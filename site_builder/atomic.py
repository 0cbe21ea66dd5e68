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
