"""The results as Markdown for docs/benchmarks.md."""

import os
import platform
import sqlite3
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_PACKAGES = ("Pelican", "Jinja2", "Pillow", "Django", "wagtail")


@dataclass(frozen=True)
class Aim:
    """A figure to reach. `value` and `limit` are in `unit`; `at_least` turns the limit round."""

    what: str
    value: float
    limit: float
    unit: str
    at_least: bool = False

    @property
    def is_met(self) -> bool:
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def row(self) -> list[str]:
        bound = "at least" if self.at_least else "at most"
        return [
            self.what,
            f"{self.value:,.2f} {self.unit}".strip(),
            f"{bound} {self.limit:,g} {self.unit}".strip(),
            "met" if self.is_met else "MISSED",
        ]


def aims(found: Iterable[Aim]) -> str:
    return table(("aim", "measured", "wanted", ""), [aim.row() for aim in found])


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def cores() -> int:
    return len(os.sched_getaffinity(0))


def machine() -> str:
    """What the figures were taken on, and of which state of the code."""
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return (
        f"Machine: {cores()} cores ({_processor()}), {memory_gib:.0f} GiB, {platform.system()}"
        f" {platform.release()}, load before {os.getloadavg()[0]:.1f}."
        f" Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {packages}."
        f" Commit {_commit()}."
    )


def _processor() -> str:
    with open("/proc/cpuinfo") as lines:
        names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
        return next(names, platform.machine())


def _commit() -> str:
    git = ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--abbrev=10"]
    found = subprocess.run(git, capture_output=True, text=True, check=False)
    return found.stdout.strip() or "unknown"
