import hashlib
import io
from pathlib import Path

import pytest
from PIL import Image

from site_builder.media import recipes
from site_builder.media.encode import PictureError, checked, decoded, encoded


def put(folder: Path, picture: Image.Image, format_: str, **options: object) -> tuple[Path, str]:
    stream = io.BytesIO()
    picture.save(stream, format_, **options)
    source = folder / f"a.{format_.lower()}"
    source.write_bytes(stream.getvalue())
    return source, hashlib.sha256(stream.getvalue()).hexdigest()


def encode(source: Path, digest: str, size: tuple[int, int], wanted, folder: Path) -> None:
    picture = decoded(checked(source, digest), size)
    for rendition in wanted:
        (folder / rendition.name).write_bytes(encoded(picture, rendition))


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


def test_what_a_file_says_beside_its_pixels_stays_in_it(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRET"
    said = {"comment": b"SECRET", "exif": exif, "xmp": b"SECRET", "icc_profile": b"SECRET"}
    source, digest = put(tmp_path, Image.new("RGB", (60, 40), "red"), "JPEG", **said)
    record = {"width": 60, "height": 40}
    wanted = [r for role in recipes.ROLES for r in recipes.renditions(digest, record, role)]
    encode(source, digest, (60, 40), wanted, tmp_path)
    made = [(tmp_path / rendition.name).read_bytes() for rendition in wanted]
    assert made
    assert not [data for data in made if b"SECRET" in data]


def test_the_bytes_of_every_format_are_the_same_again(tmp_path: Path) -> None:
    noise = Image.effect_noise((320, 200), 60).convert("RGB")
    source, digest = put(tmp_path, noise, "PNG")
    wanted = recipes.renditions(digest, {"width": 320, "height": 200}, "cover")
    assert {r.format for r in wanted} == {"avif", "webp", "jpg"}
    picture = decoded(checked(source, digest), (320, 200))
    assert [encoded(picture, r) for r in wanted] == [encoded(picture, r) for r in wanted]
