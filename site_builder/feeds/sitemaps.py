"""Sitemaps by month of publication, with the translations of each address; robots.txt."""

from xml.etree import ElementTree as tree

from site_builder.feeds import xml
from site_builder.feeds.context import FeedContext
from site_builder.index.views import Card

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"


def month(context: FeedContext, year: int, month: int) -> bytes:
    root = tree.Element("urlset", {"xmlns": SITEMAP, "xmlns:xhtml": XHTML})
    for card in context.content.month_documents(year, month):
        url = xml.element(root, "url")
        xml.element(url, "loc", context.absolute(card.url))
        xml.element(url, "lastmod", _changed(card))
        for locale, href in _alternates(context, card):
            xml.element(url, "xhtml:link", rel="alternate", hreflang=locale, href=href)
    return xml.document(root)


def index(context: FeedContext) -> bytes:
    root = tree.Element("sitemapindex", {"xmlns": SITEMAP})
    for locale in context.site.locale_codes:
        for year, number, changed in context.content.in_locale(locale).changed_months():
            entry = xml.element(root, "sitemap")
            xml.element(entry, "loc", context.absolute(f"/{path(locale, year, number)}"))
            xml.element(entry, "lastmod", changed.isoformat())
    return xml.document(root)


def path(locale: str, year: int, month: int) -> str:
    return f"sitemaps/{locale}-{year:04d}-{month:02d}.xml"


def robots(context: FeedContext) -> bytes:
    return f"User-agent: *\nAllow: /\n\nSitemap: {context.absolute('/sitemap.xml')}\n".encode()


def _alternates(context: FeedContext, card: Card) -> list[tuple[str, str]]:
    found = [(t.locale, context.absolute(t.url)) for t in context.content.translations(card.id)]
    if len(found) < 2:
        return []
    default = [href for locale, href in found if locale == context.site.default_locale]
    return found + [("x-default", href) for href in default]


def _changed(card: Card) -> str:
    return (card.updated or card.date).isoformat()
