"""Every way in which an attachment comes into the library looks at it first."""

import json
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cms.export.media import attachment_record
from cms.images.forms import REFUSALS
from cms.images.models import Attachment
from contract import attachments, problems
from contract.attachments import TYPES
from tests.contract.office_files import PDF, compound, ooxml_parts, right, zipped

MACROS = zipped(ooxml_parts("docx") | {"word/vbaProject.bin": b"x"})
REFUSED = {
    "page.html": (b"<script>alert(1)</script>", "เผยแพร่ไฟล์ชนิดนี้ไม่ได้"),
    "macros.docm": (MACROS, "เผยแพร่ไฟล์ชนิดนี้ไม่ได้"),
    "files.zip": (zipped({"a.exe": b"MZ"}), "เผยแพร่ไฟล์ชนิดนี้ไม่ได้"),
    "plan": (PDF, "เผยแพร่ไฟล์ชนิดนี้ไม่ได้"),
    "page.pdf": (b"<script>alert(1)</script>", "ไม่ตรงกับนามสกุลไฟล์"),
    "plan.docx": (PDF, "ไม่ตรงกับนามสกุลไฟล์"),
    "table.xls": (b"<table><tr><td>1</table>", "ไม่ตรงกับนามสกุลไฟล์"),
    "half.pdf": (PDF[:-7], "ไฟล์เสียหายหรือไม่สมบูรณ์"),
    "half.xlsx": (right("xlsx")[:-9], "ไฟล์เสียหายหรือไม่สมบูรณ์"),
    "empty.pdf": (b"", "ไฟล์นี้ว่างเปล่า"),
    "macros.docx": (MACROS, "ไฟล์มีมาโคร"),
    "macros.xls": (compound("Workbook", "_VBA_PROJECT_CUR"), "ไฟล์มีมาโคร"),
    "locked.xlsx": (compound("EncryptedPackage"), "ไฟล์มีรหัสผ่าน"),
}


def named(name: str, raw: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, raw, "application/octet-stream")


def add(office, file: SimpleUploadedFile):
    return office.post(reverse("wagtaildocs:add"), {"title": "แผน", "file": file})


def add_among_many(office, file: SimpleUploadedFile):
    return office.post(
        reverse("wagtaildocs:add_multiple"),
        {"title": "แผน", "files[]": file},
        headers={"x-requested-with": "XMLHttpRequest"},
    )


def choose(office, file: SimpleUploadedFile):
    """The upload tab of the window in which the page editor chooses an attachment."""
    prefix = "document-chooser-upload"
    data = {f"{prefix}-title": "แผน", f"{prefix}-file": file, f"{prefix}-collection": "1"}
    return office.post(reverse("wagtaildocs_chooser:create"), data)


def words(answer) -> str:
    """What the editor reads; JSON holds the words of windows and lists."""
    text = answer.content.decode()
    return text if answer["Content-Type"].startswith("text/html") else str(json.loads(text))


WAYS = [add, add_among_many, choose]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_published_is_answered_with_one_sentence(office, homes, name, way):
    raw, sentence = REFUSED[name]
    text = words(way(office, named(name, raw)))
    assert text.count(sentence) == 1
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("way", WAYS)
def test_a_file_that_is_too_large_is_answered_with_both_sizes(office, homes, way, monkeypatch):
    monkeypatch.setattr(attachments, "MAX_BYTES", 2048)
    text = words(way(office, named("plan.pdf", PDF + b" " * 4096)))
    assert "ไฟล์ใหญ่เกินไป (4.0" in text
    assert "ไม่เกิน 2.0" in text
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("ending", TYPES)
def test_each_kind_is_taken_with_its_bytes_and_type(office, homes, ending, way):
    raw = right(ending)
    way(office, named(f"แผนพัฒนา.{ending.upper()}", raw))
    kept = Attachment.objects.get()
    with kept.file.open() as stored:
        assert stored.read() == raw
    assert kept.content_name.isascii()
    assert kept.content_name.endswith(f".{ending}")
    assert kept.file_size == len(raw)
    assert attachment_record(kept)["type"] == TYPES[ending]


def test_a_file_of_many_megabytes_is_taken(office, homes):
    """Django keeps it on the disk, not in memory."""
    parts = ooxml_parts("pptx") | {"ppt/media/film.bin": b"x" * 4_000_000}
    assert add(office, named("show.pptx", zipped(parts, zipfile.ZIP_STORED))).status_code == 302
    assert Attachment.objects.get().file_size > 4_000_000


@pytest.mark.parametrize("name", ["ประกาศเทศบาล" * 20 + ".pdf", "ก" * 90 + ".pdf", "...pdf"])
def test_names_that_are_too_long_for_disks_are_shortened(office, homes, name):
    assert add(office, named(name, PDF)).status_code == 302
    assert len(Attachment.objects.get().content_name) <= 64


def test_a_file_is_replaced_by_a_good_one_only(office, homes, make_attachment):
    attachment = make_attachment()
    url = reverse("wagtaildocs:edit", args=(attachment.pk,))
    form = {"title": "แผน", "titles_th": "แผน", "titles_en": "", "language": "", "collection": "1"}
    refused = office.post(url, form | {"file": named("new.pdf", b"<script>")})
    assert "ไม่ตรงกับนามสกุลไฟล์" in words(refused)
    attachment.refresh_from_db()
    with attachment.file.open() as stored:
        assert stored.read() == PDF
    assert office.post(url, form | {"file": named("new.docx", right("docx"))}).status_code == 302
    attachment.refresh_from_db()
    assert attachment.content_name == "new.docx"
    assert office.post(url, form | {"title": "ใหม่"}).status_code == 302  # without a file
    attachment.refresh_from_db()
    assert (attachment.title, attachment.content_name) == ("ใหม่", "new.docx")


def test_the_window_for_files_shows_those_that_may_be_chosen(office, homes):
    for url in (reverse("wagtaildocs:add"), reverse("wagtaildocs_chooser:choose")):
        assert 'accept=".csv,.doc,.docx,' in words(office.get(url)).replace("\\", "")


def test_without_a_file_the_form_asks_for_one(office, homes):
    answer = office.post(reverse("wagtaildocs:add"), {"title": "แผน"})
    assert [*answer.context["form"].errors] == ["file"]
    assert len(answer.context["form"].errors["file"]) == 1


def test_every_refusal_of_the_contract_has_its_sentence():
    codes = {code for code in problems.messages("en") if code.startswith("attachment.")}
    assert codes | {"file.ending"} <= REFUSALS.keys()


def test_a_refused_file_leaves_its_name_to_no_other(office, homes):
    """Wagtail fills in the title of the first file that is chosen, and keeps it."""
    prefix, url = "document-chooser-upload", reverse("wagtaildocs_chooser:create")

    def shown_title(title: str) -> str:
        file = named("virus.pdf", b"<script>alert(1)</script>")
        data = {f"{prefix}-title": title, f"{prefix}-file": file, f"{prefix}-collection": "1"}
        html = "".join(map(str, json.loads(office.post(url, data).content).values()))
        return re.search(rf'name="{prefix}-title"[^>]*>', html)[0]

    assert "virus" not in shown_title("virus")
    assert 'value="แผนพัฒนา"' in shown_title("แผนพัฒนา")
