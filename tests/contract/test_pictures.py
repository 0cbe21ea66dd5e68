from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw

from contract import pictures

# EXIF orientation -> where the corner that the camera saw at the top left lies in the file.
STORED_CORNER = {
    1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (0, 1), 7: (1, 1), 8: (1, 0),
}  # fmt: skip


def stored(picture: Image.Image, format_: str = "PNG", **options: object) -> Image.Image:
    stream = BytesIO()
    picture.save(stream, format_, **options)
    return Image.open(BytesIO(stream.getvalue()))


@pytest.mark.parametrize("orientation", STORED_CORNER)
def test_the_corner_that_was_up_is_up(orientation: int) -> None:
    size = (80, 40)
    column, row = STORED_CORNER[orientation]
    corner = (column * 60, row * 20)
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).rectangle((*corner, corner[0] + 19, corner[1] + 19), fill="red")
    exif = Image.Exif()
    exif[0x0112] = orientation
    upright = pictures.pixels(stored(picture, exif=exif))
    assert upright.size == (size if orientation <= 4 else size[::-1])
    assert upright.getpixel((2, 2)) == (255, 0, 0)


@given(st.sampled_from(["1", "L", "LA", "P", "RGB", "RGBA", "I;16"]), st.integers(1, 40))
def test_every_mode_becomes_rgb_or_rgba_of_the_same_size(mode: str, side: int) -> None:
    made = pictures.pixels(stored(Image.new(mode, (side, 7))))
    assert made.mode == ("RGBA" if mode in ("LA", "RGBA") else "RGB")
    assert made.size == (side, 7)
    assert made.info == {}


def test_sixteen_bits_keep_their_brightness() -> None:
    made = pictures.pixels(stored(Image.new("I;16", (2, 2), 40_000)))
    assert made.getpixel((0, 0)) == (156, 156, 156)


@pytest.mark.parametrize(("side", "reduced"), [(4_000, 4_000), (8_100, 4_050)])
def test_a_large_jpeg_is_reduced_as_it_is_decoded(side: int, reduced: int) -> None:
    made = pictures.pixels(stored(Image.new("L", (side, side)), "JPEG"))
    assert made.size == (reduced, reduced)


def jpeg(**options: object) -> bytes:
    stream = BytesIO()
    Image.new("L", (8, 8)).save(stream, "JPEG", **options)
    return stream.getvalue()


def with_scans(raw: bytes, count: int, between: bytes = b"") -> bytes:
    """The JPEG with more scans; it has one, or six when it is progressive."""
    return raw[:-2] + (between + b"\xff\xda\x00\x02") * (count - 1) + raw[-2:]


def test_a_picture_that_is_too_large_or_has_too_many_scans_is_not_published() -> None:
    def excess(picture: Image.Image, format_: str, scans: int = 1) -> str:
        stream = BytesIO()
        picture.save(stream, format_)
        raw = stream.getvalue()
        if format_ == "JPEG":
            raw = with_scans(raw, scans)
        return pictures.excess(raw, Image.open(BytesIO(raw)))

    assert excess(Image.new("1", (6_000, 4_000)), "PNG") == ""
    assert excess(Image.new("1", (6_001, 4_000)), "PNG") == "more than 24,000,000 pixels"
    assert excess(Image.new("L", (8, 8)), "JPEG", 100) == ""
    assert excess(Image.new("L", (8, 8)), "JPEG", 101) == "more than 100 scans"


@pytest.mark.parametrize(
    ("raw", "more"),
    [
        (jpeg(exif=b"Exif\0\0" + b"\xff\xda" * 200), False),  # a thumbnail
        (jpeg() + b"\xff\xda\x00\x02" * 200, False),  # a film behind the picture
        (with_scans(jpeg(), 101), True),
        (with_scans(jpeg(), 101, between=b"\xff\xd0\xff\xff"), True),
        (with_scans(jpeg(), 101, between=b"\xff\x02\xff\xff"), True),  # not a segment to skip
        (with_scans(jpeg(), 200)[:-2], True),
        (with_scans(jpeg(progressive=True), 89), False),
    ],
)
def test_scans_are_counted_as_a_decoder_meets_them(raw: bytes, more: bool) -> None:
    assert pictures.too_many_scans(raw, Image.open(BytesIO(raw))) == more


def coloured(profile: bytes) -> tuple[int, ...]:
    """What becomes of red in a file with the profile."""
    picture = Image.new("RGB", (2, 2), (200, 0, 0))
    return pictures.pixels(stored(picture, icc_profile=profile)).getpixel((0, 0))


def test_colours_of_another_space_become_those_of_srgb() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert coloured(srgb) == (200, 0, 0)
    swapped = srgb.replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ").replace(b"????", b"gXYZ")
    red, green, blue = coloured(swapped)
    assert green > 190
    assert max(red, blue) < 30


@pytest.mark.parametrize("profile", [b"nonsense", b"\0" * 200], ids=["words", "zeros"])
def test_a_broken_profile_changes_nothing(profile: bytes) -> None:
    assert coloured(profile) == (200, 0, 0)


def test_a_profile_of_another_kind_changes_nothing() -> None:
    assert coloured(ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()) == (
        200,
        0,
        0,
    )


@pytest.mark.parametrize(
    ("picture", "colour"),
    [
        (Image.new("RGB", (9, 9), "#123456"), "#123456"),
        (Image.new("RGBA", (9, 9), "#12345600"), "#ffffff"),
        (Image.new("RGBA", (9, 9), "#ff000080"), "#ff7f7f"),
    ],
)
def test_the_mean_colour_is_that_on_white(picture: Image.Image, colour: str) -> None:
    assert pictures.mean_colour(picture) == colour


def test_the_mean_colour_is_of_all_pixels() -> None:
    halves = Image.new("RGB", (10, 4), "#400080")
    halves.paste("#800040", (5, 0, 10, 4))
    assert pictures.mean_colour(halves) == "#600060"
