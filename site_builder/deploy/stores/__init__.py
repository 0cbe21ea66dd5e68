"""Where a site is put: one interface to a directory and to a bucket.

Keys are paths with forward slashes, relative to the target. An *etag* is what the store calls one
version of an object. Every write says which version it replaces, so that who works on an outdated
picture of the target is refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

ABSENT = ""


class Refused(Exception):
    """Another version stands there than the write was to replace."""


@dataclass(frozen=True)
class Upload:
    """Bytes, or the file that holds them, with what is told of them to readers: `headers`, and in
    `metadata` what the edge makes of pages that stand for another answer than 200."""

    source: bytes | Path
    sha256: str
    size: int
    headers: dict[str, str] = field(default_factory=dict)
    metadata: dict[str, str] = field(default_factory=dict)

    def data(self) -> bytes:
        return self.source if isinstance(self.source, bytes) else self.source.read_bytes()


@dataclass(frozen=True)
class Found:
    """An object that is there. `sha256` is empty where the store does not tell."""

    etag: str
    size: int
    sha256: str = ""


@dataclass(frozen=True)
class Listed:
    key: str
    etag: str


class Store(Protocol):
    """Each raises DeployError, in one sentence, when the target cannot be used."""

    def now(self) -> float:
        """By the clock of the store, which all that deploy there share."""

    def read(self, key: str) -> tuple[bytes, str] | None:
        """Bytes and etag, or None where nothing is."""

    def look(self, key: str) -> Found | None: ...

    def write(self, key: str, upload: Upload, expected: str | None) -> str:
        """Gives the etag. `expected` is the etag of the version that is replaced, ABSENT where
        there must be none, None where any may be. Raises Refused."""

    def copy(self, key: str, to: str, etag: str) -> None:
        """Keeps the version `etag` of an object at another key. Raises Refused."""

    def remove(self, key: str, etag: str | None) -> None:
        """Nothing there is as good. Raises Refused when another version than `etag` is there."""

    def keys(self, prefix: str) -> Iterable[Listed]:
        """Everything below a prefix; "" gives all that is public, without what is private."""

    def flush(self) -> None:
        """When it returns, what was written outlives a power cut."""

    def close(self) -> None: ...
