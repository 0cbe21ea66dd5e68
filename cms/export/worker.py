"""The export worker: drains the outbox, reconciles now and then, keeps Wagtail's schedule."""

import logging
import time
from collections.abc import Callable

from django.core.management import call_command
from django.db import close_old_connections

from cms.export import services
from cms.export.services import Outcome

log = logging.getLogger(__name__)

POLL_SECONDS = 0.3
SCHEDULE_SECONDS = 30.0
RECONCILE_SECONDS = 300.0
RETRY_SECONDS = 2.0


class Worker:
    """Runs until `stopped()`; a fault is logged and the work is tried again."""

    def __init__(self, stopped: Callable[[], bool], report: Callable[[Outcome], None]) -> None:
        self.stopped, self.report = stopped, report
        self._next_schedule = 0.0
        self._next_reconcile = 0.0

    def run(self) -> None:
        while not self.stopped():
            if not self.step():
                time.sleep(RETRY_SECONDS)
            time.sleep(POLL_SECONDS)

    def step(self) -> bool:
        """What is due now; False when some of it failed. No task keeps the others from running."""
        now = time.monotonic()
        done = True
        if now >= self._next_schedule:
            self._next_schedule = now + SCHEDULE_SECONDS
            done = self._try(_publish_scheduled)
        if now >= self._next_reconcile and self._try(services.export_all):
            self._next_reconcile = now + RECONCILE_SECONDS
        return self._try(services.export_outbox) and done

    def _try(self, task: Callable[[], Outcome | None]) -> bool:
        try:
            outcome = task()
        except Exception:
            # Whatever it is (a locked database, a full disk, our own bug), giving up helps nobody.
            log.exception("%s failed and is tried again", task.__name__)
            close_old_connections()
            return False
        if outcome is not None and (outcome.changed or outcome.failed):
            self.report(outcome)
        return True


def _publish_scheduled() -> None:
    call_command("publish_scheduled", verbosity=0)
