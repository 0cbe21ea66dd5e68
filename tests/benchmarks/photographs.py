"""Pictures with the statistics of photographs, to weigh pages and renditions with.

They are drawn as dead leaves: discs that lie over each other, large ones rare and small ones many
(radius r as often as r ** -3). Edges, flat places and detail of every size then come as often as in
photographs (Lee, Mumford, Huang: "Occlusion models for natural images", 2001), which gradients and
noise alone do not give. Grain as of a phone's sensor lies over all.
"""

import random
from itertools import product

from PIL import Image, ImageChops, ImageDraw

LEAVES = 12_000
SMALLEST, LARGEST = 1 / 300, 1 / 4  # radius, of the longer side
# Standard deviation of a disc's brightness, in steps of 256. Set so that a picture weighs what seven
# photographs of test collections do (a portrait, a cup, a cat, a motorcycle, a rocket, a pagoda among
# trees, a flower): 480 pixels wide, in WebP of quality 76, 20 kB on average; three of them 24 to 29.
AVERAGE, DETAILED = 10, 22
SATURATION = 0.35
GRAIN = 5  # standard deviation of a pixel's brightness
_FIELD, _GRAIN_SIDE = (64, 48), 512

Colour = tuple[int, ...]


def photograph(number: int, size: tuple[int, int], contrast: int = DETAILED) -> Image.Image:
    """RGB. The same number, size, contrast and Pillow give the same pixels."""
    rng, side = random.Random(number), max(size)
    light = _light(rng)
    picture = light.resize(size, Image.Resampling.BICUBIC)
    canvas = ImageDraw.Draw(picture)
    for _ in range(LEAVES):
        high = side * min(LARGEST, SMALLEST / (1 - rng.random()) ** 0.5)
        wide = high * rng.uniform(0.5, 2)
        across, down = rng.random(), rng.random()
        x, y = across * size[0], down * size[1]
        around = light.getpixel((int(across * _FIELD[0]), int(down * _FIELD[1])))
        canvas.ellipse((x - wide, y - high, x + wide, y + high), fill=_near(rng, around, contrast))
    return ImageChops.add(picture, _grain(rng, size), offset=-128)


def _light(rng: random.Random) -> Image.Image:
    """The colours of the scene, small."""
    noise = Image.frombytes("RGB", (8, 6), rng.randbytes(8 * 6 * 3))
    grey = noise.convert("L").convert("RGB")
    return Image.blend(grey, noise, SATURATION).resize(_FIELD, Image.Resampling.BICUBIC)


def _near(rng: random.Random, colour: Colour, contrast: int) -> Colour:
    """Photographs vary more in brightness than in hue."""
    brightness = rng.gauss(0, contrast)
    drift = contrast * SATURATION
    return tuple(_step(channel + brightness + rng.gauss(0, drift)) for channel in colour)


def _grain(rng: random.Random, size: tuple[int, int]) -> Image.Image:
    """Around 128. Pillow's own noise has no seed."""
    values = bytes(_step(rng.gauss(128, GRAIN)) for _ in range(_GRAIN_SIDE**2))
    piece = Image.frombytes("L", (_GRAIN_SIDE, _GRAIN_SIDE), values)
    grain = Image.new("L", size)
    for place in product(*(range(0, length, _GRAIN_SIDE) for length in size)):
        grain.paste(piece, place)
    return Image.merge("RGB", [grain] * 3)


def _step(value: float) -> int:
    return min(255, max(0, round(value)))
