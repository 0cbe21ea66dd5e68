import hashlib
import io
from pathlib import Path

import pytest
from PIL import Image

from site_builder.media import recipes
from site_builder.media.encode import PictureError, encode


def put(folder: Path, picture: Image.Image, format_: str, **options: object) -> tuple[Path, str]:
    stream = io.BytesIO()
    picture.save(stream, format_, **options)
    source = folder / f"a.{format_.lower()}"
    source.write_bytes(stream.getvalue())
    return source, hashlib.sha256(stream.getvalue()).hexdigest()


@pytest.mark.parametrize(
    ("mode", "format_"),
    [("RGB", "JPEG"), ("L", "JPEG"), ("CMYK", "JPEG"), ("RGBA", "PNG"), ("LA", "PNG"), ("P", "PNG"),
     ("1", "PNG"), ("I;16", "PNG"), ("RGBA", "WEBP")],
)  # fmt: skip
def test_every_mode_of_picture_becomes_plain_colour(
    tmp_path: Path, mode: str, format_: str
) -> None:
    source, digest = put(tmp_path, Image.new(mode, (60, 40)), format_)
    wanted = recipes.renditions(digest, {"width": 60, "height": 40}, "inline")
    encode(source, digest, (60, 40), wanted, tmp_path)
    for rendition in wanted:
        with Image.open(tmp_path / rendition.name) as made:
            assert (made.mode, made.size) == ("RGB", (60, 40))
            assert not made.getexif()


def test_what_is_transparent_becomes_white(tmp_path: Path) -> None:
    source, digest = put(tmp_path, Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "PNG")
    wanted = recipes.renditions(digest, {"width": 8, "height": 8}, "share")
    encode(source, digest, (8, 8), wanted, tmp_path)
    with Image.open(tmp_path / wanted[0].name) as made:
        assert made.getpixel((0, 0)) == (255, 255, 255)


def test_the_crop_follows_the_focal_point(tmp_path: Path) -> None:
    picture = Image.new("RGB", (400, 100), "white")
    picture.paste("red", (0, 0, 100, 100))
    source, digest = put(tmp_path, picture, "PNG")
    record = {"width": 400, "height": 100, "focal": {"x": 0, "y": 50, "width": 1, "height": 1}}
    wanted = recipes.renditions(digest, record, "cover")
    encode(source, digest, (400, 100), wanted, tmp_path)
    with Image.open(tmp_path / wanted[-1].name) as made:
        red, green, _ = made.getpixel((10, 50))
        assert (red > 200, green < 60) == (True, True)


def test_bytes_are_checked_against_the_digest(tmp_path: Path) -> None:
    source, _ = put(tmp_path, Image.new("RGB", (8, 8)), "PNG")
    with pytest.raises(PictureError) as caught:
        encode(source, "0" * 64, (8, 8), [], tmp_path)
    assert caught.value.code == "media.digest"


def test_no_draft_is_left_behind(tmp_path: Path) -> None:
    source, digest = put(tmp_path, Image.new("RGB", (8, 8)), "PNG")
    encode(
        source,
        digest,
        (8, 8),
        recipes.renditions(digest, {"width": 8, "height": 8}, "inline"),
        tmp_path,
    )
    assert not list(tmp_path.glob(".*"))


def test_what_a_file_says_beside_its_pixels_stays_in_it(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRET"
    said = {"comment": b"SECRET", "exif": exif, "xmp": b"SECRET", "icc_profile": b"SECRET"}
    source, digest = put(tmp_path, Image.new("RGB", (60, 40), "red"), "JPEG", **said)
    wanted = recipes.renditions(digest, {"width": 60, "height": 40}, "inline")
    encode(source, digest, (60, 40), wanted, tmp_path)
    made = [(tmp_path / rendition.name).read_bytes() for rendition in wanted]
    assert made
    assert not [data for data in made if b"SECRET" in data]
