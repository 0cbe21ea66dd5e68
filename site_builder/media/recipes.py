"""Which renditions a picture gets in each role, computed without opening the picture.

A rendition's name is a digest of all that its bytes depend on: the picture, the crop, the format,
its settings and the encoder's version. So a name never stands for two contents, and caches may
keep it forever.
"""

import hashlib
import json
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any

import PIL
from PIL import _avif, features

from site_builder.index.views import Picture, Source

FORMATS = {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG"}
MIME = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
SETTINGS: dict[str, dict[str, Any]] = {
    # The bytes of AVIF differ with the number of threads.
    "avif": {"quality": 55, "speed": 8, "codec": "aom", "max_threads": 1},
    "webp": {"quality": 76, "method": 4},
    "jpg": {"quality": 80, "optimize": True, "progressive": True},
}


@dataclass(frozen=True)
class Role:
    """Widths per format, and the aspect (width, height) that the picture is cropped to. The last
    format is for browsers that choose none; `encoding` goes before SETTINGS."""

    widths: dict[str, tuple[int, ...]]
    aspect: tuple[int, int] | None = None
    encoding: dict[str, Any] = field(default_factory=dict)

    def settings(self, format_: str) -> dict[str, Any]:
        return SETTINGS[format_] | self.encoding


COVER = (320, 480, 800, 1200, 1600)

ROLES = {
    "cover": Role(dict.fromkeys(("avif", "webp", "jpg"), COVER), aspect=(16, 10)),
    "share": Role({"jpg": (1200,)}, aspect=(1200, 630)),
    "inline": Role({"webp": (480, 960, 1440), "jpg": (480, 960, 1440)}),
    "gallery": Role({"webp": (480, 1280), "jpg": (1280,)}),
    # Small on the page and eight at once: light, and WebP alone, which all our browsers read.
    "tile": Role({"webp": (320, 480)}, aspect=(4, 3), encoding={"quality": 40, "method": 6}),
}


@dataclass(frozen=True)
class Rendition:
    """One file to make of a picture. `box` is the crop in pixels of the source, `reduction` says
    how many times smaller it may be decoded, `settings` are those of the encoder, whose version
    is `encoder`."""

    source: str
    box: tuple[int, int, int, int]
    width: int
    height: int
    reduction: int
    format: str
    encoder: str
    settings: dict[str, Any] = field(hash=False)

    @cached_property
    def name(self) -> str:
        """<digest>-<width>.<ext>, the last part of its public address."""
        text = json.dumps(vars(self), sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()[:20]
        return f"{digest}-{self.width}.{self.format}"

    @property
    def url(self) -> str:
        return f"/img/{self.name}"


@cache
def encoder(format_: str) -> str:
    """The version of the encoder; bytes may differ from one to the next."""
    if format_ == "avif":  # Pillow tells the codec's version nowhere else
        library, version = "libavif", f"{features.version('avif')} ({_avif.codec_versions()})"
    else:
        library = {"webp": "webp", "jpg": "libjpeg_turbo"}[format_]
        version = features.version(library) or features.version("jpg") or ""
    return f"{library} {version}, Pillow {PIL.__version__}"


def renditions(digest: str, record: dict[str, Any], role: str) -> tuple[Rendition, ...]:
    """The renditions of a picture in a role: never wider than the source's crop."""
    return _renditions(*_shape(digest, record, role))


@lru_cache(maxsize=8192)
def _renditions(
    digest: str,
    width: int,
    height: int,
    focal: tuple[int, int] | None,
    role: str,
    encoders: tuple[tuple[str, str], ...],
) -> tuple[Rendition, ...]:
    recipe = ROLES[role]
    box = _crop(width, height, focal, recipe.aspect)
    box_width, box_height = box[2] - box[0], box[3] - box[1]
    return tuple(
        Rendition(
            source=digest,
            box=box,
            width=wide,
            height=max(1, round(box_height * wide / box_width)),
            reduction=_reduction(box_width, wide),
            format=format_,
            encoder=encoder,
            settings=recipe.settings(format_),
        )
        for format_, encoder in encoders
        for wide in _fitting(recipe.widths[format_], box_width)
    )


def picture(digest: str, record: dict[str, Any], role: str) -> Picture:
    """What a template needs to show the picture. Of the record's alt texts one is chosen: `alt`,
    with `alt_lang` when it is not in the page's language."""
    shown = _shown(*_shape(digest, record, role))
    said = {"alt": record["alt"], "alt_lang": record["alt_lang"], "credit": record.get("credit")}
    return Picture(**shown, **said, tone=_tone(record.get("colour")))


Shape = tuple[str, int, int, tuple[int, int] | None, str, tuple[tuple[str, str], ...]]


def _shape(digest: str, record: dict[str, Any], role: str) -> Shape:
    """All that the renditions of a picture depend on."""
    focal = record.get("focal")
    point = (focal["x"], focal["y"]) if focal else None
    encoders = tuple((format_, encoder(format_)) for format_ in ROLES[role].widths)
    return digest, record["width"], record["height"], point, role, encoders


@lru_cache(maxsize=8192)
def _shown(*shape: *Shape) -> dict[str, Any]:
    """What a picture shows of itself whatever is said of it."""
    _digest, width, height, focal, _role, _encoder = shape
    made = _renditions(*shape)
    fallback = [r for r in made if r.format == made[-1].format]
    middle = fallback[len(fallback) // 2]
    x, y = focal or (width // 2, height // 2)
    by_format = groupby(made, key=attrgetter("format"))
    return {
        "sources": tuple(
            Source(MIME[format_], ", ".join(f"{r.url} {r.width}w" for r in group))
            for format_, group in by_format
        ),
        "src": middle.url,
        "width": middle.width,
        "height": middle.height,
        "full": fallback[-1].url,
        "focal_x": _percent(x, width),
        "focal_y": _percent(y, height),
    }


def _tone(colour: str | None) -> str | None:
    """In steps, because a class can be in a style sheet and a style on an element can not."""
    if colour is None:
        return None
    return "".join(str(int(colour[at : at + 2], 16) * 4 // 256) for at in (1, 3, 5))


def _fitting(widths: tuple[int, ...], available: int) -> list[int]:
    """The widths that need no upscaling; the source's own where it lies between two."""
    fitting = [width for width in widths if width <= available]
    if len(fitting) < len(widths) and (not fitting or fitting[-1] < available):
        fitting.append(available)
    return fitting


def _crop(
    width: int, height: int, focal: tuple[int, int] | None, aspect: tuple[int, int] | None
) -> tuple[int, int, int, int]:
    """The largest box of the aspect, as near to the focal point as the edges allow."""
    if aspect is None:
        return 0, 0, width, height
    wide = min(width, max(1, height * aspect[0] // aspect[1]))
    high = min(height, max(1, width * aspect[1] // aspect[0]))
    x, y = focal or (width // 2, height // 2)
    left = min(max(x - wide // 2, 0), width - wide)
    top = min(max(y - high // 2, 0), height - high)
    return left, top, left + wide, top + high


def _reduction(available: int, width: int) -> int:
    """2 where half of the pixels across are still an eighth more than are needed: decoding then
    costs half, and nobody sees it (root mean square of the difference: below 1.6 steps of 256)."""
    return 2 if available * 4 >= width * 9 else 1


def _percent(part: int, whole: int) -> int:
    return min(100, max(0, round(100 * part / whole)))
