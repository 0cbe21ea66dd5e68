"""The one service that an officer runs: every complete export is built and brought to the public.

Builds run in a process of their own and go on while a deploy runs. What they bring meanwhile goes
out with the next deploy, all of it at once; only a takedown makes a deploy give way.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from site_builder.config import BuildConfig
from site_builder.errors import STOPPING, DeployError

TICK_SECONDS = 0.25
# So often what has waited long enough is removed, and what a CDN was not told is told again.
IDLE_SECONDS = 900.0
FIRST_RETRY_SECONDS, LONGEST_RETRY_SECONDS = 5.0, 300.0


class GiveWay(DeployError):
    """A deploy ends early, for something that cannot wait; the next one takes up what it left."""


class Publication(Protocol):
    """What the service does; the outcomes are told to whoever watches it."""

    def deploy(self, between: Callable[[], None]) -> None:
        """Brings the last build to the public."""

    def take_down(self) -> None:
        """Takes off what was taken down since the last build, without waiting for one."""

    def refresh_alerts(self) -> None:
        """Ends alerts whose time is over."""


@dataclass
class Watch:
    """What tells the service that something is to be done."""

    config: BuildConfig
    has_takedowns: Callable[[], bool]
    next_alert_change: Callable[[], float | None]

    def build(self) -> int:
        """Of the last build; 0 before the first one."""
        try:
            return self.config.last_build.stat().st_mtime_ns
        except OSError:
            return 0


class Publisher:
    def __init__(self, watch: Watch, publication: Publication, tell: Callable[[str], None]) -> None:
        self.watch, self.publication, self.tell = watch, publication, tell
        self._deployed = 0  # the build that was deployed last
        self._retry = FIRST_RETRY_SECONDS
        self._due = float("inf")

    def run(self, ended: Callable[[], bool]) -> None:
        while not ended():
            self.step()
            time.sleep(TICK_SECONDS)

    def step(self) -> None:
        now = time.monotonic()
        build = self.watch.build()
        if self.watch.has_takedowns():
            self._try(self.publication.take_down)
        if build != self._deployed or now > self._due:
            self._deploy(build)
        change = self.watch.next_alert_change()
        if change is not None and time.time() > change:
            self._try(self.publication.refresh_alerts)

    def _deploy(self, build: int) -> None:
        try:
            self.publication.deploy(self._between)
        except GiveWay as reason:
            self.tell(str(reason))
            self._deployed, self._due = 0, 0.0
        except STOPPING as error:
            self.tell(str(error))
            self._deployed = build
            self._due = time.monotonic() + self._retry
            self._retry = min(2 * self._retry, LONGEST_RETRY_SECONDS)
        else:
            self._deployed, self._retry = build, FIRST_RETRY_SECONDS
            self._due = time.monotonic() + IDLE_SECONDS

    def _between(self) -> None:
        if self.watch.has_takedowns():
            raise GiveWay("Something was taken down: that goes out first.")

    def _try(self, work: Callable[[], None]) -> None:
        try:
            work()
        except STOPPING as error:
            self.tell(str(error))
