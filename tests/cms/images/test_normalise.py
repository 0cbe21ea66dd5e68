"""Uploads: upright, without what phones write into them, not larger than needed."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from cms.images.models import Picture
from cms.images.normalise import NotAPicture, normalise

SECRET = "SecretCam 0812345678"
FORMATS = ("JPEG", "PNG", "WEBP")
GPS, MAKE, ORIENTATION = 0x8825, 0x010F, 0x0112


def picture(format_="JPEG", size=(80, 40), mode="RGB", **options) -> bytes:
    stream = BytesIO()
    Image.new(mode, size, "red").save(stream, format_, **options)
    return stream.getvalue()


def camera(orientation=1) -> Image.Exif:
    exif = Image.Exif()
    exif[MAKE] = SECRET
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS)[1] = "N"
    return exif


def opened(raw: bytes) -> Image.Image:
    return Image.open(BytesIO(raw))


def text_chunk() -> PngInfo:
    info = PngInfo()
    info.add_text("Comment", SECRET)
    return info


@pytest.mark.parametrize("format_", FORMATS)
def test_a_plain_picture_keeps_its_bytes(format_):
    raw = picture(format_)
    assert normalise(raw, max_side=100) == raw


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_is_upright_and_says_nothing_of_its_camera(format_, orientation):
    made = normalise(picture(format_, exif=camera(orientation)), max_side=100)
    assert SECRET.encode() not in made
    assert not opened(made).getexif()
    assert opened(made).format == format_
    assert opened(made).size == ((80, 40) if orientation <= 4 else (40, 80))
    assert normalise(made, max_side=100) == made


@pytest.mark.parametrize(
    "raw",
    [
        picture(comment=SECRET.encode()),
        picture(xmp=SECRET.encode()),
        picture("WEBP", xmp=SECRET.encode()),
        picture("PNG", pnginfo=text_chunk()),
        picture() + SECRET.encode(),
        picture("PNG") + SECRET.encode(),
        picture("WEBP") + SECRET.encode(),
        picture(icc_profile=SECRET.encode()),
    ],
    ids=["comment", "xmp", "webp xmp", "png text", "tail", "png tail", "webp tail", "profile"],
)  # fmt: skip
def test_nothing_but_the_picture_stays(raw):
    assert SECRET.encode() in raw
    made = normalise(raw, max_side=100)
    assert SECRET.encode() not in made
    assert opened(made).size == (80, 40)


@pytest.mark.parametrize("format_", FORMATS)
def test_a_large_picture_is_made_smaller(format_):
    assert opened(normalise(picture(format_), max_side=20)).size == (20, 10)


@pytest.mark.parametrize(
    ("raw", "mode"),
    [
        (picture(mode="CMYK"), "RGB"),
        (picture("PNG", mode="RGBA", exif=camera()), "RGBA"),
        (picture("PNG", mode="P", exif=camera()), "RGB"),
    ],
    ids=["CMYK", "alpha", "palette"],
)
def test_colours_are_kept_in_a_mode_that_browsers_show(raw, mode):
    assert opened(normalise(raw, max_side=100)).mode == mode


def test_of_an_animation_the_first_picture_is_kept():
    frames = [Image.new("RGB", (20, 10), colour) for colour in ("red", "blue")]
    stream = BytesIO()
    frames[0].save(stream, "PNG", save_all=True, append_images=frames[1:])
    made = opened(normalise(stream.getvalue(), max_side=100))
    assert getattr(made, "n_frames", 1) == 1
    assert made.convert("RGB").getpixel((0, 0)) == (255, 0, 0)


@pytest.mark.parametrize(
    "raw",
    [b"", b"<svg/>", b"GIF89a", picture()[:-200], picture("PNG")[:60], picture("WEBP")[:50]],
    ids=["nothing", "svg", "gif", "half a jpeg", "half a png", "half a webp"],
)
def test_what_is_no_whole_picture_is_refused(raw):
    with pytest.raises(NotAPicture):
        normalise(raw, max_side=100)


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded():
    raw = bytearray(picture("PNG"))
    raw[16:24] = (20_000).to_bytes(4) * 2
    with pytest.raises(NotAPicture):
        normalise(bytes(raw), max_side=100)


@given(st.binary(max_size=200), st.sampled_from(FORMATS), st.integers(0, 400))
def test_any_damage_gives_a_plain_picture_or_is_refused(noise, format_, place):
    raw = picture(format_, exif=camera(6))
    damaged = raw[:place] + noise + raw[place + len(noise) :]
    try:
        made = normalise(damaged, max_side=100)
    except NotAPicture:
        return
    assert SECRET.encode() not in made
    assert normalise(made, max_side=100) == made


def test_an_upload_is_stored_normalised(office, homes):
    file = SimpleUploadedFile("IMG_1.jpg", picture(exif=camera(6)), "image/jpeg")
    office.post(reverse("wagtailimages:add"), {"title": "ก", "file": file, "consent": ""})
    kept = Picture.objects.get()
    assert (kept.width, kept.height) == (40, 80)
    with kept.file.open() as stored:
        assert SECRET.encode() not in stored.read()
    assert kept.file_size == kept.file.size


def test_a_truncated_upload_is_answered_with_a_sentence(office, homes):
    file = SimpleUploadedFile("IMG_1.jpg", picture(size=(900, 900))[:-4000], "image/jpeg")
    with override("th"):
        answer = office.post(
            reverse("wagtailimages:add"), {"title": "ก", "file": file, "consent": ""}
        )
    assert answer.status_code == 200
    assert "ไฟล์ภาพเสียหาย" in answer.content.decode()
    assert not Picture.objects.exists()
