"""The measurements in Markdown, as docs/benchmarks.md shows them."""

from collections.abc import Iterable, Sequence

from tests.benchmarks.incremental import changed_files
from tests.benchmarks.incremental.goals import Goal
from tests.benchmarks.incremental.measurement import Measurement
from tests.benchmarks.report import table

HEAD = (
    "engine", "what", "wall s", "user s", "system s", "peak MiB", "files written", "says itself s",
    "scan µs a file", "runs",
)  # fmt: skip


def goals(found: Iterable[Goal]) -> str:
    return table(("what", "measured", "aim", ""), [goal.row() for goal in found])


def measurements(found: Iterable[Measurement]) -> str:
    return table(HEAD, [_row(measurement) for measurement in found])


def changed(paths: Iterable[str], locales: Sequence[str]) -> str:
    """The kinds of files that one new story changes."""
    counts = changed_files.kinds(paths, locales)
    rows = [(f"`{kind}`", count) for kind, count in sorted(counts.items())]
    return table(("file", "in a locale"), rows)


def _row(found: Measurement) -> list[str]:
    return [
        found.engine,
        found.what,
        seconds(found.wall_seconds),
        seconds(found.user_seconds),
        seconds(found.system_seconds),
        _whole(found.peak_mib),
        _whole(found.files),
        seconds(found.own_seconds),
        "" if found.scan_microseconds is None else f"{found.scan_microseconds:.1f}",
        str(found.runs),
    ]


def seconds(value: float | None) -> str:
    """Three digits that tell something."""
    if value is None:
        return ""
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def _whole(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"
