"""What was measured: one figure for one engine, one task and one size."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from statistics import median
from typing import Any

from tests.benchmarks.measure import Cost


@dataclass(frozen=True)
class Measurement:
    """The median of `runs`. `stories` are in each locale, `peak_mib` is of all processes together,
    `files` are those written in the output folder. `own_seconds` is what the engine itself says it
    took; the scan is that of our content folder. What is not known is None."""

    engine: str
    what: str
    stories: int
    wall_seconds: float
    user_seconds: float | None = None
    system_seconds: float | None = None
    peak_mib: float | None = None
    files: int | None = None
    own_seconds: float | None = None
    scan_seconds: float | None = None
    scanned_files: int | None = None
    runs: int = 1

    @property
    def cpu_seconds(self) -> float | None:
        if self.user_seconds is None or self.system_seconds is None:
            return None
        return self.user_seconds + self.system_seconds

    @property
    def scan_microseconds(self) -> float | None:
        """Of one file."""
        if self.scan_seconds is None or not self.scanned_files:
            return None
        return self.scan_seconds * 1e6 / self.scanned_files

    @property
    def rest_seconds(self) -> float | None:
        """All but the content scan."""
        return None if self.scan_seconds is None else self.wall_seconds - self.scan_seconds


def of_cost(engine: str, what: str, stories: int, cost: Cost, **more: Any) -> Measurement:
    return Measurement(
        engine,
        what,
        stories,
        cost.wall_seconds,
        cost.user_seconds,
        cost.system_seconds,
        cost.peak_mib,
        **more,
    )


def middle(runs: Sequence[Measurement]) -> Measurement:
    """The median of each figure; of memory the peak."""
    first = runs[0]
    figures: dict[str, Any] = {}
    for field in fields(Measurement)[3:]:
        values = [v for run in runs if (v := getattr(run, field.name)) is not None]
        whole = field.name in ("files", "scanned_files")
        found = median(values) if values else None
        figures[field.name] = int(found) if whole and found is not None else found
    peaks = [run.peak_mib for run in runs if run.peak_mib is not None]
    figures |= {"peak_mib": max(peaks, default=None), "runs": len(runs)}
    return Measurement(first.engine, first.what, first.stories, **figures)


class Results:
    """All measurements of a run, found by engine, task and size."""

    def __init__(self) -> None:
        self.all: list[Measurement] = []

    def add(self, found: Measurement) -> Measurement:
        self.all.append(found)
        return found

    def find(self, engine: str, what: str, stories: int) -> Measurement | None:
        wanted = (engine, what, stories)
        return next((m for m in self.all if (m.engine, m.what, m.stories) == wanted), None)

    def sizes(self) -> list[int]:
        return sorted({m.stories for m in self.all})
