"""Small files of the kinds that offices exchange, right ones and hostile ones."""

import io
import struct
import zipfile

from contract.attachments import TYPES

PDF = b"%PDF-1.4 small\n%%EOF\n"
MAIN_PARTS = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
}
STREAMS = {"doc": "WordDocument", "xls": "Workbook", "ppt": "PowerPoint Document"}
NAMESPACE = "http://schemas.openxmlformats.org/package/2006/content-types"

Parts = dict[str, bytes]


def zipped(parts: Parts, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, compression)
    return stream.getvalue()


def content_types(part: str, type_: str, more: str = "") -> bytes:
    text = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
    <Types xmlns="{NAMESPACE}"><Default Extension="xml" ContentType="application/xml"/>
    <Override PartName="/{part}" ContentType="{type_}"/>{more}</Types>"""
    return text.encode()


def ooxml_parts(ending: str, more: str = "") -> Parts:
    part = MAIN_PARTS[ending]
    types = content_types(part, f"{TYPES[ending]}.main+xml", more)
    return {"[Content_Types].xml": types, "_rels/.rels": b"<Relationships/>", part: b"<document/>"}


def opendocument_parts(ending: str) -> Parts:
    return {
        "mimetype": TYPES[ending].encode(),
        "content.xml": b"<document-content/>",
        "Basic/Standard/script-lb.xml": b"<library/>",  # an empty library is no macro
    }


def compound(*names: str, sector: int = 512, lists: int = 0) -> bytes:
    """A compound file with these streams, all of them empty. Its sectors: a table, the directory,
    a sector of data; `lists` sectors of the list of tables more, which name no table."""
    entries = b"".join(map(_entry, ["Root Entry", *names])).ljust(sector, b"\0")
    directory = [entries[at : at + sector] for at in range(0, len(entries), sector)]
    chain = [*range(2, len(directory) + 1), 0xFFFFFFFE]
    table = [0xFFFFFFFD, *chain, 0xFFFFFFFE, *[0xFFFFFFFC] * lists]
    first_list = len(directory) + 2
    header = struct.pack(
        "<8s16x5H6x9I", bytes.fromhex("d0cf11e0a1b11ae1"), 0x3E, 3, 0xFFFE,
        sector.bit_length() - 1, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0,
        first_list if lists else 0xFFFFFFFE, lists,
    )  # fmt: skip
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    parts = [header, _table(table, sector), *directory, b"data"]
    for number in range(first_list, first_list + lists):
        after = number + 1 if number + 1 < first_list + lists else 0xFFFFFFFE
        parts.append(_table([0xFFFFFFFF] * (sector // 4 - 1) + [after], sector))
    return b"".join(part.ljust(sector, b"\0") for part in parts)


def _table(numbers: list[int], sector: int) -> bytes:
    return struct.pack(f"<{len(numbers)}I", *numbers).ljust(sector, b"\xff")


def _entry(name: str) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    return raw.ljust(64, b"\0") + struct.pack("<HB61x", len(raw), 2)


def right(ending: str) -> bytes:
    """A file that is what the ending says."""
    if ending in MAIN_PARTS:
        return zipped(ooxml_parts(ending))
    if ending in STREAMS:
        return compound(STREAMS[ending])
    if ending in ("odt", "ods", "odp"):
        return zipped(opendocument_parts(ending))
    return PDF if ending == "pdf" else "ลำดับ,ชื่อ\n1,ก\n".encode()
