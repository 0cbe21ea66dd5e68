"""Seconds against stories as an SVG, both scales logarithmic."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.sax.saxutils import escape

from tests.benchmarks.incremental import tasks
from tests.benchmarks.incremental.measurement import Measurement
from tests.benchmarks.incremental.tables import seconds

WIDTH, HEIGHT = 1000, 600
LEFT, RIGHT, TOP, BOTTOM = 72, 370, 56, 56
LABEL_HEIGHT = 17
COLOURS = {
    tasks.NEWSROOM: "#0b5d4e",
    tasks.HUGO: "#b3306b",
    tasks.PELICAN: "#8a5a00",
    tasks.PELICAN_CACHED: "#5c6b7a",
}
DASHES = {
    tasks.CLEAN: "",
    tasks.NOTHING: "2 4",
    tasks.EDIT: "7 4",
    tasks.EDIT_RESIDENT: "1 0",
    tasks.EVERY_TEMPLATE: "10 3 2 3",
}
# What is drawn; the rest would hide it.
SHOWN = {
    tasks.NEWSROOM: (tasks.CLEAN, tasks.EVERY_TEMPLATE, tasks.NOTHING, tasks.EDIT, tasks.EDIT_RESIDENT),
    tasks.HUGO: (tasks.CLEAN, tasks.EDIT_RESIDENT),
    tasks.PELICAN: (tasks.CLEAN,),
    tasks.PELICAN_CACHED: (tasks.EDIT,),
}  # fmt: skip


@dataclass(frozen=True)
class _Scale:
    """Maps values between two powers of ten (or the values themselves) to pixels."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def drawn(found: Iterable[Measurement]) -> list[Measurement]:
    return [m for m in found if m.what in SHOWN.get(m.engine, ())]


def svg(found: Sequence[Measurement], title: str) -> str:
    """The plot of all that is given, a point for each."""
    across = _across([m.stories for m in found])
    up = _up([m.wall_seconds for m in found])
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' font-family="system-ui, sans-serif" font-size="13" aria-labelledby="title">',
        f'<title id="title">{escape(title)}</title>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="28" font-size="16" font-weight="700">{escape(title)}</text>',
        *_grid(across, up, sorted({m.stories for m in found})),
        *_lines(found, across, up),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _across(stories: Sequence[int]) -> _Scale:
    low, high = math.log10(min(stories, default=1)), math.log10(max(stories, default=10))
    if high - low < 0.1:  # one size
        low, high = low - 0.5, high + 0.5
    return _Scale(low, high, LEFT + 16, WIDTH - RIGHT)


def _up(values: Sequence[float]) -> _Scale:
    low = math.floor(math.log10(min(values, default=0.1)))
    high = math.ceil(math.log10(max(values, default=1)))
    return _Scale(low, max(high, low + 1), HEIGHT - BOTTOM, TOP)


def _grid(across: _Scale, up: _Scale, sizes: Sequence[int]) -> list[str]:
    right, bottom = WIDTH - RIGHT + 8, HEIGHT - BOTTOM
    parts = []
    for power in range(int(up.low), int(up.high) + 1):
        y = up.at(10**power)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{right}" stroke="#c9ced4"/>')
        label = f"{10**power:g} s"
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{label}</text>')
        if power < up.high:
            parts += [
                f'<path d="M{LEFT} {up.at(n * 10**power):.1f}H{right}" stroke="#eef0f2"/>'
                for n in range(2, 10)
            ]
    for size in sizes:
        x = across.at(size)
        parts.append(f'<path d="M{x:.1f} {TOP}V{bottom}" stroke="#c9ced4"/>')
        parts.append(f'<text x="{x:.1f}" y="{bottom + 20}" text-anchor="middle">{size:,}</text>')
    middle = (LEFT + right) / 2
    parts.append(
        f'<text x="{middle}" y="{HEIGHT - 12}" text-anchor="middle">stories in each locale</text>'
    )
    return parts


def _lines(found: Sequence[Measurement], across: _Scale, up: _Scale) -> list[str]:
    key = _series
    lines = [
        sorted(group, key=lambda m: m.stories)
        for _, group in groupby(sorted(found, key=key), key=key)
    ]
    lines.sort(key=lambda line: -line[-1].wall_seconds)
    labels = _apart([up.at(line[-1].wall_seconds) for line in lines])
    parts = []
    for line, label in zip(lines, labels, strict=True):
        colour = COLOURS.get(line[0].engine, "#333333")
        points = [(across.at(m.stories), up.at(m.wall_seconds)) for m in line]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dash = DASHES.get(line[0].what, "4 2")
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"'
            f' stroke-dasharray="{dash or "none"}"/>'
        )
        parts += [_point(m, x, y, colour) for m, (x, y) in zip(line, points, strict=True)]
        parts += _label(line[-1], points[-1], label, colour)
    return parts


def _series(found: Measurement) -> tuple[str, str]:
    return found.engine, found.what


def _point(found: Measurement, x: float, y: float, colour: str) -> str:
    said = f"{found.engine}, {found.what}, {found.stories:,}: {seconds(found.wall_seconds)} s"
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"><title>{escape(said)}</title></circle>'


def _label(found: Measurement, point: tuple[float, float], y: float, colour: str) -> list[str]:
    x = WIDTH - RIGHT + 28
    words = escape(f"{found.engine}: {found.what}, {seconds(found.wall_seconds)} s")
    return [
        f'<path d="M{point[0] + 6:.1f} {point[1]:.1f}L{x - 6} {y - 4:.1f}" stroke="{colour}" stroke-width="0.7"/>',
        f'<text x="{x}" y="{y:.1f}" fill="{colour}">{words}</text>',
    ]


def _apart(wanted: Sequence[float]) -> list[float]:
    """Places from top to bottom, near the wanted ones, with room for a line of text each."""
    placed: list[float] = []
    for y in wanted:
        placed.append(max(y + 4, placed[-1] + LABEL_HEIGHT) if placed else y + 4)
    over = placed[-1] - (HEIGHT - BOTTOM) if placed else 0
    for at in range(len(placed) - 1, -1, -1):  # pushed up from the lower edge
        if over <= 0:
            break
        below = placed[at + 1] if at + 1 < len(placed) else HEIGHT - BOTTOM + LABEL_HEIGHT
        placed[at] = min(placed[at], below - LABEL_HEIGHT)
    return placed
