"""Making the renditions of one picture. Runs in worker processes."""

import hashlib
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

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


def renditions(
    raw: bytes, size: tuple[int, int], wanted: Iterable[Rendition]
) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of the wanted renditions of the picture in `raw`, whose record names its `size`
    in pixels. What they share is done once. Raises PictureError."""
    ordered = sorted(wanted, key=_shared_work)
    for reduction, alike in groupby(ordered, key=attrgetter("reduction")):
        picture = decoded(raw, size, reduction)
        for _, of_one_size in groupby(alike, key=_shared_work):
            first, *others = of_one_size
            small = scaled(picture, first)
            for rendition in (first, *others):
                yield rendition.name, encoded(small, rendition)


def _shared_work(rendition: Rendition) -> tuple[Any, ...]:
    return rendition.reduction, rendition.box, rendition.width, rendition.height


def decoded(raw: bytes, size: tuple[int, int], reduction: int = 1) -> Image.Image:
    """The picture in `raw`, whose record names its `size` in pixels, its sides divided by
    `reduction` and rounded up. Raises PictureError."""
    picture = opened(raw, size)
    with _refusing():
        return _reduced(pictures.flat(pictures.pixels(picture, reduction)), size, reduction)


def opened(raw: bytes, size: tuple[int, int]) -> Image.Image:
    """The picture, none of its pixels decoded yet. Raises PictureError for one that cannot be used
    or has not the `size` that its record names."""
    with _refusing():
        picture = Image.open(BytesIO(raw), formats=pictures.FORMATS)
        detail = pictures.excess(raw, picture)
        if detail := detail or _other_size(pictures.upright_size(picture), size):
            raise PictureError("media.unreadable", detail=detail)
        return picture


@contextmanager
def _refusing() -> Iterator[None]:
    """A hostile picture makes decoders fail in ways of their own, and warn of what is an error here
    or does not matter."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except PictureError:
        raise
    except Exception as error:
        raise PictureError("media.unreadable", detail=type(error).__name__) from error


def _other_size(found: tuple[int, int], recorded: tuple[int, int]) -> str:
    if found == recorded:
        return ""
    there, said = (f"{width} × {height}" for width, height in (found, recorded))
    return f"it has {there} pixels, its record says {said}"


def _reduced(picture: Image.Image, size: tuple[int, int], reduction: int) -> Image.Image:
    """Only JPEG is made smaller by its decoder."""
    whole = reduction > 1 and picture.size == size
    return picture.reduce(reduction) if whole else picture


def scaled(picture: Image.Image, rendition: Rendition) -> Image.Image:
    """The crop of a rendition in its size, of a picture that was decoded with its reduction."""
    left, top, right, bottom = (edge / rendition.reduction for edge in rendition.box)
    return picture.resize(
        (rendition.width, rendition.height),
        Image.Resampling.LANCZOS,
        box=(left, top, right, bottom),
        reducing_gap=3.0,
    )


def encoded(picture: Image.Image, rendition: Rendition) -> bytes:
    """The bytes of a rendition whose picture was `scaled`. Raises PictureError."""
    stream = BytesIO()
    try:
        picture.save(stream, FORMATS[rendition.format], **rendition.settings)
    except (OSError, ValueError) as error:  # each format has a greatest width and height
        raise PictureError("media.unreadable", detail=str(error)) from error
    return stream.getvalue()
