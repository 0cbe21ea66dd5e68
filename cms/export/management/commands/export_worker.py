"""`manage.py export_worker`: keeps the content folder in step with what the office publishes."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from cms.export.services import Outcome
from cms.export.worker import Worker


class Command(BaseCommand):
    help = "Exports every change to the content folder until it is stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        Worker(stop.is_set, self._report).run()

    def _report(self, outcome: Outcome) -> None:
        self.stderr.write(
            f"Exported version {outcome.version}: {len(outcome.written)} written,"
            f" {len(outcome.removed)} removed, {len(outcome.failed)} failed."
        )
