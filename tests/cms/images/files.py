"""Files as cameras and programs write them, and what a file is made of, byte for byte."""

import struct
import zlib
from io import BytesIO

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

GPS = 0x8825
# Degrees, minutes and seconds that stand nowhere else.
PLACE = ((8, 1), (9, 1), (11_644_397, 1_000_003))
PLACE_BYTES = [struct.pack(f"{order}II", *PLACE[2]) for order in "<>"]


def saved(picture: Image.Image, format_: str, **options) -> bytes:
    stream = BytesIO()
    picture.save(stream, format_, **options)
    return stream.getvalue()


def located(orientation: int = 1) -> bytes:
    """EXIF data of a photograph that says where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    where = exif.get_ifd(GPS)
    where[1], where[2] = "N", tuple(IFDRational(*part) for part in PLACE)
    return exif.tobytes()


def jpeg_with(raw: bytes, marker: int, data: bytes) -> bytes:
    """The JPEG with a segment after its first two bytes."""
    return raw[:2] + bytes([0xFF, marker]) + (len(data) + 2).to_bytes(2) + data + raw[2:]


def png_chunk(name: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + name + data + zlib.crc32(name + data).to_bytes(4)


def png_with(raw: bytes, name: bytes, data: bytes) -> bytes:
    """The PNG with a chunk after its head."""
    return raw[:33] + png_chunk(name, data) + raw[33:]


def webp_with(raw: bytes, name: bytes, data: bytes) -> bytes:
    """The WebP with a chunk at its end."""
    chunk = name + len(data).to_bytes(4, "little") + data + b"\0" * (len(data) % 2)
    size = int.from_bytes(raw[4:8], "little")  # what stands behind is no part of it
    head = raw[:4] + (size + len(chunk)).to_bytes(4, "little")
    return head + raw[8 : 8 + size] + chunk + raw[8 + size :]


def parts(raw: bytes) -> set[bytes]:
    """The names of all that the file is made of. Fails when a byte belongs to none."""
    if raw[:2] == b"\xff\xd8":
        return set(_jpeg_parts(raw))
    if raw[:4] == b"RIFF":
        return set(_webp_parts(raw))
    return set(_png_parts(raw))


def _jpeg_parts(raw: bytes):
    at = 2
    while raw[at + 1] != 0xD9:
        assert raw[at] == 0xFF
        marker, length = raw[at + 1], int.from_bytes(raw[at + 2 : at + 4])
        head = raw[at + 4 : at + 9] if 0xE0 <= marker <= 0xEF else b""
        yield bytes([marker]) + head + (bytes([length]) if head else b"")
        at += 2 + length
        while marker == 0xDA and (raw[at] != 0xFF or raw[at + 1] == 0):
            at += 1
    assert at + 2 == len(raw)


def _png_parts(raw: bytes):
    at = 8
    while at < len(raw):
        yield raw[at + 4 : at + 8]
        at += 12 + int.from_bytes(raw[at : at + 4])
    assert at == len(raw)


def _webp_parts(raw: bytes):
    at = 12
    assert int.from_bytes(raw[4:8], "little") + 8 == len(raw)
    while at < len(raw):
        yield raw[at : at + 4]
        length = int.from_bytes(raw[at + 4 : at + 8], "little")
        at += 8 + length + length % 2
    assert at == len(raw)
