"""What a feed may use while it is made. The rendering side provides it."""

from collections.abc import Iterator
from typing import Any, Protocol

from contract import paths
from contract.site_config import SiteConfig
from site_builder.feeds.size import LIMIT
from site_builder.index.facade import Content
from site_builder.index.views import Card


class FeedContext(Protocol):
    @property
    def site(self) -> SiteConfig: ...
    @property
    def content(self) -> Content: ...
    @property
    def locale(self) -> str: ...
    @property
    def site_name(self) -> str: ...
    @property
    def source_label(self) -> str: ...
    @property
    def theme(self) -> Any: ...
    def absolute(self, path: str) -> str: ...
    def asset(self, name: str) -> str: ...
    def feed_body(self, card: Card) -> str: ...
    def section_title(self, section: str) -> str: ...


class Front:
    """What a feed is about: a whole locale, a section or a department."""

    def __init__(self, locale: str, kind: str = "", slug: str = "") -> None:
        self.locale, self.kind, self.slug = locale, kind, slug

    @property
    def scope(self) -> dict[str, str]:
        return {self.kind: self.slug} if self.kind else {}

    def latest(self, content: Content) -> tuple[Card, ...]:
        return _whole(content, content.latest(**self.scope, limit=LIMIT))

    def month(self, content: Content, year: int, month: int) -> tuple[Card, ...]:
        return _whole(content, content.month(year, month, **self.scope))

    @property
    def url(self) -> str:
        if self.kind == "section":
            return paths.section_url(self.locale, self.slug)
        if self.kind == "department":
            return paths.term_url(self.locale, self.kind, self.slug)
        return paths.home_url(self.locale)

    @property
    def name(self) -> str:
        """A stable name, for the id of the Atom feed."""
        return f"{self.locale}/{self.kind}/{self.slug}" if self.kind else self.locale

    def title(self, context: FeedContext) -> str:
        if self.kind == "section":
            return f"{context.section_title(self.slug)} – {context.site_name}"
        if self.kind == "department":
            term = context.content.department(self.slug)
            return f"{term.name} – {context.site_name}" if term else context.site_name
        return context.site_name


def _whole(content: Content, cards: tuple[Card, ...]) -> tuple[Card, ...]:
    """Without the stories whose pictures are still being made: an app that took one would not look
    at it again, for its date stays when they come."""
    return tuple(card for card in cards if not content.awaits(card))


def fronts(content: Content) -> Iterator[Front]:
    """Every front of a locale that has feeds."""
    locale = content.locale
    yield Front(locale)
    yield from (Front(locale, "section", section) for section in paths.SECTIONS)
    yield from (Front(locale, "department", term.slug) for term in content.departments())
