"""What an upload becomes, whatever a camera or program wrote: the right pixels and nothing else."""

import zlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw

from cms.images import normalise as normaliser
from tests.cms.images import files, profiles

FORMATS = ("JPEG", "PNG", "WEBP")
PLACE = b"8.1594 99.6742 Thung Song"  # as text
# Where a pixel of the file (x, y) of width w and height h is seen (EXIF 2.32, tag 274).
SEEN = {
    1: lambda x, y, w, h: (x, y),
    2: lambda x, y, w, h: (w - 1 - x, y),
    3: lambda x, y, w, h: (w - 1 - x, h - 1 - y),
    4: lambda x, y, w, h: (x, h - 1 - y),
    5: lambda x, y, w, h: (y, x),
    6: lambda x, y, w, h: (h - 1 - y, x),
    7: lambda x, y, w, h: (h - 1 - y, w - 1 - x),
    8: lambda x, y, w, h: (y, w - 1 - x),
}
# All that may stand in a file that is kept.
PLAIN_JPEG = {
    b"\xc0", b"\xc2", b"\xc4", b"\xda", b"\xdb", b"\xdd", b"\xe0JFIF\0\x10",
    b"\xeeAdobe\x0e",
}  # fmt: skip
PLAIN = {
    "JPEG": PLAIN_JPEG,
    "PNG": {b"IHDR", b"PLTE", b"tRNS", b"sRGB", b"pHYs", b"bKGD", b"sBIT", b"IDAT", b"IEND"},
    "WEBP": {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"},
}
COLOUR = st.tuples(*[st.integers(0, 255)] * 3)


def kept(raw: bytes) -> tuple[bytes, Image.Image]:
    """The file that is kept, which holds a picture and nothing else, and its pixels."""
    made = normaliser.normalise(raw, max_side=4_000)
    opened = Image.open(BytesIO(made.raw))
    opened.load()
    assert opened.format == made.format
    assert files.parts(made.raw) <= PLAIN[made.format]
    assert not opened.getexif()
    assert not {"icc_profile", "xmp", "exif", "comment", "photoshop"} & opened.info.keys()
    assert normaliser.normalise(made.raw, max_side=4_000).raw == made.raw
    return made.raw, opened


def difference(one: Image.Image, other: Image.Image) -> int:
    """The greatest, of any channel of any pixel."""
    apart = ImageChops.difference(one.convert("RGB"), other.convert("RGB"))
    return max(high for _, high in apart.getextrema())


@st.composite
def small_pictures(draw: st.DrawFn) -> Image.Image:
    size = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    count = 3 * size[0] * size[1]
    return Image.frombytes("RGB", size, draw(st.binary(min_size=count, max_size=count)))


def turned(picture: Image.Image, orientation: int) -> Image.Image:
    """As it is seen, pixel by pixel."""
    size = picture.size if orientation <= 4 else picture.size[::-1]
    seen = Image.new("RGB", size)
    for x in range(picture.width):
        for y in range(picture.height):
            seen.putpixel(SEEN[orientation](x, y, *picture.size), picture.getpixel((x, y)))
    return seen


@given(small_pictures(), st.sampled_from(sorted(SEEN)))
def test_every_orientation_is_upright_pixel_by_pixel(picture, orientation):
    _, made = kept(files.saved(picture, "PNG", exif=files.located(orientation)))
    assert made.mode == "RGB"
    assert (made.size, made.tobytes()) == (
        turned(picture, orientation).size, turned(picture, orientation).tobytes(),
    )  # fmt: skip


@pytest.mark.parametrize("format_", ["JPEG", "WEBP", "HEIF"])
@pytest.mark.parametrize("orientation", SEEN)
def test_every_orientation_is_upright_in_formats_that_lose_a_little(format_, orientation):
    picture = Image.new("RGB", (64, 32))
    for n, (x, y) in enumerate((x, y) for x in range(0, 64, 16) for y in range(0, 32, 16)):
        colour = (30 * n, 240 - 30 * n, 128)
        ImageDraw.Draw(picture).rectangle((x, y, x + 15, y + 15), fill=colour)
    _, made = kept(files.saved(picture, format_, quality=95, exif=files.located(orientation)))
    expected = turned(picture, orientation)
    middles = [
        (made.getpixel((x, y)), expected.getpixel((x, y)))
        for x in range(8, made.width, 16)
        for y in range(8, made.height, 16)
    ]
    assert all(abs(a - b) <= 8 for pair in middles for a, b in zip(*pair, strict=True))


@given(st.tuples(*[st.integers(0, 255)] * 4))
def test_the_inks_of_a_cmyk_jpeg_become_light(inks):
    _, made = kept(files.saved(Image.new("CMYK", (16, 16), inks), "JPEG", quality=95))
    c, m, y, k = inks
    light = tuple(round((255 - ink) * (255 - k) / 255) for ink in (c, m, y))
    assert (made.format, made.mode) == ("JPEG", "RGB")
    assert all(abs(a - b) <= 6 for a, b in zip(made.getpixel((8, 8)), light, strict=True))


@given(st.lists(st.integers(0, 65_535), min_size=12, max_size=12), st.sampled_from([0, 2, 4, 6]))
def test_of_sixteen_bits_the_upper_eight_are_kept(values, colour_type):
    channels = {0: 1, 2: 3, 4: 2, 6: 4}[colour_type]
    if colour_type in (4, 6):
        values = [
            65_535 if at % channels == channels - 1 else value for at, value in enumerate(values)
        ]
    width = 12 // channels
    head = width.to_bytes(4) + (1).to_bytes(4) + bytes([16, colour_type, 0, 0, 0])
    line = b"\0" + b"".join(value.to_bytes(2) for value in values)
    raw = b"\x89PNG\r\n\x1a\n" + files.png_chunk(b"IHDR", head)
    raw += files.png_chunk(b"IDAT", zlib.compress(line)) + files.png_chunk(b"IEND", b"")
    bytes_, made = kept(raw)
    assert bytes_[24] == 8
    step = 1 if colour_type in (0, 4) else 3
    pixels = [values[at : at + step] for at in range(0, 12, channels)]
    assert [made.convert("RGB").getpixel((x, 0)) for x in range(width)] == [
        tuple(value >> 8 for value in (pixel * 3)[:3]) for pixel in pixels
    ]


@pytest.mark.parametrize("format_", ["PNG", "WEBP", "HEIF"])
def test_what_is_seen_through_lies_on_white(format_):
    picture = Image.new("RGBA", (32, 32), (255, 0, 0, 0))
    raw = files.saved(picture, format_, **({} if format_ == "PNG" else {"quality": 95}))
    made = normaliser.normalise(raw, max_side=4_000)
    assert made.colour == "#ffffff"
    opened = Image.open(BytesIO(made.raw))
    white = Image.new("RGBA", (32, 32), "white")
    assert difference(Image.alpha_composite(white, opened.convert("RGBA")), white) <= 3


@pytest.mark.parametrize("format_", ["PNG", "WEBP"])
def test_of_a_moving_picture_the_first_stays_and_no_byte_of_the_others(format_):
    frames = [Image.new("RGB", (20, 10), colour) for colour in ("red", "blue", "lime")]
    raw = files.saved(frames[0], format_, save_all=True, append_images=frames[1:])
    assert files.parts(raw) & {b"acTL", b"ANIM"}
    _, made = kept(raw)
    assert getattr(made, "n_frames", 1) == 1
    assert difference(made, frames[0]) <= 4


def test_a_moving_gif_is_no_picture_for_the_site():
    frames = [Image.new("P", (20, 10), colour) for colour in (1, 2)]
    raw = files.saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    with pytest.raises(normaliser.NotAPicture) as caught:
        normaliser.normalise(raw, max_side=4_000)
    assert caught.value.code == "kind"


@settings(max_examples=60)
@given(COLOUR, st.sampled_from([profiles.DISPLAY_P3, profiles.ADOBE_RGB]))
def test_wide_colours_become_those_of_srgb(colour, space):
    raw = files.saved(Image.new("RGB", (8, 8), colour), "PNG", icc_profile=space.profile())
    made, picture = kept(raw)
    expected = space.in_srgb(colour)
    assert all(abs(a - b) <= 3 for a, b in zip(picture.getpixel((4, 4)), expected, strict=True))
    assert b"acsp" not in made


@pytest.mark.parametrize("format_", [*FORMATS, "HEIF"])
@pytest.mark.parametrize("space", [profiles.DISPLAY_P3, profiles.ADOBE_RGB], ids=["P3", "Adobe"])
def test_a_wide_profile_is_used_and_dropped_in_every_format(format_, space):
    colour = (200, 90, 60)
    picture = Image.new("RGB", (32, 32), colour)
    profile = space.profile()
    made, shown = kept(files.saved(picture, format_, quality=95, icc_profile=profile))
    got = shown.getpixel((16, 16))
    assert all(abs(a - b) <= 6 for a, b in zip(got, space.in_srgb(colour), strict=True))
    assert b"acsp" not in made


def _compressed(text: bytes) -> bytes:
    return b"Comment\0\0" + zlib.compress(text)


XMP = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta exif:GPSLatitude='%s'/>" % PLACE
IPTC = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x1e\x1c\x02\x5a\0\x19" + PLACE
TRACES = {
    "JPEG": [
        lambda raw: files.jpeg_with(raw, 0xE1, files.located()),
        lambda raw: files.jpeg_with(raw, 0xE1, XMP),
        lambda raw: files.jpeg_with(raw, 0xED, IPTC),
        lambda raw: files.jpeg_with(raw, 0xFE, PLACE),
        lambda raw: files.jpeg_with(raw, 0xEE, b"Adobe" + PLACE),
        lambda raw: files.jpeg_with(raw, 0xE0, b"JFIF\0" + PLACE),
        lambda raw: raw[:-2] + files.jpeg_with(b"", 0xFE, PLACE) + raw[-2:],  # behind the pixels
        lambda raw: raw + PLACE,
    ],
    "PNG": [
        lambda raw: files.png_with(raw, b"eXIf", files.located()[6:]),
        lambda raw: files.png_with(raw, b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + PLACE),
        lambda raw: files.png_with(raw, b"tEXt", b"Comment\0" + PLACE),
        lambda raw: files.png_with(raw, b"zTXt", _compressed(PLACE)),
        lambda raw: files.png_with(raw, b"tIME", b"\x07\xea\x0b\x17\x09\0\0"),
        lambda raw: raw + PLACE,
    ],
    "WEBP": [
        lambda raw: files.webp_with(raw, b"EXIF", files.located()[6:]),
        lambda raw: files.webp_with(raw, b"XMP ", XMP),
        lambda raw: files.webp_with(raw, b"NOTE", PLACE),
        lambda raw: raw + PLACE,
    ],
}  # fmt: skip


@given(st.data())
def test_no_byte_tells_where_a_photograph_was_taken(data):
    format_ = data.draw(st.sampled_from(FORMATS))
    raw = files.saved(Image.new("RGB", (24, 16), data.draw(COLOUR)), format_)
    for leave in data.draw(st.lists(st.sampled_from(TRACES[format_]), min_size=1, max_size=4)):
        raw = leave(raw)
    made, picture = kept(raw)
    assert picture.size == (24, 16)
    for trace in (PLACE, *files.PLACE_BYTES, b"GPS", b"Exif", b"Photoshop", b"adobe", b"MM\0*"):
        assert trace not in made


def test_no_byte_of_an_iphones_photograph_tells_where_it_was_taken():
    picture = Image.new("RGB", (64, 32), "red")
    raw = files.saved(picture, "HEIF", exif=files.located(6), xmp=XMP)
    assert any(trace in raw for trace in files.PLACE_BYTES)
    assert PLACE in raw
    made, picture = kept(raw)
    assert picture.size == (32, 64)
    for trace in (PLACE, *files.PLACE_BYTES, b"GPS", b"Exif", b"adobe"):
        assert trace not in made
