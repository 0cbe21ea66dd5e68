"""What a clean build costs, its pictures encoded before."""

import json
import sys
from pathlib import Path
from typing import Any

from contract import site_config
from tests.benchmarks import measure
from tests.benchmarks.corpus import SITE_FILE, Corpus
from tests.benchmarks.measure import Cost
from tests.benchmarks.pictures import cache_folder, pictures
from tests.benchmarks.report import ROOT, Aim, aims, cores, table

CPU_MS_A_PAGE, PEAK_MIB = 6.0, 600.0
SHARE_OF_CORES = 0.75  # "both cores used": at least this part of them on average
RUNS = 2


class BuildBenchmark:
    """Builds a corpus in `folder`; renditions stay in the cache folder from run to run."""

    def __init__(self, folder: Path, *, stories: int, seed: int, shown: int) -> None:
        self.folder = folder
        self.content, self.renditions = folder / "content", cache_folder() / "renditions"
        corpus = Corpus(stories, site_config.load(SITE_FILE), pictures(shown), seed=seed)
        self.documents = corpus.write(self.content)

    def run(self) -> str:
        """The results in Markdown."""
        warming = self._build("warming")
        runs = [self._build(f"run-{number}") for number in range(RUNS)]
        best = min(runs, key=lambda cost: cost.cpu_seconds)
        counts = self._counts("run-0")
        rows = [self._row("the first, also encodes what the cache lacks", warming, counts)]
        rows += [self._row("with all pictures encoded", cost, counts) for cost in runs]
        head = ("build", "wall s", "CPU s", "cores used", "peak MiB", "CPU ms a page")
        return "\n\n".join([
            f"### Clean build of {self.documents:,} documents",
            f"{counts['pages']:,} pages, {counts['feeds']:,} feeds, {counts['pictures']:,} picture"
            f" files; {counts['outputs']:,} outputs in all."
            f" {1000 * best.cpu_seconds / self.documents:.2f} ms of CPU a document.",
            table(head, rows),
            self._stages(),
            aims(self._aims(best, max(cost.peak_mib for cost in runs), counts)),
        ])  # fmt: skip

    def _build(self, name: str) -> Cost:
        """A build through the command line; output and state are fresh under each name."""
        command: list[str | Path] = [sys.executable, "build.py", "build", "--clean", "--quiet"]
        for option, folder in self._folders(name).items():
            command += [f"--{option}", folder]
        return measure.run(command, cwd=ROOT)

    def _folders(self, name: str) -> dict[str, Path]:
        place = self.folder / name
        return {
            "content": self.content,
            "renditions": self.renditions,
            "output": place / "output",
            "state": place / "state",
        }

    def _counts(self, name: str) -> dict[str, Any]:
        report = json.loads((self.folder / name / "state" / "last-build.json").read_text())
        counts: dict[str, Any] = report["counts"]
        return counts

    def _row(self, label: str, cost: Cost, counts: dict[str, Any]) -> list[str]:
        return [
            label,
            f"{cost.wall_seconds:.1f}",
            f"{cost.cpu_seconds:.1f}",
            f"{cost.cores_used:.2f}",
            f"{cost.peak_mib:.0f}",
            f"{1000 * cost.cpu_seconds / counts['pages']:.2f}",
        ]

    def _stages(self) -> str:
        module = "tests.benchmarks.staged_build"
        folders = self._folders("staged").values()
        cost = measure.run([sys.executable, "-m", module, *folders], cwd=ROOT)
        seconds: dict[str, float] = json.loads(cost.stdout)
        total = sum(seconds.values())
        rows = [(name, f"{s:.1f}", f"{s / total:.0%}") for name, s in seconds.items()]
        return table(("stage", "CPU s", "share"), rows)

    def _aims(self, best: Cost, peak_mib: float, counts: dict[str, Any]) -> list[Aim]:
        a_page = 1000 * best.cpu_seconds / counts["pages"]
        wanted = SHARE_OF_CORES * cores()
        return [
            Aim("CPU a page", a_page, CPU_MS_A_PAGE, "ms"),
            Aim("cores used", best.cores_used, wanted, "", at_least=True),
            Aim("peak memory of all processes", peak_mib, PEAK_MIB, "MiB"),
        ]
