"""What a picture's pixels are, whatever its file says of them: upright, in the colours of sRGB."""

from contextlib import suppress
from io import BytesIO

from PIL import Image, ImageCms, ImageOps

MAX_PIXELS = 120_000_000
FORMATS = ("JPEG", "PNG", "WEBP")

_SRGB = ImageCms.createProfile("sRGB")
_WITH_ALPHA = ("RGBA", "LA", "PA")
_SIXTEEN_BITS = ("I", "I;16", "I;16B", "I;16L")


def pixels(opened: Image.Image) -> Image.Image:
    """The first frame as RGB, or RGBA where it has transparency. Nothing of what the file said
    beside its pixels comes along. Raises what Pillow raises for a file that it cannot decode."""
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
