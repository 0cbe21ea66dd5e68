"""One step of the export benchmark, in a process of its own; says what it took as JSON.

    python -m tests.benchmarks.export_run fill|everything|reconcile|one_page OPTIONS

OPTIONS is a JSON object, see `fill`. DATA_DIR and DJANGO_SETTINGS_MODULE come from outside.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

from cms.export import services  # noqa: E402
from cms.news.models import NewsPage  # noqa: E402
from contract import site_config  # noqa: E402
from tests.benchmarks import newsroom  # noqa: E402
from tests.benchmarks.corpus import SITE_FILE, Corpus  # noqa: E402
from tests.benchmarks.pictures import pictures  # noqa: E402


def fill(*, stories: int, seed: int, shown: int, folder: str) -> dict[str, Any]:
    site = site_config.load(SITE_FILE)
    newsroom.fill(Corpus(stories, site, pictures(shown), seed=seed), Path(folder))
    return {}


def everything(**_: Any) -> dict[str, Any]:
    """Every page is read and written anew."""
    return _timed(lambda: services.export_all(force=True))


def reconcile(**_: Any) -> dict[str, Any]:
    """What the worker does every few minutes: compares everything, finds nothing to do."""
    return _timed(services.export_all)


def one_page(**_: Any) -> dict[str, Any]:
    """An editor has published a change to one story."""
    page = NewsPage.objects.order_by("-pk")[NewsPage.objects.count() // 2]
    page.title += " (2)"
    page.save_revision().publish()
    return _timed(lambda: services.export_pages([page.pk]))


def _timed(export: Callable[[], services.Outcome]) -> dict[str, Any]:
    wall, cpu = time.monotonic(), time.process_time()
    outcome = export()
    return {
        "cpu_seconds": time.process_time() - cpu,
        "wall_seconds": time.monotonic() - wall,
        "written": len(outcome.written),
        "failed": outcome.failed,
    }


STEPS = {step.__name__: step for step in (fill, everything, reconcile, one_page)}


if __name__ == "__main__":
    json.dump(STEPS[sys.argv[1]](**json.loads(sys.argv[2])), sys.stdout)
