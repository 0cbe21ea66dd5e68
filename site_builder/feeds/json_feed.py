"""JSON Feed 1.1. The subscription document holds the newest 20 stories in full and links the
newest month; a month's document holds every story of the month in short."""

import json
from typing import Any

from site_builder.feeds import bodies
from site_builder.feeds.context import FeedContext, Front
from site_builder.feeds.size import Room
from site_builder.index.views import Card

VERSION = "https://jsonfeed.org/version/1.1"
ABOUT = "https://newsroom.example/docs/feeds"


def latest(context: FeedContext, front: Front) -> bytes:
    content = context.content
    months = content.months(**front.scope)
    cards = front.latest(content)
    items = [_item(context, card) for card in cards]
    room = Room()
    for item in items:
        room.reserve(_size(item))
    for card, item in zip(cards, items, strict=True):
        body = bodies.with_source(context, card)
        if body and room.take(_size(body)):
            del item["content_text"]
            item["content_html"] = body
    return _document(context, front, "feed.json", items, months[0] if months else None)


def month(context: FeedContext, front: Front, year: int, month: int) -> bytes:
    content = context.content
    older, _ = content.months_beside(year, month, **front.scope)
    items = [_item(context, card) for card in front.month(content, year, month)]
    return _document(context, front, _month_name(year, month), items, older)


def _document(
    context: FeedContext,
    front: Front,
    name: str,
    items: list[dict[str, Any]],
    older: tuple[int, int] | None,
) -> bytes:
    """The feed as bytes: its own keys on one line, then an item a line."""
    feed: dict[str, Any] = {
        "version": VERSION,
        "title": front.title(context),
        "home_page_url": context.absolute(front.url),
        "feed_url": context.absolute(front.url + name),
        "language": context.locale,
        "authors": [{"name": context.site_name, "url": context.absolute(f"/{context.locale}/")}],
    }
    if icon := context.theme.assets.theme.get("touch_icon"):
        feed["icon"] = context.absolute(context.asset(icon))
    if tagline := context.site.locale(context.locale).tagline:
        feed["description"] = tagline
    if older:
        feed["next_url"] = context.absolute(f"{front.url}{_month_name(*older)}")
    lines = ",\n".join(map(_json, items))
    return f'{_json(feed)[:-1]},"items":[\n{lines}\n]}}\n'.encode()


def _item(context: FeedContext, card: Card) -> dict[str, Any]:
    """The story in short."""
    content = context.content
    item: dict[str, Any] = {
        "id": context.site.tag(card.id, card.locale),
        "url": context.absolute(card.url),
        "title": card.title,
        "language": card.locale,
        "date_published": card.date.isoformat(),
        "date_modified": (card.updated or card.date).isoformat(),
    }
    if card.summary:
        item["summary"] = card.summary
    item["content_text"] = card.summary or card.title
    cover = content.picture(card.cover.image, "cover") if card.cover else None
    if cover:
        item["image"] = context.absolute(cover.full)
    tags = [term.name for slug in card.topics if (term := content.topic(slug))]
    if tags:
        item["tags"] = tags
    item["_newsroom"] = _extension(context, card)
    return item


def _extension(context: FeedContext, card: Card) -> dict[str, Any]:
    """What the app needs beyond the standard: see docs/feeds.md."""
    content = context.content
    cover = content.picture(card.cover.image, "cover") if card.cover else None
    return {
        "about": ABOUT,
        "id": card.id,
        "type": card.type,
        "category": card.category,
        "department": card.department,
        "purposes": list(card.purposes),
        "source_note": card.source_note,
        "cover": {
            "url": context.absolute(cover.src),
            "width": cover.width,
            "height": cover.height,
            "alt": (card.cover.alt if card.cover else None) or cover.alt,
        }
        if cover
        else None,
        "translations": [
            {"locale": t.locale, "url": context.absolute(t.url), "state": t.state or "current"}
            for t in content.translations(card.id)
            if t.locale != card.locale
        ],
    }


def _month_name(year: int, month: int) -> str:
    return f"feed-{year:04d}-{month:02d}.json"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _size(value: Any) -> int:
    return len(_json(value).encode())
