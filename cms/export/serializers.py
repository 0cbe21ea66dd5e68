"""A page as a document of the content format."""

import hashlib
import json
from collections.abc import Collection
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from cms.core import prose
from cms.core.models import ContentPage
from cms.export import markdown
from cms.export.references import References, items
from cms.images.models import Picture
from contract import dates, documents, paths, validation
from contract.blocks import Block
from contract.documents import Document


def document(page: ContentPage, references: References, source: int | None) -> Document:
    """The document of a page's live row, all but `modified`.

    `source` is the `source_revision` of the page's original, which tells how a translation stands.
    """
    front = {
        "id": str(page.translation_key),
        "type": page.document_type,
        "locale": references.locales[page.locale_id],
        "title": page.title,
        "slug": page.slug if page.document_type != "home" else None,
        "date": _time(page.published_at or page.first_published_at),
        "updated": _time(page.updated_at),
        "event": _event(page),
        "topics": references.topics_of.get(page.pk),
        "cover": _cover(page, references),
    }
    for key, name in page.front_fields.items():
        front[key] = getattr(page, name)
    for key, name in page.front_terms.items():
        front[key] = references.term(name, getattr(page, f"{name}_id"))
    if state := page.translation_state(source):
        front["translation"] = {"state": str(state)}
    locale = front["locale"]
    blocks = (_block(raw["type"], raw["value"], references, locale) for raw in page.body.raw_data)
    return Document(_said(front), tuple(block for block in blocks if block is not None))


def checked_text(document: Document) -> tuple[str, str]:
    """(file, text) of a finished document. Raises ContractError for what the builder refuses."""
    site = settings.SITE_CONFIG
    front = document.front
    year = dates.parse(front["date"]).astimezone(site.zone).year
    file = paths.document_file(document.type, front["locale"], front.get("slug"), year)
    text = documents.dump(document, site)
    documents.load(text.encode(), file, site)
    return file, text


def content_digest(document: Document) -> str:
    """Sums up what the document says, whatever form it is written in; `modified` does not count."""
    front = {key: value for key, value in document.front.items() if key != "modified"}
    said = [front, [[block.kind, block.data] for block in document.blocks]]
    text = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _said(mapping: dict[str, Any]) -> dict[str, Any]:
    """Without the keys that have nothing to say."""
    return {key: value for key, value in mapping.items() if not _silent(value)}


def _silent(value: Any) -> bool:
    return value is None or value is False or value in ("", [], {})


def _time(moment: datetime | None) -> str | None:
    return dates.format_seconds(moment, _zone()) if moment else None


def _zone() -> ZoneInfo:
    zone: ZoneInfo = settings.SITE_CONFIG.zone
    return zone


def _event(page: Any) -> dict[str, Any] | None:
    if not getattr(page, "event_start", None):
        return None
    return _said(
        {
            "start": _time(page.event_start),
            "end": _time(page.event_end),
            "place": page.event_place,
        }
    )


def _cover(page: ContentPage, references: References) -> dict[str, Any] | None:
    names = ("alt", "decorative", "caption", "credit", "consent", "minors")
    use = {name: getattr(page, f"cover_{name}") for name in names}
    return _picture({"image": page.cover_id, **use}, references, references.locales[page.locale_id])


def _picture(
    use: dict[str, Any], references: References, locale: str, shared: Collection[str] = ()
) -> dict[str, Any] | None:
    """A picture use, or None when its picture was deleted. `shared` words its gallery gives."""
    picture = references.pictures.get(use.get("image") or 0)
    if picture is None:
        return None
    said = _words(use)
    silenced = {*shared, "alt"} if "decorative" in said else {*shared}
    own = _second_upload(picture, references.first_picture[picture.digest], locale)
    own = {name: text for name, text in own.items() if name not in silenced}
    return {"image": picture.digest, **_words(own | said)}


def _second_upload(picture: Picture, first: Picture, locale: str) -> dict[str, Any]:
    """What the record of this upload says, where the folder holds another record of the bytes."""
    own, other = (
        {"alt": row.alt.get(locale), "credit": row.credit, "consent": row.consent,
         "minors": row.minors}
        for row in (picture, first)
    )  # fmt: skip
    return {name: text for name, text in own.items() if text and text != other[name]}


def _words(use: dict[str, Any]) -> dict[str, Any]:
    names = ("alt", "decorative", "caption", "credit", "consent", "minors")
    return _said({name: use.get(name) for name in names})


def _block(kind: str, value: Any, references: References, locale: str) -> Block | None:
    if kind == "text":
        return markdown.block(prose.read(value or "", references.link))
    if kind in _BLOCKS:
        data = _BLOCKS[kind](value, references, locale)
    else:
        data = _said({key: value.get(key) for key in validation.keys(f"blocks/{kind}")})
    return Block(kind, data) if data else None


def _gallery(value: dict[str, Any], references: References, locale: str) -> dict[str, Any] | None:
    shared = _words(value)
    uses = (_picture(use, references, locale, shared) for use in items(value.get("images")))
    pictures = [use for use in uses if use]
    head = _said({"title": value.get("title"), **shared})
    return {**head, "images": pictures} if pictures else None


def _table(value: dict[str, Any], references: References, locale: str) -> dict[str, Any] | None:
    # The editor's grid has three rows and columns from the start: what stays empty is no content.
    found = [[cell or "" for cell in row] for row in value.get("data") or []]
    filled = [[bool(cell.strip()) for cell in row] for row in found]
    height = max((number for number, row in enumerate(filled, 1) if any(row)), default=0)
    width = max((number for row in filled for number, said in enumerate(row, 1) if said), default=0)
    rows = [row[:width] for row in found[:height]]
    head = _said(
        {
            "caption": value.get("table_caption"),
            "header_row": value.get("first_row_is_table_header"),
            "header_column": value.get("first_col_is_header"),
        }
    )
    return {**head, "rows": rows} if rows else None


def _attachments(
    value: dict[str, Any], references: References, locale: str
) -> dict[str, Any] | None:
    files = []
    for item in items(value.get("files")):
        if attachment := references.attachments.get(item.get("file") or 0):
            second = attachment != references.first_attachment[attachment.digest]
            title = item.get("title") or (attachment.titles.get(locale) if second else None)
            files.append(_said({"file": attachment.digest, "title": title}))
    return {**_said({"title": value.get("title")}), "files": files} if files else None


def _facts(value: dict[str, Any], references: References, locale: str) -> dict[str, Any]:
    facts = [{"label": item["label"], "value": item["value"]} for item in items(value["items"])]
    return {**_said({"title": value.get("title")}), "items": facts}


_BLOCKS = {
    "image": _picture,
    "gallery": _gallery,
    "table": _table,
    "attachments": _attachments,
    "facts": _facts,
}
