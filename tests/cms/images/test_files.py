"""Pictures and attachments in the admin."""

import hashlib
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from cms.images.models import Attachment, Picture
from tests.contract import office_files


def picture_file(colour="red"):
    stream = BytesIO()
    Image.new("RGB", (40, 30), colour).save(stream, "PNG")
    return stream.getvalue()


def upload(office, data, **fields):
    file = SimpleUploadedFile("ภาพ.png", data, "image/png")
    values = {"title": "ภาพ", "file": file, "alt_th": "ป้ายศูนย์", "alt_en": "", "consent": ""}
    return office.post(reverse("wagtailimages:add"), {**values, **fields})


def test_a_picture_is_known_by_the_digest_of_its_bytes(office, homes):
    data = picture_file()
    assert upload(office, data, alt_en="Sign", minors="on").status_code == 302
    picture = Picture.objects.get()
    assert picture.digest == hashlib.sha256(data).hexdigest()
    assert picture.alt == {"th": "ป้ายศูนย์", "en": "Sign"}
    assert picture.minors
    assert picture.file.name.isascii()


def test_replacing_the_file_changes_the_digest(office, homes):
    upload(office, picture_file())
    picture = Picture.objects.get()
    url = reverse("wagtailimages:edit", args=(picture.pk,))
    page = office.get(url).content.decode()
    assert 'name="alt_th"' in page
    assert 'name="alt_en"' in page
    data = picture_file("blue")
    file = SimpleUploadedFile("b.png", data, "image/png")
    office.post(url, {"title": "ภาพ", "file": file, "alt_th": "", "alt_en": ""})
    picture.refresh_from_db()
    assert picture.digest == hashlib.sha256(data).hexdigest()
    assert picture.alt == {}


def test_many_pictures_are_added_at_once(office, homes):
    file = SimpleUploadedFile("a.png", picture_file(), "image/png")
    response = office.post(
        reverse("wagtailimages:add_multiple"),
        {"title": "a", "files[]": file},
        headers={"x-requested-with": "XMLHttpRequest"},
    )
    assert response.json()["success"] is True
    assert Picture.objects.get().digest


def test_an_attachments_title_is_for_the_readers_too(office, homes):
    file = SimpleUploadedFile("plan.pdf", office_files.PDF, "application/pdf")
    data = {"title": "แผนพัฒนา", "file": file, "titles_th": "", "titles_en": "", "language": "th"}
    response = office.post(reverse("wagtaildocs:add"), data)
    assert response.status_code == 302, response.context["form"].errors
    attachment = Attachment.objects.get()
    assert attachment.titles == {"th": "แผนพัฒนา"}
    assert attachment.language == "th"
    assert attachment.digest == hashlib.sha256(office_files.PDF).hexdigest()


def test_attachments_are_for_the_office_only(client, make_attachment, homes, admin_user):
    attachment = make_attachment()
    assert client.get(attachment.url).status_code == 302
    client.force_login(admin_user)
    response = client.get(attachment.url)
    assert b"".join(response.streaming_content) == office_files.PDF
    response.close()
