"""A canvas for flat pictures: shapes in picture units, drawn large and reduced for smooth edges."""

import math
from collections.abc import Iterable, Sequence
from io import BytesIO

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1600, 1000
SCALE = 3
JPEG_QUALITY = 84

Point = tuple[float, float]

# Derived from the brand (#0b5d4e) and accent (#b3541e) of the starter's site.toml.
INK = "#0a2f29"
DEEP = "#07473c"
BRAND = "#0b5d4e"
MOSS = "#2c7d69"
SAGE = "#6aa893"
MIST = "#a9cfc0"
PALE = "#dcece3"
CREAM = "#fbf4e6"
SAND = "#f0dfc0"
GOLD = "#eab95f"
AMBER = "#d98a45"
ACCENT = "#b3541e"
RUST = "#843a12"


class Canvas:
    """Later shapes lie over earlier ones; colours may carry alpha ("#ffffff80")."""

    def __init__(self, top: str, bottom: str) -> None:
        self.image = _gradient(top, bottom)
        self._draw = ImageDraw.Draw(self.image, "RGBA")

    def polygon(self, points: Iterable[Point], fill: str) -> None:
        self._draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=fill)

    def circle(self, x: float, y: float, radius: float, fill: str) -> None:
        box = [(v * SCALE) for v in (x - radius, y - radius, x + radius, y + radius)]
        self._draw.ellipse(box, fill=fill)

    def ellipse(self, x: float, y: float, rx: float, ry: float, fill: str) -> None:
        self._draw.ellipse([v * SCALE for v in (x - rx, y - ry, x + rx, y + ry)], fill=fill)

    def ring(self, x: float, y: float, radius: float, width: float, fill: str) -> None:
        self.arc(x, y, radius, 0, 360, width, fill)

    def arc(
        self, x: float, y: float, radius: float, start: float, end: float, width: float, fill: str
    ) -> None:
        """A stroke `width` wide, centred on the radius; degrees clockwise from three o'clock."""
        outer = radius + width / 2
        box = [v * SCALE for v in (x - outer, y - outer, x + outer, y + outer)]
        self._draw.arc(box, start, end, fill=fill, width=round(width * SCALE))

    def pie(self, x: float, y: float, radius: float, start: float, end: float, fill: str) -> None:
        box = [v * SCALE for v in (x - radius, y - radius, x + radius, y + radius)]
        self._draw.pieslice(box, start, end, fill=fill)

    def box(self, x: float, y: float, w: float, h: float, fill: str, round_: float = 0) -> None:
        corners = [x * SCALE, y * SCALE, (x + w) * SCALE - 1, (y + h) * SCALE - 1]
        self._draw.rounded_rectangle(corners, radius=round_ * SCALE, fill=fill)

    def line(self, points: Sequence[Point], width: float, fill: str) -> None:
        """A line with round joints and ends."""
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self._draw.line(scaled, fill=fill, width=round(width * SCALE), joint="curve")
        for x, y in (points[0], points[-1]):
            self.circle(x, y, width / 2, fill)

    def land(self, ridge: Sequence[Point], fill: str) -> None:
        """Everything below a smooth line from left to right."""
        curve = smooth(ridge)
        self.polygon([*curve, (curve[-1][0], HEIGHT), (curve[0][0], HEIGHT)], fill)

    def leaf(self, x: float, y: float, length: float, angle: float, fill: str) -> None:
        """A pointed leaf growing from (x, y); `angle` in degrees, 0 to the right, 90 up."""
        self.polygon(petal(x, y, length, length * 0.36, angle), fill)

    def star(self, x: float, y: float, radius: float, fill: str, points: int = 5) -> None:
        corners = []
        for step in range(points * 2):
            reach = radius if step % 2 == 0 else radius * 0.45
            corners.append(around(x, y, reach, 90 + step * 180 / points))
        self.polygon(corners, fill)

    def tick(self, x: float, y: float, size: float, width: float, fill: str) -> None:
        self.line(
            [(x - size, y), (x - size * 0.25, y + size * 0.7), (x + size, y - size * 0.75)],
            width,
            fill,
        )

    def jpeg(self) -> bytes:
        """The finished picture: no metadata, the same bytes for the same Pillow."""
        small = self.image.reduce(SCALE)
        target = BytesIO()
        small.save(target, "JPEG", quality=JPEG_QUALITY, optimize=True, subsampling=0)
        return target.getvalue()


def around(x: float, y: float, radius: float, angle: float) -> Point:
    """The point at `angle` degrees (anticlockwise, 90 is up) on a circle."""
    turn = math.radians(angle)
    return x + radius * math.cos(turn), y - radius * math.sin(turn)


def petal(x: float, y: float, length: float, width: float, angle: float) -> list[Point]:
    """The outline of a leaf or petal with its foot at (x, y)."""
    turn = math.radians(angle)
    ahead, aside = (math.cos(turn), -math.sin(turn)), (math.sin(turn), math.cos(turn))
    outline = []
    for step in range(49):
        part = step / 24 if step <= 24 else 2 - step / 24
        side = 1 if step <= 24 else -1
        along, off = length * part, side * width / 2 * math.sin(math.pi * part**0.85) ** 0.9
        outline.append(
            (x + ahead[0] * along + aside[0] * off, y + ahead[1] * along + aside[1] * off)
        )
    return outline


def drop(x: float, y: float, radius: float) -> list[Point]:
    """A water drop, its round part centred on (x, y)."""
    tip = y - radius * 2.1
    right = [around(x, y, radius, angle) for angle in range(30, -91, -3)]
    bend = [
        (x, tip),
        (x + radius * 0.28, y - radius * 1.45),
        (x + radius * 0.66, y - radius * 0.86),
    ]
    half = [*smooth([*bend, right[0]]), *right]
    return half + [(2 * x - px, py) for px, py in reversed(half)]


def smooth(points: Sequence[Point], steps: int = 24) -> list[Point]:
    """A Catmull-Rom curve through the points."""
    padded = [points[0], *points, points[-1]]
    curve = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        curve += [_between(a, b, c, d, step / steps) for step in range(steps)]
    return [*curve, points[-1]]


def _between(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    x, y = (
        0.5
        * (
            2 * q
            + (r - p) * t
            + (2 * p - 5 * q + 4 * r - s) * t * t
            + (3 * q - p - 3 * r + s) * t**3
        )
        for p, q, r, s in zip(a, b, c, d, strict=True)
    )
    return x, y


def _gradient(top: str, bottom: str) -> Image.Image:
    column = Image.linear_gradient("L").resize((1, HEIGHT * SCALE))
    mask = column.resize((WIDTH * SCALE, HEIGHT * SCALE))
    size = mask.size
    return Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), mask)
