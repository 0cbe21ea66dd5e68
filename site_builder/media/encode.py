"""Making the renditions of one picture. Runs in worker processes."""

import hashlib
import warnings
from io import BytesIO
from pathlib import Path

from PIL import Image

from contract import pictures
from site_builder.media.recipes import FORMATS, Rendition


class PictureError(ValueError):
    """The picture cannot be used. `code` is a problem code."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def checked(source: Path, digest: str) -> bytes:
    """The bytes at `source`, which must be those that `digest` names. Raises PictureError."""
    try:
        raw = source.read_bytes()
    except OSError as error:
        raise PictureError("media.unreadable", detail=error.strerror) from error
    if hashlib.sha256(raw).hexdigest() != digest:
        raise PictureError("media.digest")
    return raw


def decoded(raw: bytes, size: tuple[int, int]) -> Image.Image:
    """The picture in `raw`, whose record names its `size` in pixels. Raises PictureError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # decoders warn of what is an error here or does not matter
            opened = Image.open(BytesIO(raw), formats=pictures.FORMATS)
            if detail := pictures.excess(raw, opened):
                raise PictureError("media.unreadable", detail=detail)
            picture = _flat(pictures.pixels(opened))
    except PictureError:
        raise
    except Exception as error:  # a hostile picture makes decoders fail in ways of their own
        raise PictureError("media.unreadable", detail=type(error).__name__) from error
    if picture.size != size:
        found, recorded = (f"{width} × {height}" for width, height in (picture.size, size))
        raise PictureError(
            "media.unreadable", detail=f"it has {found} pixels, its record says {recorded}"
        )
    return picture


def _flat(picture: Image.Image) -> Image.Image:
    """Without transparency: on white."""
    if picture.mode != "RGBA":
        return picture
    flat = Image.new("RGB", picture.size, "white")
    flat.paste(picture, mask=picture.getchannel("A"))
    return flat


def encoded(picture: Image.Image, rendition: Rendition) -> bytes:
    """The bytes of one rendition. Raises PictureError."""
    scaled = picture.resize(
        (rendition.width, rendition.height),
        Image.Resampling.LANCZOS,
        box=rendition.box,
        reducing_gap=3.0,
    )
    stream = BytesIO()
    try:
        scaled.save(stream, FORMATS[rendition.format], **rendition.settings)
    except (OSError, ValueError) as error:  # each format has a greatest width and height
        raise PictureError("media.unreadable", detail=str(error)) from error
    return stream.getvalue()
