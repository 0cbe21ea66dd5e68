"""A folder for tests that write thousands of small files."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = Path("/dev/shm")


@contextmanager
def scratch() -> Iterator[Path]:
    """In memory where the system has such a place, else where temporary files stand."""
    place = MEMORY if os.access(MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="newsroom-", dir=place) as folder:
        yield Path(folder)
