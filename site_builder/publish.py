"""The one service that an officer runs: every complete export is built and brought to the public.

Builds run in a process of their own and go on while a deploy runs. What they bring meanwhile goes
out with the next deploy, all of it at once; only a takedown makes a deploy give way.
"""

import time
from collections.abc import Callable
from typing import Protocol

from site_builder.errors import STOPPING, GiveWay

TICK_SECONDS = 0.25
# So often what has waited long enough is removed, and what a CDN was not told is told again.
IDLE_SECONDS = 900.0
FIRST_RETRY_SECONDS, LONGEST_RETRY_SECONDS = 5.0, 300.0
LONGEST_HURRY_SECONDS = 60.0  # with a takedown


class Publication(Protocol):
    """What the service watches and does. `deploy` and `take_down` raise what stops a deploy."""

    def build(self) -> int:
        """Another number after each build; 0 before the first one."""

    def has_takedowns(self) -> bool:
        """Whether something must go off the public before anything else."""

    def deploy(self, between: Callable[[], None]) -> None:
        """Brings the last build to the public, with what was taken down first."""

    def next_alert_change(self) -> float | None:
        """When alerts end by themselves, in seconds since 1970."""

    def refresh_alerts(self) -> None: ...


class Publisher:
    def __init__(self, publication: Publication, tell: Callable[[str], None]) -> None:
        self.publication, self.tell = publication, tell
        self._deployed = 0  # the build that was deployed last
        self._due = float("inf")
        self._retry = FIRST_RETRY_SECONDS
        self._hurry_at = 0.0  # after a failure, when a takedown may be tried again
        self._refresh_at = 0.0

    def run(self, ended: Callable[[], bool]) -> None:
        while not ended():
            self.step()
            time.sleep(TICK_SECONDS)

    def step(self) -> None:
        build = self.publication.build()
        is_new = build != self._deployed and build != 0
        may_hurry = time.monotonic() > self._hurry_at
        urgent = may_hurry and self.publication.has_takedowns()
        if is_new or urgent or time.monotonic() > self._due:
            self._deploy(build)
        self._end_alerts()

    def _deploy(self, build: int) -> None:
        try:
            self.publication.deploy(self._between)
        except GiveWay as reason:
            self.tell(str(reason))
            self._due = 0.0
        except STOPPING as error:
            self.tell(str(error))
            self._deployed, self._due = build, time.monotonic() + self._retry
            self._hurry_at = time.monotonic() + min(self._retry, LONGEST_HURRY_SECONDS)
            self._retry = min(2 * self._retry, LONGEST_RETRY_SECONDS)
        else:
            self._deployed, self._due = build, time.monotonic() + IDLE_SECONDS
            self._retry = FIRST_RETRY_SECONDS

    def _between(self) -> None:
        self._end_alerts()
        if self.publication.has_takedowns():
            raise GiveWay("Something was taken down: that goes out first.")

    def _end_alerts(self) -> None:
        change = self.publication.next_alert_change()
        if change is None or time.time() <= max(change, self._refresh_at):
            return
        self._refresh_at = time.time() + FIRST_RETRY_SECONDS
        try:
            self.publication.refresh_alerts()
        except STOPPING as error:
            self.tell(str(error))
