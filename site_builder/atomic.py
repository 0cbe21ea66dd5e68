"""Writing files so that whoever reads them meanwhile, or after a crash, finds one whole version."""

import os
from pathlib import Path


def write(path: Path, data: bytes) -> None:
    """Writes beside the file's place, then renames. Raises OSError."""
    draft = path.with_name(f".{path.name[:80]}.{os.getpid()}")
    draft.write_bytes(data)
    draft.replace(path)
