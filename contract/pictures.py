"""What a picture's pixels are, whatever its file says of them: upright, in the colours of sRGB."""

import re
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO

from PIL import ExifTags, Image, ImageCms, ImageOps

# Of an upload, which the newsroom makes smaller: what one worker on 4 GB of memory can decode.
MAX_PIXELS = 80_000_000
# Of a picture that is published: the newsroom keeps at most 4,000 pixels a side, and each worker
# of a build holds one two or three times over.
MAX_PUBLISHED_PIXELS = 24_000_000
# A progressive JPEG is decoded anew for each scan; cameras and encoders write about ten.
MAX_SCANS = 100
# A larger JPEG is made smaller by its decoder, but no side smaller than this.
REDUCED_SIDE = 4_000
FORMATS = ("JPEG", "PNG", "WEBP")

_SRGB = ImageCms.createProfile("sRGB")
_WITH_ALPHA = ("RGBA", "LA", "PA")
_LYING = (5, 6, 7, 8)  # the orientations of EXIF that change sides
_SIXTEEN_BITS = ("I", "I;16", "I;16B", "I;16L")
# What ends the pixels of a scan: in them a zero or the mark of a restart follows each FF, and
# decoders pass over the rest below C0.
_MARKER = re.compile(rb"\xff[^\x00-\xbf\xd0-\xd8\xff]")
START_OF_SCAN, END_OF_PICTURE = 0xDA, 0xD9


def excess(raw: bytes, opened: Image.Image) -> str:
    """What the picture has too much of to be published; empty when it may be."""
    if opened.width * opened.height > MAX_PUBLISHED_PIXELS:
        return f"more than {MAX_PUBLISHED_PIXELS:,} pixels"
    if too_many_scans(raw, opened):
        return f"more than {MAX_SCANS} scans"
    return ""


def too_many_scans(raw: bytes, opened: Image.Image) -> bool:
    """Whether decoding would go through all pixels so often that it could take hours."""
    if opened.format not in ("JPEG", "MPO"):
        return False
    scans = (at for marker, at, _ in jpeg_segments(raw) if marker == START_OF_SCAN)
    return any(number > MAX_SCANS for number, _ in enumerate(scans, 1))


def jpeg_segments(raw: bytes) -> Iterator[tuple[int, int, int]]:
    """(marker, where it stands, length as it says) of the parts of a JPEG as a decoder meets them,
    to the end of the first picture: not of the thumbnail in its metadata, nor of the film that
    phones put behind it."""
    at = 2
    while found := _MARKER.search(raw, at):
        length = int.from_bytes(raw[found.end() : found.end() + 2])
        yield found[0][1], found.start(), length
        if found[0][1] == END_OF_PICTURE:
            return
        at = found.end() + length


def upright_size(opened: Image.Image) -> tuple[int, int]:
    """Width and height as the picture is shown."""
    width, height = opened.size
    lies = opened.getexif().get(ExifTags.Base.Orientation) in _LYING
    return (height, width) if lies else (width, height)


def pixels(opened: Image.Image, reduction: int = 1) -> Image.Image:
    """The first frame as RGB, or RGBA where it has transparency. Nothing of what the file said
    beside its pixels comes along. A JPEG comes out with its sides divided by `reduction` (1, 2, 4
    or 8) and rounded up, and may be smaller when it is too large to be published. Raises what
    Pillow raises for a file that it cannot decode."""
    if opened.width * opened.height > MAX_PUBLISHED_PIXELS:
        opened.draft(None, (REDUCED_SIDE, REDUCED_SIDE))
    elif reduction > 1:
        opened.draft(None, (opened.width // reduction, opened.height // reduction))
    profile = opened.info.get("icc_profile")
    picture = _eight_bits(ImageOps.exif_transpose(opened))
    mode = "RGBA" if picture.mode in _WITH_ALPHA or "transparency" in picture.info else "RGB"
    if profile and picture.mode in ("RGB", "RGBA", "CMYK", "L"):
        picture = _in_srgb(picture, profile, mode)
    plain = picture.convert(mode)
    if plain is picture:
        plain = picture.copy()
    plain.info.clear()
    return plain


def mean_colour(picture: Image.Image) -> str:
    """What stands in a page until the picture is there: #rrggbb. Of RGB, or of RGBA on white."""
    return f"#{flat(picture.resize((1, 1), Image.Resampling.BOX)).tobytes().hex()}"


def flat(picture: Image.Image) -> Image.Image:
    """RGB, or RGBA on white, as RGB."""
    if picture.mode != "RGBA":
        return picture
    made = Image.new("RGB", picture.size, "white")
    made.paste(picture, mask=picture.getchannel("A"))
    return made


def _eight_bits(picture: Image.Image) -> Image.Image:
    if picture.mode in _SIXTEEN_BITS:
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    return picture


def _in_srgb(picture: Image.Image, profile: bytes, mode: str) -> Image.Image:
    with suppress(ImageCms.PyCMSError, OSError, ValueError):  # a broken profile says nothing
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(picture, source, _SRGB, outputMode=mode)
        if converted is not None:
            return converted
    return picture
