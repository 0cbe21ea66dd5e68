"""Uploads made safe to publish: upright, in sRGB, of a reasonable size, and nothing but a picture.

Phones write into a photograph where it was taken, and cameras which way they were held. A file that
is plain already keeps its bytes, so that the same picture keeps its digest. What browsers do not
show (HEIC) and what holds several pictures of one (MPO, from many phones) becomes a JPEG.
"""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, UnidentifiedImageError
from pillow_heif import register_heif_opener

from contract import pictures

register_heif_opener()

FORMATS = (*pictures.FORMATS, "HEIF")
ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}  # of what is kept
_BECOMES = {"HEIF": "JPEG", "MPO": "JPEG"}
_SVG = re.compile(rb"\s*(<\?xml|<!--|<!doctype svg|<svg)", re.IGNORECASE)

_SAVING = {
    "JPEG": {"quality": 92, "optimize": True, "progressive": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 92, "method": 4},
}
_PLAIN_MODES = {
    "JPEG": ("RGB", "L"),
    "PNG": ("RGB", "RGBA", "L", "LA", "P", "1"),
    "WEBP": ("RGB", "RGBA"),
}
# All else may hold places, names, thumbnails, profiles or a second file. With the greatest length
# that the standard knows, but for the pixels: what is longer holds something else too.
_PLAIN_PNG = {
    b"IHDR": 13, b"PLTE": 768, b"tRNS": 256, b"sRGB": 1, b"pHYs": 9, b"bKGD": 6, b"sBIT": 4,
    b"IDAT": 2**31, b"IEND": 0,
}  # fmt: skip
_PNG_BITS = 24  # where the bits a channel stand
_PLAIN_WEBP = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}
_PLAIN_MARKERS = {0xC0, 0xC1, 0xC2, 0xC4, 0xDA, 0xDB, 0xDD}  # sizes, tables, pixels
# In their usual length: longer ones hold a thumbnail or whatever a program has to say.
_PLAIN_SEGMENTS = (b"\xff\xe0\x00\x10JFIF\0", b"\xff\xee\x00\x0eAdobe")


class NotAPicture(ValueError):
    """Why the bytes are not taken: `svg`, `kind` (no picture of a known kind), `pixels` (too many)
    or `damaged`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Normalised:
    """A picture as it is kept. `colour` is its mean colour as #rrggbb."""

    raw: bytes
    format: str
    colour: str


def normalise(raw: bytes, *, max_side: int) -> Normalised:
    """The picture as it is kept, no side longer than `max_side` pixels. Raises NotAPicture."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what decoders merely dislike
        opened = _opened(raw)
        try:
            format_ = _BECOMES.get(opened.format or "", opened.format or "")
            plain = max(opened.size) <= max_side and _plain(raw, opened)
            picture = pictures.pixels(opened)  # a truncated file fails here
            kept = raw if plain else _encoded(picture, format_, max_side)
            return Normalised(kept, format_, pictures.mean_colour(picture))
        except Exception as error:  # a hostile picture makes decoders fail in ways of their own
            raise NotAPicture("damaged") from error


def _opened(raw: bytes) -> Image.Image:
    """The picture, of which only the head is decoded yet."""
    if _SVG.match(raw):
        raise NotAPicture("svg")
    try:
        opened = Image.open(BytesIO(raw), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise NotAPicture("pixels") from error
    except UnidentifiedImageError as error:
        raise NotAPicture("damaged" if _begins_like_one(raw) else "kind") from error
    except Exception as error:
        raise NotAPicture("damaged") from error
    if opened.width * opened.height > pictures.MAX_PIXELS:
        raise NotAPicture("pixels")
    if pictures.too_many_scans(raw, opened):
        raise NotAPicture("damaged")
    return opened


def _begins_like_one(raw: bytes) -> bool:
    jpeg, png = raw[:3] == b"\xff\xd8\xff", raw[:8] == b"\x89PNG\r\n\x1a\n"
    webp, heif = raw[8:12] == b"WEBP", raw[4:12] in (b"ftypheic", b"ftypmif1", b"ftypheix")
    return jpeg or png or webp or heif


def _encoded(picture: Image.Image, format_: str, max_side: int) -> bytes:
    picture.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    if format_ == "JPEG":
        picture = pictures.flat(picture)
    stream = BytesIO()
    picture.save(stream, format_, **_SAVING[format_])
    return stream.getvalue()


def _plain(raw: bytes, opened: Image.Image) -> bool:
    """Whether the file holds pixels and nothing else."""
    if opened.mode not in _PLAIN_MODES.get(opened.format or "", ()):
        return False
    return {"JPEG": _plain_jpeg, "PNG": _plain_png, "WEBP": _plain_webp}[opened.format or ""](raw)


def _plain_jpeg(raw: bytes) -> bool:
    expected = 2  # no bytes between segments, where no scan lies
    for marker, at, length in pictures.jpeg_segments(raw):
        if marker == pictures.END_OF_PICTURE:
            return at == len(raw) - 2
        plain = marker in _PLAIN_MARKERS or raw[at : at + 9] in _PLAIN_SEGMENTS
        if (expected and at != expected) or not plain:
            return False
        expected = 0 if marker == pictures.START_OF_SCAN else at + 2 + length
    return False


def _plain_png(raw: bytes) -> bool:
    if raw[_PNG_BITS] > 8:
        return False
    name = b""
    for name, length in _png_chunks(raw):
        if length > _PLAIN_PNG.get(name, -1):
            return False
    return name == b"IEND" and raw[-8:-4] == b"IEND"


def _png_chunks(raw: bytes) -> Iterator[tuple[bytes, int]]:
    at = 8
    while at < len(raw):
        length = int.from_bytes(raw[at : at + 4])
        yield raw[at + 4 : at + 8], length
        at += 12 + length


def _plain_webp(raw: bytes) -> bool:
    end, at = 8 + int.from_bytes(raw[4:8], "little"), 12
    while at < min(end, len(raw)):
        if raw[at : at + 4] not in _PLAIN_WEBP:
            return False
        at += 8 + (length := int.from_bytes(raw[at + 4 : at + 8], "little")) + length % 2
    return end == len(raw)
