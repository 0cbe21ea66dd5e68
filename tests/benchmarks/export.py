"""What exports cost: of everything, of nothing new, of one page."""

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contract import documents, site_config
from tests.benchmarks import measure
from tests.benchmarks.corpus import SITE_FILE, Corpus
from tests.benchmarks.pictures import pictures
from tests.benchmarks.report import ROOT, Aim, aims, table

CPU_MS_A_PAGE, RECONCILE_CPU_SECONDS = 5.0, 2.0

# As a server runs it: without Django's debugging, which keeps every query.
_ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "cms.settings.production",
    "SECRET_KEY": "only for measuring",
    "ALLOWED_HOSTS": "127.0.0.1",
    "CMS_URL": "http://127.0.0.1:8000",
    "DATABASE_URL": "",
}
_MODIFIED = re.compile("^modified: .*$", re.M)


@dataclass(frozen=True)
class Step:
    """An export in a process of its own: seconds without its start, memory with it."""

    label: str
    pages: int
    wall_seconds: float
    cpu_seconds: float
    peak_mib: float

    def row(self) -> list[str]:
        return [
            self.label,
            f"{self.pages:,}",
            f"{self.wall_seconds:.2f}",
            f"{self.cpu_seconds:.2f}",
            f"{self.peak_mib:.0f}",
        ]


class ExportBenchmark:
    """A newsroom on SQLite in `folder`, its DATA_DIR, filled with a corpus."""

    def __init__(self, folder: Path, *, stories: int, seed: int, shown: int) -> None:
        self.data_dir = folder / "data"
        self.data_dir.mkdir()
        self.site = site_config.load(SITE_FILE)
        self.corpus = Corpus(stories, self.site, pictures(shown), seed=seed)
        pages = str(folder / "pictures")
        self._run("fill", stories=stories, seed=seed, shown=shown, folder=pages)

    def run(self) -> str:
        """The results in Markdown."""
        everything = self._step("everything", "everything, into an empty folder")
        self._check()
        again = self._step("reconcile", "everything again, nothing has changed")
        one = self._step("one_page", "one page that was edited")
        a_page = 1000 * everything.cpu_seconds / everything.pages
        return "\n\n".join([
            f"### Export of {everything.pages:,} pages",
            table(
                ("export", "files written", "wall s", "CPU s", "peak MiB"),
                [step.row() for step in (everything, again, one)],
            ),
            aims([
                Aim("CPU a page in bulk", a_page, CPU_MS_A_PAGE, "ms"),
                Aim("CPU when nothing has changed", again.cpu_seconds, RECONCILE_CPU_SECONDS, "s"),
            ]),
        ])  # fmt: skip

    def _step(self, name: str, label: str) -> Step:
        cost, said = self._run(name)
        if said["failed"]:
            raise ValueError(f"{len(said['failed'])} pages were not exported: {said['failed']}")
        return Step(
            label, said["written"], said["wall_seconds"], said["cpu_seconds"], cost.peak_mib
        )

    def _run(self, step: str, **options: Any) -> tuple[measure.Cost, dict[str, Any]]:
        cost = measure.run(
            [sys.executable, "-m", "tests.benchmarks.export_run", step, json.dumps(options)],
            cwd=ROOT,
            env={**_ENVIRONMENT, "DATA_DIR": str(self.data_dir)},
        )
        return cost, json.loads(cost.stdout)

    def _check(self) -> None:
        """What was exported says what the corpus says: else the figures mean nothing."""
        for document in self.corpus.documents():
            if document.type not in ("home", "section"):
                file = self.data_dir / "content" / document.file
                wanted = documents.dump(document, self.site)
                if _MODIFIED.sub("", file.read_text()) != _MODIFIED.sub("", wanted):
                    raise ValueError(f"{document.file} was not exported as it is in the corpus")
