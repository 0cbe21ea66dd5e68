"""What templates see of the content: frozen views, described in docs/themes.md."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class PictureUse:
    """A picture as a document uses it; `image` is its digest."""

    image: str
    alt: str | None = None
    decorative: bool = False
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """What lists may use of a document."""

    id: str
    locale: str
    type: str
    section: str | None
    url: str
    title: str
    date: datetime
    summary: str | None = None
    updated: datetime | None = None
    category: str | None = None
    department: str | None = None
    topics: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    cover: PictureUse | None = None
    status: str | None = None
    year: int | None = None
    fiscal_year: int | None = None
    menu_order: int | None = None
    source_note: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    start: datetime
    end: datetime | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A card and what only the document's own page needs. `blocks` are (kind, data)."""

    card: Card
    blocks: tuple[tuple[str, Any], ...] = ()
    change_note: str | None = None
    event: Event | None = None
    policy_area: str | None = None
    awarding_body: str | None = None
    level: str | None = None
    partner: str | None = None
    award_category: str | None = None
    translation_state: str | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A department, topic or category. `lang` is set when the name is in another language."""

    kind: str
    slug: str
    name: str
    lang: str | None
    description: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Translation:
    locale: str
    url: str
    state: str | None


@dataclass(frozen=True, slots=True)
class Source:
    """One `<source>` of a picture: a MIME type and a srcset."""

    type: str
    srcset: str


@dataclass(frozen=True, slots=True)
class PictureWords:
    """What the record of a picture says of it; `alt_lang` as in `Picture`."""

    alt: str
    alt_lang: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in one role. Addresses are site paths; the focal point is in percent. `tone` is its
    mean colour in four steps of red, green and blue: three digits from 0 to 3, or None."""

    sources: tuple[Source, ...]
    src: str
    width: int
    height: int
    full: str
    alt: str
    credit: str | None
    focal_x: int
    focal_y: int
    alt_lang: str | None = None
    tone: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to download; `size` in bytes, `extension` in upper case."""

    url: str
    name: str
    title: str
    type: str
    size: int
    language: str | None
    extension: str


def card_from(text: str) -> Card:
    data = json.loads(text)
    data["date"] = datetime.fromisoformat(data["date"])
    if "updated" in data:
        data["updated"] = datetime.fromisoformat(data["updated"])
    if "cover" in data:
        data["cover"] = PictureUse(**data["cover"])
    data["topics"] = tuple(data["topics"])
    data["purposes"] = tuple(data["purposes"])
    return Card(**data)


def document_from(card: str, rest: str, body: str) -> Document:
    data = json.loads(rest)
    if event := data.get("event"):
        times: dict[str, Any] = {
            k: v if k == "place" else datetime.fromisoformat(v) for k, v in event.items()
        }
        data["event"] = Event(**times)
    return Document(
        card=card_from(card), blocks=tuple((kind, data) for kind, data in json.loads(body)), **data
    )
