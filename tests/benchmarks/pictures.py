"""Pictures to measure with: soft shapes under grain, so that encoders have work as with photographs.

They are drawn once and kept in a cache folder; their bytes depend on the number and on Pillow alone.
"""

import hashlib
import os
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import PIL
from PIL import Image, ImageDraw, features

DISTINCT = 200

_SIZES = ((1600, 1067),) * 7 + ((1067, 1600),) * 2 + ((1280, 960),)


@dataclass(frozen=True)
class Picture:
    """A JPEG file on disk and the record that describes it in a content folder."""

    file: Path
    digest: str
    record: dict[str, Any]


def cache_folder() -> Path:
    """Where pictures, renditions and scratch folders stand: BENCHMARK_DIR, else the user's cache."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(os.environ.get("BENCHMARK_DIR") or cache / "newsroom-benchmarks").absolute()


def pictures(count: int = DISTINCT, cache: Path | None = None) -> list[Picture]:
    """The first `count` pictures, drawn where the cache lacks them."""
    folder = (cache or cache_folder()) / f"pictures-{_key()}"
    folder.mkdir(parents=True, exist_ok=True)
    return [_picture(number, folder / f"picture-{number:03}.jpg") for number in range(count)]


def _key() -> str:
    """Changes with all that the pictures' bytes depend on."""
    encoder = f"{PIL.__version__} {features.version('jpg')} {features.version('libjpeg_turbo')}"
    return hashlib.sha256(Path(__file__).read_bytes() + encoder.encode()).hexdigest()[:12]


def _picture(number: int, file: Path) -> Picture:
    if not file.exists():
        draft = file.with_suffix(f".{os.getpid()}")
        _draw(number).save(draft, "JPEG", quality=88)
        draft.replace(file)
    width, height = _size(number)
    record: dict[str, Any] = {
        "alt": {"th": f"ภาพประกอบลำดับที่ {number + 1}", "en": f"Picture number {number + 1}"},
        "consent": "no_people",
        "credit": "Drawn for measuring",
        "file": file.name,
        "height": height,
        "width": width,
    }
    if number % 2:
        record["focal"] = {"x": width // 3, "y": height // 3, "width": 200, "height": 200}
    return Picture(file, hashlib.sha256(file.read_bytes()).hexdigest(), record)


def _size(number: int) -> tuple[int, int]:
    return _SIZES[number % len(_SIZES)]


def _draw(number: int) -> Image.Image:
    rng, size = random.Random(number), _size(number)
    picture = _noise(rng, "RGB", (12, 8)).resize(size, Image.Resampling.BICUBIC)
    canvas = ImageDraw.Draw(picture)
    for _ in range(60):
        x, y, extent = rng.randrange(size[0]), rng.randrange(size[1]), rng.randint(10, 220)
        colour = (rng.randrange(256), rng.randrange(256), rng.randrange(256))
        shape = rng.choice((canvas.ellipse, canvas.rectangle))
        shape((x, y, x + extent, y + rng.randint(10, 220)), fill=colour)
    grain = _noise(rng, "L", (size[0] // 2, size[1] // 2)).resize(size, Image.Resampling.BICUBIC)
    return Image.blend(picture, Image.merge("RGB", (grain, grain, grain)), 0.1)


def _noise(rng: random.Random, mode: str, size: tuple[int, int]) -> Image.Image:
    return Image.frombytes(mode, size, rng.randbytes(size[0] * size[1] * len(mode)))
