"""Packages: the zip files in which OOXML and OpenDocument keep the parts of a document.

Nothing is unpacked but one small part at a time, and what is read of the file is metered, so that
neither a huge directory nor a bomb costs anything. The whole file must be the package and nothing
else: what begins as something else, goes on behind its end or lacks a piece is refused.
"""

import os
import zipfile
from functools import cached_property
from typing import BinaryIO
from xml.etree import ElementTree

MAGIC = b"PK\x03\x04"

_END = b"PK\x05\x06"
_END_LENGTH = 22
_MAX_READ = 2 * 1024 * 1024  # of the file: a directory of some 20,000 entries
_MAX_ENTRIES = 10_000
_MAX_PART = 1024 * 1024  # unpacked
_MAX_UNPACKED = 1024**3  # of all parts together, as the directory says: what a reader's PC can open
_ENCRYPTED = 1
_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # both standards allow no others


class NotAPackage(ValueError):
    """The zip file is damaged, or not one that an office program writes."""


class _Metered:
    """A file of which only so much can be read."""

    def __init__(self, file: BinaryIO) -> None:
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable
        self._file, self._left = file, _MAX_READ

    def read(self, length: int = -1) -> bytes:
        data = self._file.read(min(length, self._left + 1) if length >= 0 else self._left + 1)
        self._left -= len(data)
        if self._left < 0:
            raise NotAPackage("more to read than an office file has")
        return data


class Package:
    """The directory of a package. Raises NotAPackage, here and wherever parts are read."""

    def __init__(self, file: BinaryIO) -> None:
        try:
            self._archive = _opened(file)
        except NotAPackage:
            raise
        except Exception as error:  # zipfile fails in many ways at hostile bytes
            raise NotAPackage(type(error).__name__) from error
        self.names = frozenset(self._archive.namelist())

    @cached_property
    def names_lower(self) -> frozenset[str]:
        """OOXML tells parts apart without regard to case."""
        return frozenset(name.lower() for name in self.names)

    def read(self, name: str) -> bytes:
        """The bytes of a small part."""
        try:
            with self._archive.open(name) as part:
                data = part.read(_MAX_PART + 1)
        except Exception as error:
            raise NotAPackage(type(error).__name__) from error
        if len(data) > _MAX_PART:
            raise NotAPackage(f"{name} is too large")
        return data

    def content_types(self) -> list[tuple[str, str]]:
        """(part, its type) as [Content_Types].xml says, in lower case; the part is empty where all
        parts with an ending are meant."""
        raw = self.read("[Content_Types].xml")
        if b"<!" in raw or b"\0" in raw:  # no office program writes entities, comments or UTF-16
            raise NotAPackage("[Content_Types].xml is not plain")
        try:
            root = ElementTree.fromstring(raw)  # noqa: S314 -- small, and without entities
        except (ElementTree.ParseError, LookupError, ValueError) as error:
            raise NotAPackage(str(error)) from error
        said = ((e.get("PartName", ""), e.get("ContentType", "")) for e in root.iter())
        return [(part.removeprefix("/").lower(), type_.strip().lower()) for part, type_ in said]


def _opened(file: BinaryIO) -> zipfile.ZipFile:
    file.seek(-_END_LENGTH, os.SEEK_END)
    end = file.read(_END_LENGTH)
    if not (end.startswith(_END) and end.endswith(b"\0\0")):  # no comment, nothing behind it
        raise NotAPackage("not whole")
    archive = zipfile.ZipFile(_Metered(file))
    entries = archive.infolist()
    if not entries or len(entries) > _MAX_ENTRIES:
        raise NotAPackage(f"{len(entries)} entries")
    if len({entry.filename.lower() for entry in entries}) < len(entries):
        raise NotAPackage("two parts of one name")
    if sum(entry.file_size for entry in entries) > _MAX_UNPACKED:
        raise NotAPackage("too large when unpacked")
    if min(entry.header_offset for entry in entries) != 0:
        raise NotAPackage("does not begin with its first part")
    if not all(_plain(entry, archive.start_dir) for entry in entries):
        raise NotAPackage("a part that no office program writes")
    return archive


def _plain(entry: zipfile.ZipInfo, end: int) -> bool:
    """Whether an entry lies in the file, and is packed as an office program would."""
    inside = entry.header_offset + entry.compress_size <= end
    return inside and entry.compress_type in _COMPRESSIONS and not entry.flag_bits & _ENCRYPTED
