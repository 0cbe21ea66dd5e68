"""A public file: as the last build has it, and as the manifest knows it on the target."""

import hashlib
import json
import re
from dataclasses import astuple, dataclass, replace
from typing import Any

from site_builder.deploy.edge import policy
from site_builder.index.outputs import ALERT

# What the public never sees: pointer, manifest, blobs, releases.
PRIVATE = f"{policy.STATE}/"
# Written at the end of each deploy, and no part of the manifest.
RELEASE_NOTE = ".well-known/release.json"

# Classes of outputs: pages of one document each, and what is copied as it is.
OWN_PAGES = ("story", "page")
COPIED = ("asset", "media")
# Where the manifest was lost: what stands at a place of the site, and nobody knows what it shows.
ORPHAN = "orphan"
_PLACES = re.compile(
    r"^(static|img|files|sitemaps|\.moved)/|(^|/)index\.html$|(^|/)feed(-\d{4}-\d\d)?\.(json|xml)$"
    r"|^([^/]+/)?404\.html$|^(robots\.txt|sitemap\.xml)$"
)

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class File:
    """`ids` are (id, locale) of the documents that it shows, `media` (digest, role); a redirect has
    a `location`. `of` is the document whose page it is, as `id/locale`, or the address that moved.
    """

    path: str
    sha256: str
    size: int
    class_: str
    cache: str
    ids: Pairs = ()
    media: Pairs = ()
    location: str = ""
    of: str = ""

    @property
    def served(self) -> tuple[str, str, str, str]:
        """All that a reader could tell: another one means that the file is written anew."""
        return self.sha256, self.class_, self.cache, self.location

    def fields(self) -> list[Any]:
        return [*astuple(self)]

    def unknown(self) -> "File":
        """The same of bytes that nobody knows: it is none that anyone wants."""
        return replace(self, sha256="")

    def is_of(self, taken: "TakenDown") -> bool:
        """Whether it is the page of one of these documents."""
        id_, _, locale = self.of.partition("/")
        return (id_, locale) in taken.documents

    def shows(self, taken: "TakenDown") -> bool:
        return not (
            taken.documents.isdisjoint(self.ids)
            and taken.media.isdisjoint(digest for digest, _ in self.media)
        )

    def goes_with(self, taken: "TakenDown") -> bool:
        """Whether it must not be public, or be kept for a way back."""
        if self.class_ == "media" and any(digest in taken.pictures for digest, _ in self.media):
            return True
        return self.shows(taken)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that stands on the target. `etag` is what the store calls this version; from `until`
    on (seconds since 1970) nobody needs it any more."""

    file: File
    etag: str
    until: int = 0

    @property
    def key(self) -> str:
        return key_of(self.file.path)

    def record(self) -> str:
        return json.dumps([*self.file.fields(), self.etag, self.until], ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class TakenDown:
    """Documents, as (id, locale), and digests of media, that must not be public. `pictures` go with
    these documents: the files of media that nothing else shows."""

    documents: frozenset[tuple[str, str]] = frozenset()
    media: frozenset[str] = frozenset()
    pictures: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.documents or self.media)

    def __or__(self, other: "TakenDown") -> "TakenDown":
        pictures = self.pictures | other.pictures
        return TakenDown(self.documents | other.documents, self.media | other.media, pictures)

    def __sub__(self, other: "TakenDown") -> "TakenDown":
        documents, media = self.documents - other.documents, self.media - other.media
        return TakenDown(documents, media, self.pictures)


def is_of_a_lane(path: str) -> bool:
    """What other hands than a deploy's write: alerts, which never wait for one, and receipts."""
    return policy.cache_class(path) == ALERT


def key_of(path: str) -> str:
    """Where a path stands in the manifest."""
    return hashlib.sha256(path.encode()).hexdigest()


def entry(record: list[Any]) -> Entry:
    """The entry of a record. Raises ValueError."""
    *fields, etag, until = record
    return Entry(file(fields), str(etag), int(until))


def file(fields: list[Any]) -> File:
    """The file of its fields as JSON has them. Raises ValueError."""
    try:
        found = File(*fields)
        found = replace(found, ids=_pairs(found.ids), media=_pairs(found.media))
    except TypeError as error:
        raise ValueError(str(error)) from error
    check(found.path)
    return found


def _pairs(found: Any) -> Pairs:
    return tuple((str(first), str(second)) for first, second in found)


def is_a_place_of_a_site(path: str) -> bool:
    """Whether the permanent URL map (docs/architecture.md) has such a place."""
    return _PLACES.search(path) is not None


def is_public(path: str) -> bool:
    """Whether a file of the site may stand there."""
    try:
        check(path)
    except ValueError:
        return False
    return True


def check(path: str) -> None:
    """What stands on a target may have been written by others. Raises ValueError."""
    parts = path.split("/")
    if path.startswith(PRIVATE) or "\0" in path or {"", ".", ".."} & {*parts}:
        raise ValueError(f"{path!r} is no path of a public file")
