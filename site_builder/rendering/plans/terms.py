"""Departments and topics: a list of each kind, and a front for each that has stories."""

from collections.abc import Iterator

from contract import paths
from site_builder.index.facade import Content
from site_builder.index.outputs import Target
from site_builder.rendering.context import RenderContext
from site_builder.rendering.makers import Makers
from site_builder.rendering.page import Crumb
from site_builder.rendering.plans.common import (
    everywhere,
    feeds,
    meta,
    page_target,
    where,
)
from site_builder.rendering.plans.fronts import LATEST


def targets(content: Content) -> Iterator[Target]:
    locale = content.locale
    for kind in paths.TERM_KINDS:
        yield page_target(_list_url(locale, kind), "list", locale, "terms", kind=kind)
        for term in content.terms(kind):
            url = paths.term_url(locale, kind, term.slug)
            yield page_target(url, "list", locale, "term", kind=kind, slug=term.slug)


def _list(context: RenderContext, kind: str) -> bytes:
    return context.page(
        "terms.html",
        meta(
            context,
            "terms",
            _list_url(context.locale, kind),
            context.texts.t(f"{kind}s"),
            urls=everywhere(context, lambda code: _list_url(code, kind)),
        ),
        terms=context.content.terms(kind),
        term_kind=kind,
    )


def _front(context: RenderContext, kind: str, slug: str) -> bytes:
    content = context.content
    term = content.term(kind, slug)
    assert term is not None
    url = paths.term_url(context.locale, kind, slug)
    return context.page(
        "term.html",
        meta(
            context,
            "term",
            url,
            term.name,
            crumbs=(Crumb(context.texts.t(f"{kind}s"), _list_url(context.locale, kind)),),
            urls=where(
                context,
                lambda code: paths.term_url(code, kind, slug),
                lambda code: content.in_locale(code).has_term(kind, slug),
            ),
            description=term.description,
            feeds=feeds(context, url, term.name, atom=False) if kind == "department" else (),
        ),
        term=term,
        term_kind=kind,
        articles=content.latest(**{kind: slug}, limit=LATEST),
        months=content.months(**{kind: slug}),
    )


def _list_url(locale: str, kind: str) -> str:
    return f"/{locale}/{paths.TERM_KINDS[kind]}/"


MAKERS: Makers = {"terms": _list, "term": _front}
