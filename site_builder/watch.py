"""Rebuilding whenever content, theme or site.toml change."""

import threading
from collections.abc import Callable
from pathlib import Path

from watchfiles import watch

from site_builder.source import batch

PATIENCE_MS = 5_000


def rebuild_on_change(
    content: Path, others: list[Path], build: Callable[[], None], stop: threading.Event
) -> None:
    """Calls `build` once, then after every burst of changes, until `stop` is set."""
    content.mkdir(parents=True, exist_ok=True)
    build()
    waiting = False
    for changes in watch(
        content, *others, stop_event=stop, debounce=300, step=50, raise_interrupt=False,
        rust_timeout=PATIENCE_MS, yield_on_timeout=True,
    ):  # fmt: skip
        waiting = waiting or bool(changes)
        # While an export writes, wait: its last write brings us here again. One that writes no
        # more was interrupted; the build says so.
        if waiting and (not changes or batch.read(content)[1] == "complete"):
            waiting = False
            build()
