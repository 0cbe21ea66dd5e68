"""Compound files: a file system in a file, in which Office kept documents until 2007, and keeps
those with a password. Only its tables and the names in its directory are read.

A file is a row of sectors; tables (FAT) say for each sector which one comes next, and a list
(DIFAT) says where the tables are. Source: [MS-CFB].
"""

import os
import struct
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO

MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")

_HEADER = 512
_SECTOR_SHIFTS = (9, 12)
_ENTRY = 128
_FREE = 0xFFFFFFFF
_MAX_SECTOR = 0xFFFFFFFA  # what is above is no sector, but a sign such as the end of a chain
_MAX_TABLES = 1_024  # in the smallest sectors, those of a file of 64 MiB
_MAX_DIRECTORY = 4_096  # sectors


class NotACompoundFile(ValueError):
    """The file is none, or is damaged."""


def names(file: BinaryIO) -> set[str]:
    """The names of all streams and storages. Raises NotACompoundFile."""
    sectors = _Sectors(file)
    if not sectors.whole():
        raise NotACompoundFile("not whole")
    found = set()
    for sector in sectors.chain(sectors.directory):
        for at in range(0, len(sector), _ENTRY):
            length = _number(sector, at + 64, 2)
            if 2 <= length <= 64:
                found.add(sector[at : at + length - 2].decode("utf-16-le", "replace"))
    return found


class _Sectors:
    def __init__(self, file: BinaryIO) -> None:
        file.seek(0)
        header = file.read(_HEADER)
        shift = _number(header, 30, 2)
        if len(header) < _HEADER or not header.startswith(MAGIC) or shift not in _SECTOR_SHIFTS:
            raise NotACompoundFile("no header")
        self.file, self.size = file, 1 << shift
        self.directory = _number(header, 48, 4)
        self.tables = list(islice(self._tables(header), _MAX_TABLES))

    def read(self, number: int) -> bytes:
        """The sector that has this number; the header stands before the first."""
        self.file.seek((number + 1) * self.size)
        sector = self.file.read(self.size)
        if len(sector) < self.size:
            raise NotACompoundFile("a sector is missing")
        return sector

    def chain(self, number: int) -> Iterator[bytes]:
        """The sectors from this one on."""
        for _ in range(_MAX_DIRECTORY):
            if number > _MAX_SECTOR:
                return
            yield self.read(number)
            table, at = divmod(number, self.size // 4)
            if table >= len(self.tables):
                raise NotACompoundFile("a table is missing")
            number = _numbers(self.read(self.tables[table]))[at]
        raise NotACompoundFile("a chain without end")

    def whole(self) -> bool:
        """Whether the last sector in use lies in the file."""
        last = next(self._used_from_the_end(), -1)
        return (last + 1) * self.size < self.file.seek(0, os.SEEK_END)

    def _tables(self, header: bytes) -> Iterator[int]:
        """Where the tables are: the first 109 stand in the header, others in a chain of lists."""
        yield from _sectors_in(_numbers(header[76:]))
        number = _number(header, 68, 4)
        for _ in range(_MAX_TABLES):
            if number > _MAX_SECTOR:
                return
            *listed, number = _numbers(self.read(number))
            yield from _sectors_in(listed)

    def _used_from_the_end(self) -> Iterator[int]:
        width = self.size // 4
        for index in reversed(range(len(self.tables))):
            for at, state in reversed([*enumerate(_numbers(self.read(self.tables[index])))]):
                if state != _FREE:
                    yield index * width + at


def _sectors_in(numbers: Iterable[int]) -> Iterator[int]:
    return (number for number in numbers if number <= _MAX_SECTOR)


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data)


def _number(data: bytes, at: int, length: int) -> int:
    return int.from_bytes(data[at : at + length], "little")
