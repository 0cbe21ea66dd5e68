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
RETRY_SECONDS = 30.0

Build = Callable[[bool], None]  # given whether text goes first


class Encoder(Protocol):
    def wake(self) -> bool: ...
    def finished(self) -> bool: ...


class Watcher:
    def __init__(self, config: BuildConfig, build: Build, encoder: Encoder) -> None:
        self.config, self.build, self.encoder = config, build, encoder
        self._changed_at: float | None = None  # what was not built yet
        # What was wanted when the encoder began; it may have seen more.
        self._tried: list[tuple[str, str]] = []
        self._ahead: list[str] = []
        self._retry_at: float | None = None

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
            elif self._retry_at and time.monotonic() > self._retry_at:
                self._build_whole()

    def _note(self, changed: set[str]) -> None:
        if not changed:
            return
        ahead, more = uploads.told_apart(self.config, changed)
        if more:
            self._changed_at = time.monotonic()
        known = wanted.ahead(self.config)
        if not ahead <= {*known}:
            wanted.set_ahead(self.config, [*known, *sorted(ahead - {*known})])
            self._wake()

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
            self._wake()

    def _wake(self) -> None:
        if self.encoder.wake():
            self._tried, self._ahead = wanted.awaited(self.config), wanted.ahead(self.config)

    def _pictures_made(self) -> None:
        """Shows what was made. What the encoder could not make a build without `text_first` makes
        or reports; what came meanwhile is for the encoder again."""
        if wanted.awaited(self.config):
            self.build(True)
        awaited, ahead = wanted.awaited(self.config), wanted.ahead(self.config)
        if awaited and {*awaited} <= {*self._tried}:
            self._build_whole()
        elif awaited or ahead != self._ahead:
            self._wake()
        else:
            wanted.set_ahead(self.config, [])

    def _build_whole(self) -> None:
        """One that fails is tried again: the site is not to stay without its pictures."""
        self.build(False)
        failed = bool(wanted.awaited(self.config))
        self._retry_at = time.monotonic() + RETRY_SECONDS if failed else None
