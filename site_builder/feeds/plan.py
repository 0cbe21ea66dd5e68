"""Which feeds and sitemaps there are."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from site_builder.feeds import atom, json_feed, sitemaps
from site_builder.feeds.context import FeedPlan, fronts
from site_builder.index.outputs import Target
from site_builder.index.store import Scope


def targets(plan: FeedPlan) -> Iterator[Target]:
    """Departments have JSON feeds only."""
    for front in fronts(plan, departments=True):
        path, locale = f"{front.url.lstrip('/')}feed", front.locale
        atoms = front.kind != "department"
        yield Target(f"{path}.json", "feed", locale, partial(json_feed.latest, front=front))
        if atoms:
            yield Target(f"{path}.xml", "feed", locale, partial(atom.latest, front=front))
        for year, month in plan.store.months(Scope(locale, front.kind, front.slug)):
            period: dict[str, Any] = {"front": front, "year": year, "month": month}
            name = f"{path}-{year:04d}-{month:02d}"
            yield Target(f"{name}.json", "feed", locale, partial(json_feed.month, **period))
            if atoms:
                yield Target(f"{name}.xml", "feed", locale, partial(atom.month, **period))
    yield from _sitemaps(plan)


def _sitemaps(plan: FeedPlan) -> Iterator[Target]:
    default = plan.site.default_locale
    for locale in plan.site.locale_codes:
        for year, month, _ in plan.store.changed_months(locale):
            render = partial(sitemaps.month, year=year, month=month)
            yield Target(sitemaps.path(locale, year, month), "sitemap", locale, render)
    yield Target("sitemap.xml", "entry", default, sitemaps.index)
    yield Target("robots.txt", "entry", default, sitemaps.robots)
