"""Rebuilding whenever content, theme or site.toml change.

No text waits for pictures: each build shows what there is, the encoder makes the missing renditions
meanwhile, and a last build shows them. Uploads that no page shows yet only go to the encoder.
"""

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
# Events may be lost; so often everything is looked at all the same.
LOOK_SECONDS = 600.0
# What was written so long before events were handed over is among them.
SETTLED_SECONDS = 0.02

# Given whether text goes first, and the files of the content folder that may have changed, or None
# when any may have; whether the build came to its end.
Build = Callable[[bool, set[str] | None], bool]


class Encoder(Protocol):
    def wake(self) -> bool: ...
    def finished(self) -> bool: ...


class Watcher:
    def __init__(self, config: BuildConfig, build: Build, encoder: Encoder) -> None:
        self.config, self.build, self.encoder = config, build, encoder
        self._changed_at: float | None = None  # what was not built yet
        self._changed: set[str] | None = None  # which files, None: any
        self._looked_at = 0.0
        self._handed_over = 0.0
        # What was wanted when the encoder began; it may have seen more.
        self._tried: list[tuple[str, str]] = []
        self._ahead: list[str] = []
        self._retry_at: float | None = None

    def run(self, others: list[Path], stop: Callable[[], bool]) -> None:
        """Builds once, then after every burst of changes, until told to `stop`."""
        self.config.content.mkdir(parents=True, exist_ok=True)
        self._changed_at = time.monotonic()  # the first build is due once changes are noticed
        for changes in watch(
            self.config.content, *others, debounce=300, step=50,
            raise_interrupt=False, rust_timeout=TICK_MS, yield_on_timeout=True,
        ):  # fmt: skip
            if stop():
                return
            self._handed_over = time.time()
            self._note({path for _change, path in changes})
            if self._is_due():
                self._build()
            elif self.encoder.finished():
                self._pictures_made()
            elif self._retry_at and time.monotonic() > self._retry_at:
                self._build_whole()
            elif time.monotonic() > self._looked_at + LOOK_SECONDS:
                self._changed = None
                self._build()

    def _note(self, changed: set[str]) -> None:
        if not changed:
            return
        if self._changed is not None:
            self._changed |= {path for path in map(self._within, changed) if path}
        ahead, more = uploads.told_apart(self.config, changed)
        if more:
            self._changed_at = time.monotonic()
        known = wanted.ahead(self.config)
        if not ahead <= {*known}:
            wanted.set_ahead(self.config, [*known, *sorted(ahead - {*known})])
            self._wake()

    def _within(self, path: str) -> str:
        """The path relative to the content folder; empty for one elsewhere."""
        content = self.config.content
        return Path(path).relative_to(content).as_posix() if _lies_in(content, path) else ""

    def _is_due(self) -> bool:
        """While an export writes, wait: its last write brings us here again. One that writes no
        more was interrupted; the build says so."""
        if self._changed_at is None:
            return False
        if time.monotonic() - self._changed_at > PATIENCE_SECONDS:
            return True
        return batch.read(self.config.content)[1] == "complete" and self._is_known_whole()

    def _is_known_whole(self) -> bool:
        """Whether we were told of all that the export wrote before it said that it is complete."""
        try:
            written = (self.config.content / batch.FILE).stat().st_mtime
        except OSError:
            return True
        return written + SETTLED_SECONDS < self._handed_over

    def _build(self) -> None:
        self._changed_at = None
        self._run_build(text_first=True)
        if wanted.awaited(self.config):
            self._wake()

    def _run_build(self, *, text_first: bool) -> None:
        """What a build that failed did not come to the next one looks for everywhere."""
        hints, self._changed = self._changed, set()
        if hints is None:
            self._looked_at = time.monotonic()
        if not self.build(text_first, hints):
            self._changed = None

    def _wake(self) -> None:
        if self.encoder.wake():
            self._tried, self._ahead = wanted.awaited(self.config), wanted.ahead(self.config)

    def _pictures_made(self) -> None:
        """Shows what was made. What the encoder could not make a build without `text_first` makes
        or reports; what came meanwhile is for the encoder again."""
        if wanted.awaited(self.config):
            self._run_build(text_first=True)
        awaited, ahead = wanted.awaited(self.config), wanted.ahead(self.config)
        if awaited and {*awaited} <= {*self._tried}:
            self._build_whole()
        elif awaited or ahead != self._ahead:
            self._wake()
        else:
            wanted.set_ahead(self.config, [])

    def _build_whole(self) -> None:
        """One that fails is tried again: the site is not to stay without its pictures."""
        self._run_build(text_first=False)
        failed = bool(wanted.awaited(self.config))
        self._retry_at = time.monotonic() + RETRY_SECONDS if failed else None


def _lies_in(folder: Path, path: str) -> bool:
    return Path(path) != folder and Path(path).is_relative_to(folder)
