"""What the plans share: the frame of a page (breadcrumbs, languages, feeds) and its address."""

from collections.abc import Callable, Mapping
from typing import Any

from contract import paths
from site_builder.index.outputs import Target
from site_builder.index.views import Card, Term
from site_builder.rendering.context import RenderContext
from site_builder.rendering.page import Alternate, Crumb, Feed, PageMeta

JSON_FEED, ATOM = "application/feed+json", "application/atom+xml"


def page_target(url: str, class_: str, locale: str, maker: str, **about: Any) -> Target:
    """The target of an HTML page at a site path that ends in a slash."""
    return Target(url.lstrip("/") + "index.html", class_, locale, maker, about)


def home_crumb(context: RenderContext) -> Crumb:
    return Crumb(context.texts.t("home_page"), paths.home_url(context.locale))


def section_crumb(context: RenderContext, section: str) -> Crumb:
    return Crumb(context.section_title(section), paths.section_url(context.locale, section))


def term_crumb(term: Term) -> Crumb:
    return Crumb(term.name, term.url, term.lang)


def feeds(context: RenderContext, front: str, name: str, *, atom: bool = True) -> tuple[Feed, ...]:
    """The feeds of a front (`/th/`, `/th/news/`, ...)."""
    found = [Feed(JSON_FEED, name, f"{front}feed.json")]
    if atom:
        found.insert(0, Feed(ATOM, name, f"{front}feed.xml"))
    return tuple(found)


def site_feeds(context: RenderContext) -> tuple[Feed, ...]:
    return feeds(context, paths.home_url(context.locale), context.site_name)


def meta(
    context: RenderContext,
    kind: str,
    path: str,
    title: str,
    *,
    crumbs: tuple[Crumb, ...] = (),
    urls: Mapping[str, tuple[str, str | None]],
    description: str | None = None,
    card: Card | None = None,
    section: str | None = None,
    feeds: tuple[Feed, ...] = (),
    index: bool = True,
) -> PageMeta:
    """The frame of a page. `urls` maps each locale that has this page to (site path, state)."""
    site = context.site
    trail = (home_crumb(context), *crumbs, Crumb(title)) if kind != "home" else ()
    return PageMeta(
        kind=kind,
        path=path,
        title=title,
        canonical=context.absolute(urls[context.locale][0]),
        description=context.description(description),
        breadcrumbs=trail,
        alternates=tuple(
            Alternate(code, urls[code][0]) for code in site.locale_codes if code in urls
        ),
        language_switch=tuple(
            Alternate(locale.code, *_switch(urls, locale.code, locale.label))
            for locale in site.locales
            if locale.code != context.locale
        ),
        feeds=feeds or site_feeds(context),
        section=section,
        share_image=context.share_image(card),
        index=index,
        published=card.date if card else None,
        updated=card.updated if card else None,
    )


def _switch(
    urls: Mapping[str, tuple[str, str | None]], code: str, label: str
) -> tuple[str | None, str, str | None]:
    url, state = urls.get(code, (None, None))
    return url, label, state


def everywhere(context: RenderContext, url: Callable[[str], str]) -> dict[str, tuple[str, None]]:
    """The addresses of a page that every locale has."""
    return {code: (url(code), None) for code in context.site.locale_codes}


def where(
    context: RenderContext, url: Callable[[str], str], exists: Callable[[str], bool]
) -> dict[str, tuple[str, None]]:
    """The addresses of a page in this locale and the others in which it exists."""
    return {
        code: (url(code), None)
        for code in context.site.locale_codes
        if code == context.locale or exists(code)
    }
