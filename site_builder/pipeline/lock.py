"""One build at a time: a lock on the state folder that the system frees when its holder dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from site_builder import atomic
from site_builder.progress import Reporter


@contextmanager
def held(state: Path, reporter: Reporter) -> Iterator[bool]:
    """Holds the lock, waiting for whoever has it; whether it had to wait."""
    waited = False
    state.mkdir(parents=True, exist_ok=True)
    atomic.make_room(state / "lock")
    with (state / "lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "another process"
            reporter.line(f"Waiting for the build that is running ({holder}).")
            fcntl.flock(file, fcntl.LOCK_EX)
            waited = True
        file.truncate(0)
        file.write(f"process {os.getpid()}")
        file.flush()
        yield waited
