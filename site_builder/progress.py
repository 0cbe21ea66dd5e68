"""Telling the person at the terminal how far the work is: a bar there, plain lines elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

Advance = Callable[[], None]

# Work below this many steps is over before anyone wonders.
_WORTH_A_LINE = 200
_SECONDS_BETWEEN_LINES = 5.0


class Reporter:
    """Reports to stderr; says nothing when `quiet`."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet
        self.console = Console(stderr=True, highlight=False, soft_wrap=True)

    def line(self, text: str) -> None:
        if not self.quiet:
            print(text, file=sys.stderr, flush=True)

    @contextmanager
    def steps(self, label: str, total: int) -> Iterator[Advance]:
        """A step counter for `total` steps; call what it gives after each."""
        if self.quiet or total < 2:
            yield lambda: None
        elif self.console.is_terminal:
            columns = (
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
            )
            # Drawn by `advance`: a thread that draws by itself must not live while workers fork.
            with Progress(
                *columns, console=self.console, transient=True, auto_refresh=False
            ) as bar:
                task = bar.add_task(label, total=total)

                def advance() -> None:
                    bar.update(task, advance=1, refresh=bar.tasks[0].completed % 16 == 0)

                yield advance
        else:
            yield self._plain(label, total)

    def _plain(self, label: str, total: int) -> Advance:
        done, said = 0, time.monotonic()

        def advance() -> None:
            nonlocal done, said
            done += 1
            if total >= _WORTH_A_LINE and time.monotonic() - said >= _SECONDS_BETWEEN_LINES:
                said = time.monotonic()
                self.line(f"{label}: {done:,} of {total:,}")

        return advance
