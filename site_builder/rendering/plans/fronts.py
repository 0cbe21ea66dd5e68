"""Home pages and section fronts: they exist in every locale, with or without stories."""

from collections.abc import Iterator

from contract import paths
from site_builder.index.facade import Content
from site_builder.index.outputs import Target
from site_builder.rendering.context import RenderContext
from site_builder.rendering.makers import Makers
from site_builder.rendering.plans.common import (
    everywhere,
    feeds,
    meta,
    page_target,
)

LATEST = 20


def targets(content: Content) -> Iterator[Target]:
    locale = content.locale
    yield page_target(paths.home_url(locale), "entry", locale, "home")
    for section in paths.SECTIONS:
        url = paths.section_url(locale, section)
        yield page_target(url, "list", locale, "section", section=section)
    if locale == content.site.default_locale:
        yield page_target("/", "entry", locale, "home")


def _home(context: RenderContext) -> bytes:
    content = context.content
    document = content.home()
    card = document.card if document else None
    own = context.site.locale(context.locale)
    return context.page(
        "index.html",
        meta(
            context,
            "home",
            paths.home_url(context.locale),
            own.name,
            urls=everywhere(context, paths.home_url),
            description=(card and card.summary) or own.tagline,
            card=card,
        ),
        article=context.article(document) if document else None,
        articles=content.latest(limit=LATEST),
        sections=content.sections(),
    )


def _section(context: RenderContext, section: str) -> bytes:
    content = context.content
    document = content.section(section)
    card = document.card if document else None
    url = paths.section_url(context.locale, section)
    title = context.section_title(section)
    return context.page(
        "section.html",
        meta(
            context,
            "section",
            url,
            title,
            urls=everywhere(context, lambda code: paths.section_url(code, section)),
            description=card.summary if card else None,
            card=card,
            section=section,
            feeds=feeds(context, url, title),
        ),
        section={
            "section": section,
            "title": title,
            "summary": card.summary if card else None,
            "url": url,
            "body": context.article(document).body if document else "",
        },
        articles=content.latest(section=section, limit=LATEST),
        months=content.months(section=section),
    )


MAKERS: Makers = {"home": _home, "section": _section}
