"""Rebuilding whenever content, theme or site.toml change.

No text waits for pictures: each build shows what there is, the encoder makes the missing renditions
meanwhile, and a last build shows them. Uploads that no page shows yet only go to the encoder.
"""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from watchfiles import watch

from site_builder.config import BuildConfig
from site_builder.pipeline import uploads, wanted
from site_builder.source import batch

TICK_MS = 250
PATIENCE_SECONDS = 5.0

Build = Callable[[bool], None]  # given whether text goes first


class Encoder(Protocol):
    def wake(self) -> None: ...
    def finished(self) -> bool: ...


class Watcher:
    def __init__(self, config: BuildConfig, build: Build, encoder: Encoder) -> None:
        self.config, self.build, self.encoder = config, build, encoder
        self._changed_at: float | None = None  # what was not built yet
        self._more_ahead = False  # uploads since the encoder was woken

    def run(self, others: list[Path], stop: threading.Event) -> None:
        """Builds once, then after every burst of changes, until `stop` is set."""
        self.config.content.mkdir(parents=True, exist_ok=True)
        self._build()
        for changes in watch(
            self.config.content, *others, stop_event=stop, debounce=300, step=50,
            raise_interrupt=False, rust_timeout=TICK_MS, yield_on_timeout=True,
        ):  # fmt: skip
            self._note({path for _change, path in changes})
            if self._is_due():
                self._build()
            elif self.encoder.finished():
                self._pictures_made()

    def _note(self, changed: set[str]) -> None:
        if not changed:
            return
        ahead = None if self._changed_at else uploads.ahead(self.config, changed)
        if ahead is None:
            self._changed_at = time.monotonic()
        else:
            known = wanted.ahead(self.config)
            wanted.set_ahead(self.config, dict.fromkeys([*known, *sorted(ahead)]))
            self._more_ahead = True
            self.encoder.wake()

    def _is_due(self) -> bool:
        """While an export writes, wait: its last write brings us here again. One that writes no
        more was interrupted; the build says so."""
        if self._changed_at is None:
            return False
        waited = time.monotonic() - self._changed_at
        return waited > PATIENCE_SECONDS or batch.read(self.config.content)[1] == "complete"

    def _build(self) -> None:
        self._changed_at = None
        self.build(True)
        if wanted.awaited(self.config):
            self.encoder.wake()

    def _pictures_made(self) -> None:
        """A build without `text_first` makes, or reports, what the encoder could not."""
        if wanted.awaited(self.config):
            self.build(False)
        if self._more_ahead:
            self._more_ahead = False
            self.encoder.wake()
        else:
            wanted.set_ahead(self.config, [])
