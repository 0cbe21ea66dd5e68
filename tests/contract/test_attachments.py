import io
import struct
import tracemalloc
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract import attachments, packages
from contract.attachments import MAX_BYTES, TYPES, NotAnAttachment
from tests.contract.office_files import (
    PDF,
    compound,
    content_types,
    ooxml_parts,
    opendocument_parts,
    right,
    zipped,
)

MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
PACKAGED = ("docx", "xlsx", "pptx", "odt", "ods", "odp")
VBA = '<Override PartName="/word/x" ContentType="application/vnd.ms-office.vbaProject"/>'
REMOTE_TEMPLATE = (
    b'<Relationships><Relationship Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships/attachedTemplate" Target="https://a.example/x.dotm" TargetMode="External"/>'
    b"</Relationships>"
)
ENTITY = b'<?xml version="1.0"?><!DOCTYPE Types [<!ENTITY a "b">]><Types>&a;</Types>'


def found(raw: bytes, name: str) -> str:
    """What is wrong with the file; nothing when it is taken."""
    try:
        attachments.check(io.BytesIO(raw), name)
    except NotAnAttachment as error:
        return error.code.removeprefix("attachment.")
    return ""


def docx(changed: dict[str, bytes | None] | None = None, **options: int) -> bytes:
    parts = ooxml_parts("docx") | (changed or {})
    return zipped({name: data for name, data in parts.items() if data is not None}, **options)


def odt(changed: dict[str, bytes | None]) -> bytes:
    parts = opendocument_parts("odt") | changed
    return zipped({name: data for name, data in parts.items() if data is not None})


def moved(raw: bytes, before: bytes) -> bytes:
    """A package behind something else, with the places in its directory put right."""
    stream = io.BytesIO(before)
    stream.seek(0, io.SEEK_END)
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(stream, "a") as target:
        for entry in source.infolist():
            target.writestr(entry, source.read(entry))
    return stream.getvalue()


def with_comment(raw: bytes, comment: bytes) -> bytes:
    return raw[:-2] + struct.pack("<H", len(comment)) + comment


@pytest.mark.parametrize("ending", TYPES)
def test_a_file_that_is_what_its_ending_says_is_taken(ending: str) -> None:
    file = io.BytesIO(right(ending))
    attachments.check(file, f"แผน.{ending.upper()}")
    assert file.tell() == 0


@pytest.mark.parametrize("claimed", TYPES)
@pytest.mark.parametrize("ending", TYPES)
def test_no_kind_passes_for_another(ending: str, claimed: str) -> None:
    texts = {"csv", "txt"}
    same = ending == claimed or {ending, claimed} == texts
    if not same and not (ending == "pdf" and claimed in texts):  # a PDF may be a text, too
        assert found(right(ending), f"a.{claimed}") == "content"


@pytest.mark.parametrize(
    "name",
    ["a.html", "a.svg", "a.exe", "a.docm", "a.zip", "a.pdf.js", "a", "pdf", "a.pdf ", "a.dоcx"],
)
def test_only_kinds_of_the_list_are_taken(name: str) -> None:
    assert found(PDF, name) == "file.ending"


def test_there_is_no_kind_that_a_browser_or_program_would_run() -> None:
    runs = {"html", "htm", "xhtml", "svg", "xml", "js", "exe", "docm", "xlsm", "pptm", "hta", "zip"}
    assert not runs & TYPES.keys()
    assert attachments.type_of("a.PDF") == "application/pdf"
    assert attachments.type_of("a.html") == attachments.JUST_BYTES


@pytest.mark.parametrize("ending", TYPES)
def test_an_empty_file_is_refused(ending: str) -> None:
    assert found(b"", f"a.{ending}") == "empty"


class Zeros(io.RawIOBase):
    """A file that takes no room."""

    def __init__(self, size: int) -> None:
        self.size, self.at, self.reads = size, 0, 0

    def seek(self, offset: int, whence: int = 0) -> int:
        self.at = offset + (0, self.at, self.size)[whence]
        return self.at

    def read(self, length: int = -1) -> bytes:
        self.reads += 1
        return bytes(length)


def test_a_file_that_is_too_large_is_not_read() -> None:
    file = Zeros(MAX_BYTES + 1)
    with pytest.raises(NotAnAttachment) as caught:
        attachments.check(file, "a.pdf")
    assert caught.value.code == "attachment.large"
    assert caught.value.params == {"name": "a.pdf", "size": MAX_BYTES + 1, "limit": MAX_BYTES}
    assert file.reads == 0


# PDF


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"\xef\xbb\xbf\r\n" + PDF, ""),
        (PDF + b"\0" * 30_000, ""),  # as scanners write it
        (b"%PDF-1.7\n1 0 obj<</Encrypt 2 0 R>>\n%%EOF", ""),  # with a password
        (PDF + b"1 0 obj\nendobj\n%%EOF\n", ""),  # changed after it was made
        (b"<html><script>alert(1)</script>" + PDF, "content"),
        (b"MZ" + PDF, "content"),
        (b"GIF89a" + PDF, "content"),
        (b" " * 2000 + PDF, "content"),
        (b"hello", "content"),
        (PDF[:-7], "damaged"),
        (PDF + b"x" * 2000, "damaged"),
        (PDF + b"<script>alert(1)</script>", "damaged"),
    ],
)
def test_a_pdf_has_its_header_its_end_and_no_markup_around(raw: bytes, problem: str) -> None:
    assert found(raw, "a.pdf") == problem


# OOXML and OpenDocument


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (docx(compression=zipfile.ZIP_STORED), ""),
        (docx({"word/document.xml": None}), "content"),
        (docx({"[Content_Types].xml": None}), "content"),
        (docx({"[Content_Types].xml": b"<Types"}), "damaged"),
        (docx({"[Content_Types].xml": ENTITY}), "damaged"),
        (docx({"[Content_Types].xml": "<Types/>".encode("utf-16")}), "damaged"),
        (
            docx({"[Content_Types].xml": b"<?xml version='1.0' encoding='none'?><Types/>"}),
            "damaged",
        ),
        (docx({"[Content_Types].xml": b"<Types>" + b" " * 2_000_000 + b"</Types>"}), "damaged"),
        (docx({"word/vbaProject.bin": b"x"}), "macros"),
        (docx({"word\\VBAPROJECT.BIN": b"x"}), "macros"),
        (zipped(ooxml_parts("docx", VBA)), "macros"),
        (docx({"word/_rels/settings.xml.rels": REMOTE_TEMPLATE}), "macros"),
        (docx({"word/_rels/settings.xml.rels": b"<Relationships/>"}), ""),
        (docx({"[Content_Types].xml": content_types("word/document.xml", MACRO_TYPE)}), "macros"),
        (docx({"WORD/Document.xml": b"twice"}), "damaged"),
        (docx({f"word/{number}.xml": b"" for number in range(10_001)}), "damaged"),
        (docx({"word/a.xml": b"a"}, compression=zipfile.ZIP_BZIP2), "damaged"),
        (docx({"word/a.xml": b"a"}, compression=zipfile.ZIP_LZMA), "damaged"),
        (moved(docx(), b"<html><script>alert(1)</script>"), "content"),
        (moved(docx(), b"PK\x03\x04<script>alert(1)</script>"), "damaged"),
        (docx() + b"<script>alert(1)</script>", "damaged"),
        (with_comment(docx(), b"%%EOF"), "damaged"),
        (docx()[:-30] + docx()[-22:], "damaged"),
        (b"PK\x05\x06" + bytes(18), "content"),
        (b"PK\x03\x04", "damaged"),
        (compound("EncryptionInfo", "EncryptedPackage"), "locked"),
        (compound("WordDocument"), "content"),
    ],
)
def test_a_document_of_office_is_whole_plain_and_without_macros(raw: bytes, problem: str) -> None:
    assert found(raw, "a.docx") == problem


def test_an_innocent_part_does_not_hide_the_type_of_another() -> None:
    more = (
        '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
        '<Override PartName="/bin" ContentType="application/xml"/>'
    )
    assert found(zipped(ooxml_parts("docx", more)), "a.docx") == "macros"


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"mimetype": b"application/vnd.oasis.opendocument.text\n"}, ""),
        ({"mimetype": b"application/vnd.oasis.opendocument.text-template"}, "content"),
        ({"mimetype": None}, "content"),
        ({"content.xml": None}, "damaged"),
        ({"Basic/Standard/Module1.xml": b"x"}, "macros"),
        ({"Scripts/python/a.py": b"x"}, "macros"),
        ({"Scripts/": b""}, ""),
    ],
)
def test_an_open_document_says_what_it_is(changed: dict[str, bytes | None], problem: str) -> None:
    assert found(odt(changed), "a.odt") == problem


@pytest.mark.parametrize("ending", PACKAGED)
def test_a_package_that_was_cut_anywhere_is_never_taken(ending: str) -> None:
    inner = zipped(opendocument_parts("odt"), zipfile.ZIP_STORED)  # whole packages lie in it
    parts = opendocument_parts(ending) if ending.startswith("od") else ooxml_parts(ending)
    raw = zipped(parts | {"embedded.odt": inner}, zipfile.ZIP_STORED)
    assert found(raw, f"a.{ending}") == ""
    for length in range(len(raw)):
        assert found(raw[:length], f"a.{ending}"), length


@given(st.sampled_from(PACKAGED), st.data())
def test_a_package_that_lost_a_piece_is_never_taken(ending: str, data: st.DataObject) -> None:
    raw = right(ending)
    start = data.draw(st.integers(0, len(raw) - 1))
    end = data.draw(st.integers(start + 1, len(raw)))
    assert found(raw[:start] + raw[end:], f"a.{ending}")


def test_bombs_are_neither_unpacked_nor_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "_MAX_UNPACKED", 50_000_000)
    bombs = [
        docx({"[Content_Types].xml": b" " * 40_000_000}),
        docx({"word/media/image.png": b"\0" * 51_000_000}),
        directory_bomb(),
    ]
    tracemalloc.start()
    try:
        assert [found(raw, "a.docx") for raw in bombs] == ["damaged"] * 3
        assert tracemalloc.get_traced_memory()[1] < 30_000_000
    finally:
        tracemalloc.stop()


def directory_bomb() -> bytes:
    """A directory of 700,000 entries, which would take 400 MB when read."""
    whole = docx()
    at = whole.index(b"PK\x01\x02")
    entry = whole[at : whole.index(b"PK\x01\x02", at + 1)] * 700_000
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 9, 9, len(entry), at, 0)
    return whole[:at] + entry + end


def test_what_is_said_of_a_huge_directory_is_not_believed() -> None:
    raw = docx()[:-22] + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 9, 9, 0xFFFFFFF0, 0, 0)
    assert found(raw, "a.docx") == "damaged"


# Word, Excel and PowerPoint until 2007


@pytest.mark.parametrize(
    ("raw", "name", "problem"),
    [
        (compound("WordDocument", sector=4096), "a.doc", ""),
        (compound("Book"), "a.xls", ""),
        (compound(*map(str, range(9)), "Workbook"), "a.xls", ""),  # in a later sector
        (compound("WordDocument", lists=3), "a.doc", ""),
        (compound("Macros", "VBA", "WordDocument"), "a.doc", "macros"),
        (compound("MACROS", "vba", "WORDDOCUMENT"), "a.doc", "macros"),
        (compound("_vba_project", "WordDocument"), "a.doc", "macros"),
        (compound("Workbook", "_VBA_PROJECT_CUR"), "a.xls", "macros"),
        (compound("EncryptedPackage"), "a.doc", "content"),
        (compound("Binary.installer"), "a.doc", "content"),  # MSI
        (b"<table><tr><td>1</table>", "a.xls", "content"),  # what web systems call Excel
        (rb"{\rtf1 x}", "a.doc", "content"),
        (compound("WordDocument")[:1500], "a.doc", "damaged"),
        (compound("WordDocument")[:-512], "a.doc", "damaged"),
    ],
)
def test_a_document_of_old_office_is_known_by_its_directory(
    raw: bytes, name: str, problem: str
) -> None:
    assert found(raw, name) == problem


@pytest.mark.parametrize("place", [48, 68, 76, 512 + 4])
def test_chains_without_end_end(place: int) -> None:
    """The directory, the lists and the tables may be said to lie anywhere, even in themselves."""
    for number in (0, 1, 2, 3, 0x7FFFFFFF):
        raw = bytearray(compound("WordDocument", lists=2))
        raw[place : place + 4] = struct.pack("<I", number)
        assert found(bytes(raw), "a.doc") in ("", "damaged", "content")


# Texts


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ("\ufeffลำดับ,ชื่อ\r\n1,ก\r\n".encode(), ""),
        ("ลำดับ,ชื่อ\r\n1,ก\r\n".encode("cp874"), ""),
        (b"plain", ""),
        (("ก" * 30_000).encode(), ""),  # letters lie across the pieces
        (b"name,\xff\xfe", "content"),
        ("ก,ข".encode("utf-16"), "content"),
        (b"a\0b", "content"),
        (b"\x7fELF", "content"),
        ("<1 ปี,3\n".encode(), ""),
        (b" \n<!doctype html><script>alert(1)</script>", "content"),
        (b"\xef\xbb\xbf<html>", "content"),
        (b"<?xml version='1.0'?><svg/>", "content"),
    ],
)
@pytest.mark.parametrize("name", ["a.csv", "a.txt"])
def test_a_text_can_be_read_and_is_no_page(raw: bytes, problem: str, name: str) -> None:
    assert found(raw, name) == problem


# Any bytes

SEEDS = [right(ending) for ending in TYPES]


@given(st.binary(max_size=400), st.sampled_from([*TYPES]), st.sampled_from([b"", *SEEDS]))
def test_any_bytes_are_taken_or_refused_with_a_known_code(
    noise: bytes, ending: str, seed: bytes
) -> None:
    known = ("", "empty", "large", "content", "damaged", "macros", "locked")
    for raw in (noise, seed[:8] + noise, seed + noise, noise + seed):
        assert found(raw, f"a.{ending}") in known


@given(st.sampled_from([*TYPES]), st.integers(0, 2000), st.binary(min_size=1, max_size=8))
def test_any_damage_is_taken_or_refused_with_a_known_code(
    ending: str, place: int, noise: bytes
) -> None:
    raw = bytearray(right(ending))
    place %= len(raw)
    raw[place : place + len(noise)] = noise
    assert found(bytes(raw), f"a.{ending}") in ("", "content", "damaged", "macros", "locked")


@pytest.mark.parametrize("ending", TYPES)
def test_of_a_large_file_only_a_little_is_held(ending: str, tmp_path: Path) -> None:
    """Whatever stands between its beginning and its end."""
    file = tmp_path / f"a.{ending}"
    middle = b"1,2\n" if ending in ("csv", "txt") else b"\x01\x02\xfe\xff"
    raw = right(ending)
    file.write_bytes(raw[:8] + middle * 5_000_000 + raw[8:])
    tracemalloc.start()
    try:
        with file.open("rb") as stream, suppress(NotAnAttachment):
            attachments.check(stream, file.name)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
