import hashlib
import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from site_builder.media import recipes
from site_builder.media.encode import PictureError, checked, decoded, renditions, scaled


def put(folder: Path, picture: Image.Image, format_: str, **options: object) -> tuple[Path, str]:
    stream = io.BytesIO()
    picture.save(stream, format_, **options)
    source = folder / f"a.{format_.lower()}"
    source.write_bytes(stream.getvalue())
    return source, hashlib.sha256(stream.getvalue()).hexdigest()


def encode(source: Path, digest: str, size: tuple[int, int], wanted, folder: Path) -> None:
    for name, data in renditions(checked(source, digest), size, wanted):
        (folder / name).write_bytes(data)


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
    raw = checked(source, digest)
    first, second = (dict(renditions(raw, (320, 200), wanted)) for _ in range(2))
    assert first == second
    assert first.keys() == {r.name for r in wanted}


@pytest.mark.parametrize(("format_", "size"), [("JPEG", (801, 599)), ("PNG", (801, 600))])
def test_the_bytes_do_not_depend_on_what_is_made_with_them(
    tmp_path: Path, format_: str, size: tuple[int, int]
) -> None:
    source, digest = put(tmp_path, Image.effect_noise(size, 60).convert("RGB"), format_)
    raw = checked(source, digest)
    record = {"width": size[0], "height": size[1]}
    wanted = {r.name: r for role in recipes.ROLES for r in recipes.renditions(digest, record, role)}
    assert {rendition.reduction for rendition in wanted.values()} == {1, 2}
    together = dict(renditions(raw, size, wanted.values()))
    alone = {
        name: dict(renditions(raw, size, [rendition]))[name] for name, rendition in wanted.items()
    }
    assert together == alone


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_is_decoded_at_half_its_size_looks_the_same(
    tmp_path: Path, format_: str
) -> None:
    scene = Image.linear_gradient("L").resize((901, 601)).convert("RGB")
    scene.paste("red", (100, 100, 500, 333))
    source, digest = put(tmp_path, scene, format_)
    record = {"width": 901, "height": 601}
    wanted = [r for r in recipes.renditions(digest, record, "tile") if r.reduction == 2]
    assert len(wanted) == 1
    box = decoded(checked(source, digest), (901, 601), 2)
    assert box.size == (451, 301)
    small = scaled(box, wanted[0])
    whole = scaled(decoded(checked(source, digest), (901, 601)), replace(wanted[0], reduction=1))
    assert max(ImageStat.Stat(ImageChops.difference(small, whole)).rms) < 4


@pytest.mark.parametrize("reduction", [1, 2])
@pytest.mark.parametrize("recorded", [(800, 601), (601, 801), (1600, 1200)])
def test_a_record_that_tells_another_size_is_found_out(
    tmp_path: Path, recorded: tuple[int, int], reduction: int
) -> None:
    source, digest = put(tmp_path, Image.new("RGB", (801, 601)), "JPEG")
    with pytest.raises(PictureError, match=r"media\.unreadable"):
        decoded(checked(source, digest), recorded, reduction)


@pytest.mark.parametrize("reduction", [1, 2])
def test_a_picture_that_lies_on_its_side_is_recorded_upright(
    tmp_path: Path, reduction: int
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    source, digest = put(tmp_path, Image.new("RGB", (300, 200)), "JPEG", exif=exif)
    upright = decoded(checked(source, digest), (200, 300), reduction)
    assert upright.size == (200 // reduction, 300 // reduction)
