"""How far a long command has come: a plain line every few seconds."""

import time
from collections.abc import Callable

Progress = Callable[[int, int], None]  # (done, total)

SECONDS_BETWEEN_LINES = 5.0


def silent(done: int, total: int) -> None:
    pass


def lines(write: Callable[[str], object]) -> Progress:
    """Says how many of how many documents are done, when some time has passed since the last."""
    said = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal said
        if time.monotonic() - said >= SECONDS_BETWEEN_LINES:
            said = time.monotonic()
            write(f"{done:,} of {total:,} documents")

    return tell
