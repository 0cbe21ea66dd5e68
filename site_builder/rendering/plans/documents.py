"""Stories and standard pages: one page each, at the address of its document."""

from contract import paths
from site_builder.index.outputs import Target
from site_builder.index.views import Card
from site_builder.rendering.context import RenderContext
from site_builder.rendering.makers import Makers
from site_builder.rendering.plans.common import (
    feeds,
    meta,
    page_target,
    section_crumb,
)


def target(id_: str, locale: str, type_: str, url: str) -> Target | None:
    """The page of a document, if it has one of its own."""
    if type_ in paths.STORY_TYPES:
        return page_target(url, "story", locale, "story", id_=id_)
    return page_target(url, "page", locale, "page", id_=id_) if type_ == "page" else None


def _story(context: RenderContext, id_: str) -> bytes:
    content = context.content
    document = content.document(id_)
    assert document is not None
    card = document.card
    section = card.section or ""
    older, newer = content.neighbours(card)
    front = paths.section_url(context.locale, section)
    return context.page(
        "article.html",
        meta(
            context,
            card.type,
            card.url,
            card.title,
            crumbs=(section_crumb(context, section),),
            urls=_urls(context, card),
            description=card.summary,
            card=card,
            section=section,
            feeds=feeds(context, front, context.section_title(section)),
        ),
        article=context.article(document),
        older=older,
        newer=newer,
        related=content.related(card),
    )


def _page(context: RenderContext, id_: str) -> bytes:
    document = context.content.document(id_)
    assert document is not None
    card = document.card
    return context.page(
        "page.html",
        meta(
            context,
            "page",
            card.url,
            card.title,
            urls=_urls(context, card),
            description=card.summary,
            card=card,
        ),
        article=context.article(document),
    )


def _urls(context: RenderContext, card: Card) -> dict[str, tuple[str, str | None]]:
    return {t.locale: (t.url, t.state) for t in context.content.translations(card.id)}


MAKERS: Makers = {"story": _story, "page": _page}
