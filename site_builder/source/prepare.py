"""A checked document made ready for the index: views as plain data, prose as safe HTML."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from contract import blocks, dates, documents, markdown, paths, sanitise
from contract.documents import Document
from contract.site_config import SiteConfig

_CARD_KEYS = (
    "id",
    "locale",
    "type",
    "title",
    "summary",
    "department",
    "status",
    "year",
    "fiscal_year",
    "menu_order",
    "source_note",
)
_PAGE_KEYS = (
    "change_note",
    "event",
    "policy_area",
    "awarding_body",
    "level",
)


LINK = "link"  # the role of an attachment that the text only links to: it may be missing


class MediaUse(NamedTuple):
    """A picture ("image") or an attachment that a document uses; `line` 0 when it is not known."""

    kind: str
    digest: str
    role: str
    line: int


@dataclass(frozen=True)
class PreparedDocument:
    """`card` is what lists may use, `rest` what only the document's own page needs, `body` its
    blocks as [kind, data] with prose rendered."""

    id: str
    locale: str
    type: str
    file: str
    url: str
    section: str | None
    moment: int
    year: int
    month: int
    modified: str
    changed: int
    card: dict[str, Any]
    rest: dict[str, Any]
    body: list[tuple[str, Any]]
    media: tuple[MediaUse, ...]
    topics: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str]:
        return self.id, self.locale


def prepare(document: Document, site: SiteConfig) -> PreparedDocument:
    """The document as the index keeps it."""
    front = document.front
    date = dates.parse(front["date"]).astimezone(site.zone)
    topics = set(front.get("topics", ()))
    if area := front.get("policy_area"):
        topics.add(area)
    return PreparedDocument(
        id=front["id"],
        locale=front["locale"],
        type=document.type,
        file=document.file,
        url=document.url,
        section=paths.SECTION_OF_TYPE.get(document.type),
        moment=int(date.timestamp()),
        year=date.year,
        month=date.month,
        modified=dates.parse(front["modified"]).astimezone(site.zone).isoformat(),
        changed=int(dates.parse(front.get("updated", front["date"])).timestamp()),
        card=_card(document, date, sorted(topics), site),
        rest=_rest(document, site),
        body=[(block.kind, _block_data(block)) for block in document.blocks],
        media=tuple(sorted(set(_media(document)))),
        topics=tuple(sorted(topics)),
    )


def canonical(value: Any) -> str:
    """Plain data as JSON, the same in every process."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(value: Any) -> str:
    """A digest of plain data."""
    return hashlib.blake2b(canonical(value).encode(), digest_size=16).hexdigest()


def _card(
    document: Document, date: datetime, topics: list[str], site: SiteConfig
) -> dict[str, Any]:
    front = document.front
    card = {key: front[key] for key in _CARD_KEYS if key in front}
    card |= {
        "url": document.url,
        "section": paths.SECTION_OF_TYPE.get(document.type),
        "date": date.isoformat(),
        "topics": topics,
        "purposes": [p for p in documents.PURPOSES if p in front.get("purposes", ())],
    }
    if document.type == "section":
        card["section"] = front["slug"]
    if document.type == "news" and "category" in front:
        card["category"] = front["category"]
    if "updated" in front:
        card["updated"] = dates.parse(front["updated"]).astimezone(site.zone).isoformat()
    if "cover" in front:
        card["cover"] = documents.public_picture(front["cover"])
    return card


def _rest(document: Document, site: SiteConfig) -> dict[str, Any]:
    front = document.front
    rest = {key: front[key] for key in _PAGE_KEYS if key in front}
    if "event" in rest:
        rest["event"] = {
            key: value if key == "place" else dates.parse(value).astimezone(site.zone).isoformat()
            for key, value in rest["event"].items()
        }
    if "with" in front:
        rest["partner"] = front["with"]
    if document.type == "award" and "category" in front:
        rest["award_category"] = front["category"]
    rest["translation_state"] = front.get("translation", {}).get("state")
    return rest


def _block_data(block: blocks.Block) -> Any:
    if block.kind == "text":
        return {"html": markdown.render(block.data)}
    if block.kind == "html":
        return {"html": sanitise.clean(block.data)}
    if block.kind == "image":
        return documents.public_picture(block.data)
    if block.kind == "gallery":
        shared = documents.public_picture(block.data)
        return shared | {"images": [documents.public_picture(use) for use in shared["images"]]}
    return block.data


def _media(document: Document) -> Iterator[MediaUse]:
    if cover := document.front.get("cover"):
        line = document.lines.get(("cover", "image"), 0)
        yield MediaUse("image", cover["image"], "cover", line)
        yield MediaUse("image", cover["image"], "share", line)
    for block in document.blocks:
        if block.kind == "image":
            yield MediaUse("image", block.data["image"], "inline", block.line)
        elif block.kind == "gallery":
            for use in block.data["images"]:
                yield MediaUse("image", use["image"], "gallery", block.line)
                yield MediaUse("image", use["image"], "tile", block.line)
        elif block.kind == "attachments":
            for item in block.data["files"]:
                yield MediaUse("attachment", item["file"], "file", block.line)
        elif block.kind in blocks.PROSE_KINDS:
            for digest in documents.attachments_linked(block.data):
                yield MediaUse("attachment", digest, LINK, block.line)
