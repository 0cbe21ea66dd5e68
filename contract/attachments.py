"""Attachments: which files the office may publish, and whether bytes are what their name claims.

The kinds are those that offices exchange: PDF, the documents of Microsoft Office and OpenDocument,
plain text. Nothing that a browser or a program would run, so neither macros nor archives, in which
anything may lie. How much is read, and what is kept in memory, does not grow with the file: the two
ends of a PDF, the directory of an office file, a text piece by piece.
"""

import codecs
import os
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from contract import compound_files, packages
from contract.compound_files import NotACompoundFile
from contract.packages import NotAPackage, Package

MAX_BYTES = 50 * 1024 * 1024

_OOXML = "application/vnd.openxmlformats-officedocument"
_OPENDOCUMENT = "application/vnd.oasis.opendocument"
# Ending -> the type that IANA knows it by. A table of our own: the system's differs by machine.
TYPES = {
    "csv": "text/csv",
    "doc": "application/msword",
    "docx": f"{_OOXML}.wordprocessingml.document",
    "odp": f"{_OPENDOCUMENT}.presentation",
    "ods": f"{_OPENDOCUMENT}.spreadsheet",
    "odt": f"{_OPENDOCUMENT}.text",
    "pdf": "application/pdf",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": f"{_OOXML}.presentationml.presentation",
    "txt": "text/plain",
    "xls": "application/vnd.ms-excel",
    "xlsx": f"{_OOXML}.spreadsheetml.sheet",
}
JUST_BYTES = "application/octet-stream"

# ISO 32000-1, appendix H.3: readers look for the header and the end in so many bytes.
_PDF_MARGIN = 1024
_BLANK = b"\0\t\n\f\r "
# [MS-DOC], [MS-XLS], [MS-PPT]: the stream that makes the document; Excel 95 wrote a Book.
_STREAMS = {"doc": {"worddocument"}, "xls": {"workbook", "book"}, "ppt": {"powerpoint document"}}
# Macros of a .ppt, and those of Excel 4, have no name of their own: they are not found.
_MACRO_STORAGES = {"macros", "_vba_project_cur", "vba", "_vba_project"}
_MACRO_TYPES = ("macroenabled", "macrosheet", "vbaproject")
# Libraries of Basic with a module in them, and scripts in other languages.
_OPENDOCUMENT_MACROS = re.compile(r"Basic/[^/]+/(?!script-lb\.xml\Z)[^/]+\Z|Scripts/.*[^/]\Z")
# Excel in Thai writes CSV in the Windows code page, all else is UTF-8.
_ENCODINGS = ("utf-8", "cp874")
_CONTROLS = bytes({*range(32)} - {*b"\t\n\v\f\r\x1a"} | {127})
_PIECE = 64 * 1024
_MARKUP = re.compile(rb"<[A-Za-z/!?]")  # of HTML or XML


class NotAnAttachment(ValueError):
    """Why a file is not taken: `code` is a problem code, with the parameters of its message."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def type_of(name: str) -> str:
    """The media type of a file by its name; JUST_BYTES when it is none that we know."""
    return TYPES.get(_ending(name), JUST_BYTES)


def check(file: BinaryIO, name: str) -> None:
    """Whether the file may be published under its name; it is left at its beginning. Raises
    NotAnAttachment with `file.ending` (no such kind), `attachment.empty`, `.large`, `.content` (not
    what the ending says), `.damaged` (begins like it, and is not whole), `.macros` or `.locked` (a
    password keeps the check from looking for macros)."""
    ending, size = _ending(name), file.seek(0, os.SEEK_END)
    if ending not in TYPES:
        raise NotAnAttachment("file.ending", name=name, known=", ".join(TYPES))
    if not size:
        raise NotAnAttachment("attachment.empty", name=name)
    if size > MAX_BYTES:
        raise NotAnAttachment("attachment.large", name=name, size=size, limit=MAX_BYTES)
    if code := _CHECKS[ending](file, ending):
        raise NotAnAttachment(code, name=name)
    file.seek(0)


def _ending(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    return ending.lower() if stem and dot else ""


# Each check answers with a code, or with nothing when all is well.


def _pdf(file: BinaryIO, _ending: str) -> str:
    """Before the header may be blanks, behind the end some bytes, but no markup: a page is no PDF.
    A password is no harm: a PDF holds no macros."""
    # Scanners fill up the file with zeros.
    head, tail = _head(file, _PDF_MARGIN), _tail(file, _PIECE).rstrip(_BLANK)[-_PDF_MARGIN:]
    if not head.removeprefix(codecs.BOM_UTF8).lstrip(_BLANK).startswith(b"%PDF-"):
        return "attachment.content"
    _body, end, behind = tail.rpartition(b"%%EOF")
    return "" if end and b"<" not in behind else "attachment.damaged"


def _compound(file: BinaryIO, ending: str) -> str:
    if not _head(file).startswith(compound_files.MAGIC):
        return "attachment.content"
    try:
        names = compound_files.names(file)
    except NotACompoundFile:
        return "attachment.damaged"
    names = {name.casefold() for name in names}  # [MS-CFB] compares without regard to case
    if not names & _STREAMS[ending]:
        return "attachment.content"
    return "attachment.macros" if names & _MACRO_STORAGES else ""


def _ooxml(file: BinaryIO, ending: str) -> str:
    """ECMA-376, part 2: what the parts are stands in [Content_Types].xml."""
    if _locked(file):
        return "attachment.locked"

    def look(package: Package) -> str:
        parts = package.content_types()
        if any(mark in type_ for _part, type_ in parts for mark in _MACRO_TYPES):
            return "attachment.macros"
        if any(name.endswith("vbaproject.bin") for name in package.names_lower):
            return "attachment.macros"
        if _fetches_template(package):
            return "attachment.macros"
        main = {part for part, type_ in parts if type_ == f"{TYPES[ending]}.main+xml"}
        return "" if main & package.names_lower else "attachment.content"

    return _packaged(file, "[Content_Types].xml", look)


def _fetches_template(package: Package) -> bool:
    """Whether Word would fetch a template, and so macros, from elsewhere."""
    name = "word/_rels/settings.xml.rels"
    settings = package.read(name) if name in package.names else b""
    return b"attachedTemplate" in settings and b"External" in settings


def _opendocument(file: BinaryIO, ending: str) -> str:
    """OpenDocument 1.3, part 2, 3.3: what it is stands in the entry `mimetype`."""

    def look(package: Package) -> str:
        if package.read("mimetype").strip() != TYPES[ending].encode():
            return "attachment.content"
        if any(map(_OPENDOCUMENT_MACROS.match, package.names)):
            return "attachment.macros"
        return "" if "content.xml" in package.names else "attachment.damaged"

    return _packaged(file, "mimetype", look)


def _packaged(file: BinaryIO, needed: str, look: Callable[[Package], str]) -> str:
    if not _head(file).startswith(packages.MAGIC):
        return "attachment.content"
    try:
        package = Package(file)
        return look(package) if needed in package.names else "attachment.content"
    except NotAPackage:
        return "attachment.damaged"


def _locked(file: BinaryIO) -> bool:
    """[MS-OFFCRYPTO]: with a password, an OOXML document lies encrypted in a compound file."""
    try:
        return "EncryptedPackage" in compound_files.names(file)
    except NotACompoundFile:
        return False


def _text(file: BinaryIO, _ending: str) -> str:
    start = _head(file, _PIECE).removeprefix(codecs.BOM_UTF8).lstrip(_BLANK)
    if _MARKUP.match(start):
        return "attachment.content"
    if any(len(piece.translate(None, _CONTROLS)) < len(piece) for piece in _pieces(file)):
        return "attachment.content"
    readable = any(_decodes(file, encoding) for encoding in _ENCODINGS)
    return "" if readable else "attachment.content"


def _decodes(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for piece in _pieces(file):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(_PIECE):
        yield piece


def _head(file: BinaryIO, length: int = 8) -> bytes:
    file.seek(0)
    return file.read(length)


def _tail(file: BinaryIO, length: int) -> bytes:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - length))
    return file.read(length)


_CHECKS: dict[str, Callable[[BinaryIO, str], str]] = {
    "pdf": _pdf,
    **dict.fromkeys(_STREAMS, _compound),
    **dict.fromkeys(("docx", "pptx", "xlsx"), _ooxml),
    **dict.fromkeys(("odp", "ods", "odt"), _opendocument),
    **dict.fromkeys(("csv", "txt"), _text),
}
