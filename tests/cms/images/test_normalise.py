"""Uploads: upright, without what phones write into them, not larger than needed."""

import re
import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from cms.images import normalise as normaliser
from cms.images.models import Picture, WithdrawnMedia
from cms.images.normalise import NotAPicture

SECRET = "SecretCam 0812345678"
FORMATS = ("JPEG", "PNG", "WEBP")
GPS, MAKE, ORIENTATION = 0x8825, 0x010F, 0x0112


def picture(format_="JPEG", size=(80, 40), mode="RGB", **options) -> bytes:
    stream = BytesIO()
    Image.new(mode, size, "red").save(stream, format_, **options)
    return stream.getvalue()


def heic(size=(80, 40), **options) -> bytes:
    return picture("HEIF", size, **options)


def camera(orientation=1) -> Image.Exif:
    exif = Image.Exif()
    exif[MAKE] = SECRET
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS)[1] = "N"
    return exif


def normalise(raw: bytes, max_side: int) -> bytes:
    return normaliser.normalise(raw, max_side=max_side).raw


def opened(raw: bytes) -> Image.Image:
    return Image.open(BytesIO(raw))


def bomb(side: int) -> bytes:
    """A few bytes that say that they are a large picture."""
    raw = bytearray(picture("PNG"))
    raw[16:24] = side.to_bytes(4) * 2
    raw[29:33] = zlib.crc32(raw[12:29]).to_bytes(4)
    return bytes(raw)


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


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_of_an_iphone_becomes_an_upright_jpeg(orientation):
    made = normaliser.normalise(heic(exif=camera(orientation).tobytes()), max_side=100)
    assert made.format == opened(made.raw).format == "JPEG"
    assert SECRET.encode() not in made.raw
    assert not opened(made.raw).getexif()
    assert opened(made.raw).size == ((80, 40) if orientation <= 4 else (40, 80))


def test_of_several_pictures_in_one_file_the_first_is_kept():
    frames = [Image.new("RGB", (20, 10), colour) for colour in ("red", "blue")]
    stream = BytesIO()
    frames[0].save(stream, "MPO", save_all=True, append_images=frames[1:])
    made = opened(normalise(stream.getvalue(), max_side=100))
    assert (made.format, made.size) == ("JPEG", (20, 10))
    assert made.getpixel((5, 5))[0] > 200


def test_wide_colours_are_converted_to_those_of_every_screen():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    made = opened(normalise(picture(icc_profile=srgb.tobytes()), max_side=100))
    assert "icc_profile" not in made.info
    assert made.getpixel((5, 5))[0] > 240


def test_sixteen_bits_become_eight():
    made = opened(normalise(picture("PNG", mode="I;16"), max_side=100))
    assert made.mode in ("RGB", "L")


@pytest.mark.parametrize(
    ("raw", "colour"),
    [
        (picture("PNG"), "#ff0000"),
        (picture("PNG", mode="RGBA"), "#ff0000"),
        (picture("PNG", mode="L"), "#4c4c4c"),
    ],
)
def test_the_mean_colour_is_known(raw, colour):
    assert normaliser.normalise(raw, max_side=100).colour == colour


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
    ("raw", "code"),
    [
        (b"", "kind"), (b"<svg/>", "svg"), (b"<?xml version='1.0'?><svg/>", "svg"),
        (b"GIF89a", "kind"), (b"%PDF-1.4", "kind"), (b"<html>", "kind"),
        (picture()[:-200], "damaged"), (picture("PNG")[:60], "damaged"),
        (picture("WEBP")[:50], "damaged"), (picture()[:20], "damaged"),
        (heic()[:400], "damaged"),
    ],
)  # fmt: skip
def test_what_is_no_whole_picture_is_refused_and_why(raw, code):
    with pytest.raises(NotAPicture) as caught:
        normalise(raw, max_side=100)
    assert caught.value.code == code


@pytest.mark.parametrize("side", [9_000, 20_000])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(side):
    with pytest.raises(NotAPicture) as caught:
        normalise(bomb(side), max_side=100)
    assert caught.value.code == "pixels"


@pytest.mark.parametrize("format_", ["JPEG", "MPO"])
def test_a_jpeg_that_would_be_decoded_for_hours_is_refused_at_once(format_):
    raw = picture(format_)
    endless = raw[:-2] + b"\xff\xda\x00\x02" * 100_000 + raw[-2:]
    with pytest.raises(NotAPicture) as caught:
        normalise(endless, max_side=100)
    assert caught.value.code == "damaged"


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


def send(office, name: str, raw: bytes):
    file = SimpleUploadedFile(name, raw, "image/jpeg")
    with override("th"):
        return office.post(
            reverse("wagtailimages:add"), {"title": "ก", "file": file, "consent": ""}
        )


REFUSED = {
    "half.jpg": (picture(size=(900, 900))[:-4000], "ไฟล์ภาพเสียหาย"),
    "drawing.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "SVG"),
    "drawing.jpg": (b"<?xml version='1.0'?><svg/>", "SVG"),
    "page.jpg": (b"<html><script>alert(1)</script>", "ไม่ใช่รูปภาพ"),
    "report.png": (b"%PDF-1.7 ...", "ไม่ใช่รูปภาพ"),
    "moving.gif": (picture("GIF", mode="P"), "ไม่ใช่รูปภาพ"),
    "large.jpg": (b"\xff\xd8\xff" + b"x" * 26 * 1024 * 1024, "ไฟล์ใหญ่เกินไป"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_used_is_answered_with_one_sentence(office, homes, name):
    raw, sentence = REFUSED[name]
    answer = send(office, name, raw)
    assert answer.status_code == 200
    assert answer.content.decode().count(sentence) == 1
    assert not Picture.objects.exists()


def test_a_bomb_is_answered_with_one_sentence(office, homes):
    assert "ล้านพิกเซล" in send(office, "bomb.png", bomb(20_000)).content.decode()


def test_a_picture_with_a_tail_of_script_loses_it(office, homes):
    send(office, "both.jpg", picture() + b"<script>alert(1)</script>")
    with Picture.objects.get().file.open() as stored:
        assert b"script" not in stored.read()


@pytest.mark.parametrize("name", ["IMG_2034.HEIC", "photo.png", "photo"])
def test_the_name_is_given_the_ending_of_what_is_kept(office, homes, name):
    """Programs of phones write JPEG under any name."""
    send(office, name, heic() if "HEIC" in name else picture())
    kept = Picture.objects.get()
    assert kept.content_name.endswith(".jpg")
    assert kept.colour


def test_a_withdrawn_picture_cannot_be_uploaded_again(office, homes):
    raw = picture(exif=camera(3))
    send(office, "a.jpg", raw)
    kept = Picture.objects.get()
    WithdrawnMedia.objects.create(
        digest=kept.digest, original_digest=kept.original_digest, deleted_at=timezone.now()
    )
    kept.delete()
    for again in (raw, normalise(raw, max_side=4000)):
        assert "ถูกถอดออก" in send(office, "b.jpg", again).content.decode()
    assert not Picture.objects.exists()


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [("IMG_1.HEIC", heic(), None), ("plan.svg", b"<svg/>", "PNG"), ("a.txt", b"text", "JPEG")],
)
def test_the_library_takes_and_refuses_what_the_gallery_does(office, homes, name, raw, said):
    """By its ending alone nothing is refused before it is sent."""
    page = office.get(reverse("wagtailimages:add_multiple")).content.decode()
    ending = re.search(r'data-accept-file-types="/(.*?)/i"', page)[1]
    assert re.search(ending, name)
    answer = office.post(
        reverse("wagtailimages:add_multiple"),
        {"title": "a", "files[]": SimpleUploadedFile(name, raw)},
        headers={"x-requested-with": "XMLHttpRequest"},
    ).json()
    assert answer["success"] is (said is None)
    assert said is None or said in answer["error_message"]
