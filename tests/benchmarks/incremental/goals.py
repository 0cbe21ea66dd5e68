"""The figures to reach, and whether they are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.benchmarks.incremental import changed_files, tasks
from tests.benchmarks.incremental.measurement import Measurement, Results

SMALL, MIDDLE, LARGE = 1_000, 10_000, 50_000
SERVER_TIMES = 30
EDIT_SECONDS, SCAN_MICROSECONDS, GROWTH = 2.5, 10.0, 1.5
RESIDENT_SECONDS, PICTURES_SECONDS, RESIDENT_MIB = 0.3, 3.0, 600.0
FILES_A_LOCALE = 24
BESIDE = 1.5  # "its own time": at most so much of what the edit takes alone
TEMPLATE_CPU, CLEAN_CPU, CLEAN_MEMORY = 0.25, 1.0, 0.25  # of Hugo's cold build
UNKNOWN = "not measured"


@dataclass(frozen=True)
class Goal:
    what: str
    measured: str
    wanted: str
    met: bool | None

    def row(self) -> list[str]:
        verdict = {True: "met", False: "MISSED", None: ""}[self.met]
        return [self.what, self.measured, self.wanted, verdict]


class Goals:
    """Of one run. Each goal is taken at its size, else at the nearest that was measured."""

    def __init__(
        self, results: Results, changed: dict[int, list[str]], locales: Sequence[str]
    ) -> None:
        self.results, self.changed, self.locales = results, changed, locales

    def all(self) -> list[Goal]:
        return [
            *self._edit_beside_hugo(),
            *self._edit_fresh(),
            *self._edit_resident(),
            *self._files(),
            *self._pictures(),
            *self._beside_hugos_cold_build(),
            *self._nothing(),
            *self._memory(),
        ]

    def _edit_beside_hugo(self) -> Iterator[Goal]:
        ours, its = self._ours(tasks.EDIT_RESIDENT, MIDDLE), self._hugo(tasks.EDIT_RESIDENT, MIDDLE)
        name = f"{tasks.EDIT_RESIDENT}{_at(ours or its, MIDDLE)}, beside Hugo's server"
        wanted = f"at most 1/{SERVER_TIMES} of it"
        if ours is None or its is None:
            yield Goal(name, UNKNOWN, wanted, None)
            return
        times = its.wall_seconds / ours.wall_seconds
        said = f"{ours.wall_seconds:.3f} s, Hugo {its.wall_seconds:.3f} s: 1/{times:.1f}"
        yield Goal(name, said, wanted, times >= SERVER_TIMES)

    def _edit_fresh(self) -> Iterator[Goal]:
        found, small = self._ours(tasks.EDIT, LARGE), self._ours(tasks.EDIT, SMALL)
        name = f"{tasks.EDIT}, fresh process{_at(found, LARGE)}"
        yield _seconds(name, found, EDIT_SECONDS)
        scan = found.scan_microseconds if found else None
        yield _most("of which the content scan, a file", scan, SCAN_MICROSECONDS, "µs")
        yield _growth(small, found)

    def _edit_resident(self) -> Iterator[Goal]:
        found = self._ours(tasks.EDIT_RESIDENT, LARGE)
        name = f"{tasks.EDIT_RESIDENT}{_at(found, LARGE)}"
        yield _seconds(name, found, RESIDENT_SECONDS)

    def _files(self) -> Iterator[Goal]:
        sizes = sorted(self.changed)
        counts = [changed_files.most(self.changed[size], self.locales) for size in sizes]
        name = "files changed by one new story, in a locale, pictures apart"
        wanted = f"at most {FILES_A_LOCALE}, the same at each size"
        if not counts:
            yield Goal(name, UNKNOWN, wanted, None)
            return
        said = ", ".join(f"{n} at {size:,}" for n, size in zip(counts, sizes, strict=True))
        met = max(counts) <= FILES_A_LOCALE and len({*counts}) == 1
        yield Goal(name, said, wanted, met)

    def _pictures(self) -> Iterator[Goal]:
        story = self._ours(tasks.FORTY_PICTURES, MIDDLE)
        yield _seconds(f"{tasks.FORTY_PICTURES}{_at(story, MIDDLE)}", story, PICTURES_SECONDS)
        beside = self._ours(tasks.EDIT_BESIDE, MIDDLE)
        alone = self._ours(tasks.EDIT_RESIDENT, beside.stories) if beside else None
        times = beside.wall_seconds / alone.wall_seconds if beside and alone else None
        yield _most(f"{tasks.EDIT_BESIDE}, of its time alone", times, BESIDE, "times")

    def _beside_hugos_cold_build(self) -> Iterator[Goal]:
        cold = self._hugo(tasks.CLEAN, MIDDLE)
        rows = (
            (tasks.STORY_TEMPLATE, TEMPLATE_CPU),
            (tasks.EVERY_TEMPLATE, TEMPLATE_CPU),
            (tasks.CLEAN, CLEAN_CPU),
        )
        for task, limit in rows:
            ours = self._ours(task, MIDDLE)
            share = _share(ours.cpu_seconds, cold.cpu_seconds) if ours and cold else None
            name = f"{task}{_at(ours, MIDDLE)}, CPU, of Hugo's cold build"
            yield _most(name, share, limit, "times")
        ours = self._ours(tasks.CLEAN, MIDDLE)
        share = _share(ours.peak_mib, cold.peak_mib) if ours and cold else None
        name = f"{tasks.CLEAN}{_at(ours, MIDDLE)}, memory, of Hugo's cold build"
        yield _most(name, share, CLEAN_MEMORY, "times")

    def _nothing(self) -> Iterator[Goal]:
        found = self._ours(tasks.NOTHING, LARGE)
        yield _seconds(f"{tasks.NOTHING}, fresh process{_at(found, LARGE)}", found, EDIT_SECONDS)

    def _memory(self) -> Iterator[Goal]:
        found = self._ours(tasks.EDIT_RESIDENT, LARGE)
        peak = found.peak_mib if found else None
        yield _most(f"memory, resident{_at(found, LARGE)}", peak, RESIDENT_MIB, "MiB")

    def _ours(self, task: str, stories: int) -> Measurement | None:
        return self._nearest(tasks.NEWSROOM, task, stories)

    def _hugo(self, task: str, stories: int) -> Measurement | None:
        return self._nearest(tasks.HUGO, task, stories)

    def _nearest(self, engine: str, task: str, stories: int) -> Measurement | None:
        found = [m for m in self.results.all if (m.engine, m.what) == (engine, task)]
        return min(found, key=lambda m: abs(m.stories - stories), default=None)


def _growth(small: Measurement | None, large: Measurement | None) -> Goal:
    """Of all but the scan. Nothing can be said of one size."""
    name = "growth of the rest"
    if small is None or large is None or small.stories == large.stories:
        return _most(name, None, GROWTH, "times")
    name += f" from {small.stories:,} x 2 to {large.stories:,} x 2"
    return _most(name, _share(large.rest_seconds, small.rest_seconds), GROWTH, "times")


def _at(found: Measurement | None, stories: int) -> str:
    return f", {found.stories if found else stories:,} x 2"


def _share(ours: float | None, its: float | None) -> float | None:
    return ours / its if ours is not None and its else None


def _seconds(what: str, found: Measurement | None, limit: float) -> Goal:
    return _most(what, found.wall_seconds if found else None, limit, "s")


def _most(what: str, value: float | None, limit: float, unit: str) -> Goal:
    wanted = f"at most {limit:g} {unit}"
    if value is None:
        return Goal(what, UNKNOWN, wanted, None)
    return Goal(what, f"{value:,.2f} {unit}", wanted, value <= limit)
