"""Archives: a page per month, and per year of a section. Months and years are Gregorian in the
address and those of the site's time zone."""

from collections.abc import Iterator
from typing import Any

from contract import paths
from site_builder.index.facade import Content
from site_builder.index.outputs import Target
from site_builder.rendering.context import RenderContext
from site_builder.rendering.makers import Makers
from site_builder.rendering.page import Crumb
from site_builder.rendering.plans.common import (
    feeds,
    meta,
    page_target,
    section_crumb,
    term_crumb,
    where,
)


def targets(content: Content) -> Iterator[Target]:
    locale = content.locale
    for section in paths.SECTIONS:
        front, months = paths.section_url(locale, section), content.months(section=section)
        for year in sorted({year for year, _ in months}):
            url = paths.period_url(front, year)
            yield page_target(url, "list", locale, "year", section=section, year=year)
        yield from _month_targets(content, front, "section", section)
    for kind in paths.TERM_KINDS:
        for term in content.terms(kind):
            front = paths.term_url(locale, kind, term.slug)
            yield from _month_targets(content, front, kind, term.slug)


def _month_targets(content: Content, front: str, kind: str, slug: str) -> Iterator[Target]:
    for year, month in content.months(**{kind: slug}):
        about = {"kind": kind, "slug": slug, "year": year, "month": month}
        url = paths.period_url(front, year, month)
        yield page_target(url, "list", content.locale, "month", **about)


def _year(context: RenderContext, section: str, year: int) -> bytes:
    def url(locale: str) -> str:
        return paths.period_url(paths.section_url(locale, section), year)

    def exists(locale: str) -> bool:
        months = context.content.in_locale(locale).months(section=section)
        return any(y == year for y, _ in months)

    name = context.section_title(section)
    title = context.texts.t("title_of_year", name=name, year=context.texts.year(year))
    return context.page(
        "archive_year.html",
        meta(
            context,
            "archive",
            url(context.locale),
            title,
            crumbs=(section_crumb(context, section),),
            urls=where(context, url, exists),
            section=section,
            feeds=feeds(context, paths.section_url(context.locale, section), name),
        ),
        section={
            "section": section,
            "title": name,
            "url": paths.section_url(context.locale, section),
        },
        year=year,
        months=[m for m in context.content.months(section=section) if m[0] == year],
    )


def _month(context: RenderContext, kind: str, slug: str, year: int, month: int) -> bytes:
    content, scope = context.content, {kind: slug}

    def front(locale: str) -> str:
        if kind == "section":
            return paths.section_url(locale, slug)
        return paths.term_url(locale, kind, slug)

    def url(locale: str) -> str:
        return paths.period_url(front(locale), year, month)

    def exists(locale: str) -> bool:
        return bool(content.in_locale(locale).month(year, month, **scope))

    def beside(period: tuple[int, int] | None) -> str | None:
        return paths.period_url(front(context.locale), *period) if period else None

    crumbs, variables = _scope_of(context, kind, slug)
    older, newer = content.months_beside(year, month, **scope)
    title = context.texts.t(
        "title_of_month", name=crumbs[-1].title, month=context.texts.month((year, month))
    )
    return context.page(
        "archive_month.html",
        meta(
            context,
            "archive",
            url(context.locale),
            title,
            crumbs=crumbs,
            urls=where(context, url, exists),
            section=slug if kind == "section" else None,
            feeds=feeds(context, front(context.locale), crumbs[-1].title, atom=kind == "section")
            if kind != "topic"
            else (),
        ),
        period=(year, month),
        articles=content.month(year, month, **scope),
        previous=beside(older),
        next=beside(newer),
        **variables,
    )


def _scope_of(
    context: RenderContext, kind: str, slug: str
) -> tuple[tuple[Crumb, ...], dict[str, Any]]:
    if kind == "section":
        crumb = section_crumb(context, slug)
        section = {"section": slug, "title": crumb.title, "url": crumb.url}
        return (crumb,), {"section": section, "term": None, "term_kind": None}
    term = context.content.term(kind, slug)
    assert term is not None
    return (
        (
            Crumb(context.texts.t(f"{kind}s"), f"/{context.locale}/{paths.TERM_KINDS[kind]}/"),
            term_crumb(term),
        ),
        {"section": None, "term": term, "term_kind": kind},
    )


MAKERS: Makers = {"year": _year, "month": _month}
