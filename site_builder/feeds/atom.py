"""Atom (RFC 4287) with archives (RFC 5005): the subscription document holds the newest 20 stories
in full and links the newest month; months hold their stories in short, linked to one another.

A month is closed, and says so by fh:archive, once a later month has stories.
"""

from xml.etree import ElementTree as tree

from site_builder.feeds import bodies, xml
from site_builder.feeds.context import FeedContext, Front
from site_builder.feeds.size import Room
from site_builder.index.views import Card

ATOM = "http://www.w3.org/2005/Atom"
HISTORY = "http://purl.org/syndication/history/1.0"
TYPE = "application/atom+xml"
# RFC 4287 wants `updated` even of an empty feed.
NEVER = "1970-01-01T00:00:00Z"


def latest(context: FeedContext, front: Front) -> bytes:
    content = context.content
    cards = front.latest(content)
    feed = _feed(context, front, "feed.xml", cards)
    months = content.months(**front.scope)
    if months:
        _link(context, feed, "prev-archive", front.url + _month_name(*months[0]))
    entries = [_entry(context, feed, card) for card in cards]
    room = Room()
    for entry in entries:
        room.reserve(len(tree.tostring(entry, encoding="utf-8")))
    for card, entry in zip(cards, entries, strict=True):
        body = _content(bodies.with_source(context, card))
        if body.text and room.take(len(tree.tostring(body, encoding="utf-8"))):
            entry.append(body)
        elif not card.summary:
            xml.element(entry, "content", card.title, type_="text")
    return xml.document(feed)


def month(context: FeedContext, front: Front, year: int, month: int) -> bytes:
    content = context.content
    cards = front.month(content, year, month)
    older, newer = content.months_beside(year, month, **front.scope)
    feed = _feed(context, front, _month_name(year, month), cards)
    _link(context, feed, "current", f"{front.url}feed.xml")
    if older:
        _link(context, feed, "prev-archive", front.url + _month_name(*older))
    if newer:
        _link(context, feed, "next-archive", front.url + _month_name(*newer))
        xml.element(feed, "fh:archive")
    for card in cards:
        entry = _entry(context, feed, card)
        if not card.summary:
            xml.element(entry, "content", card.title, type_="text")
    return xml.document(feed)


def _feed(context: FeedContext, front: Front, name: str, cards: tuple[Card, ...]) -> tree.Element:
    site = context.site
    feed = tree.Element(
        "feed",
        {
            "xmlns": ATOM,
            "xmlns:fh": HISTORY,
            "xml:lang": context.locale,
            "xml:base": context.absolute(front.url),
        },
    )
    tag = f"tag:{site.tag_authority},{site.tag_year}:feed/{front.name}"
    xml.element(feed, "id", tag if name == "feed.xml" else f"{tag}/{name.removesuffix('.xml')}")
    xml.element(feed, "title", front.title(context))
    newest = max((card.updated or card.date for card in cards), default=None)
    xml.element(feed, "updated", newest.isoformat() if newest else NEVER)
    author = xml.element(feed, "author")
    xml.element(author, "name", context.site_name)
    _link(context, feed, "self", front.url + name)
    _link(context, feed, "alternate", front.url, "text/html")
    return feed


def _entry(context: FeedContext, feed: tree.Element, card: Card) -> tree.Element:
    """The story without its content."""
    entry = xml.element(feed, "entry")
    xml.element(entry, "id", context.site.tag(card.id, card.locale))
    xml.element(entry, "title", card.title)
    xml.element(entry, "published", card.date.isoformat())
    xml.element(entry, "updated", (card.updated or card.date).isoformat())
    _link(context, entry, "alternate", card.url, "text/html")
    if card.summary:
        xml.element(entry, "summary", card.summary)
    for slug in card.topics:
        if term := context.content.topic(slug):
            xml.element(entry, "category", term=slug, label=term.name)
    return entry


def _content(body: str) -> tree.Element:
    content = tree.Element("content", type="html")
    content.text = body
    return content


def _link(
    context: FeedContext, parent: tree.Element, rel: str, url: str, type_: str = TYPE
) -> None:
    xml.element(parent, "link", rel=rel, type_=type_, href=context.absolute(url))


def _month_name(year: int, month: int) -> str:
    return f"feed-{year:04d}-{month:02d}.xml"
