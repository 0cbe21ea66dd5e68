"""Which feeds and sitemaps there are."""

from collections.abc import Callable, Iterator

from site_builder.feeds import atom, json_feed, sitemaps
from site_builder.feeds.context import FeedContext, Front, fronts
from site_builder.index.facade import Content
from site_builder.index.outputs import Target


def feeds(content: Content) -> Iterator[Target]:
    """Departments have JSON feeds only."""
    locale = content.locale
    for front in fronts(content):
        path, about = f"{front.url.lstrip('/')}feed", {"kind": front.kind, "slug": front.slug}
        formats = ("json",) if front.kind == "department" else ("json", "xml")
        for format_ in formats:
            yield Target(f"{path}.{format_}", "feed", locale, f"{format_}_latest", about)
        for year, month in content.months(**front.scope):
            period, name = about | {"year": year, "month": month}, f"{path}-{year:04d}-{month:02d}"
            for format_ in formats:
                yield Target(f"{name}.{format_}", "feed", locale, f"{format_}_month", period)


def maps(content: Content) -> Iterator[Target]:
    """Sitemaps; the first of them and robots.txt belong to the default locale."""
    locale = content.locale
    for year, month, _ in content.changed_months():
        about = {"year": year, "month": month}
        yield Target(sitemaps.path(locale, year, month), "sitemap", locale, "sitemap", about)
    if locale == content.site.default_locale:
        yield Target("sitemap.xml", "entry", locale, "sitemap_index")
        yield Target("robots.txt", "entry", locale, "robots")


def _json_latest(context: FeedContext, kind: str, slug: str) -> bytes:
    return json_feed.latest(context, Front(context.locale, kind, slug))


def _json_month(context: FeedContext, kind: str, slug: str, year: int, month: int) -> bytes:
    return json_feed.month(context, Front(context.locale, kind, slug), year, month)


def _xml_latest(context: FeedContext, kind: str, slug: str) -> bytes:
    return atom.latest(context, Front(context.locale, kind, slug))


def _xml_month(context: FeedContext, kind: str, slug: str, year: int, month: int) -> bytes:
    return atom.month(context, Front(context.locale, kind, slug), year, month)


MAKERS: dict[str, Callable[..., bytes]] = {
    "json_latest": _json_latest,
    "json_month": _json_month,
    "xml_latest": _xml_latest,
    "xml_month": _xml_month,
    "sitemap": sitemaps.month,
    "sitemap_index": sitemaps.index,
    "robots": sitemaps.robots,
}
