"""Pages that are not content: alerts, not found, moved, gone."""

from collections.abc import Iterator
from functools import partial

from site_builder.index.outputs import ALERT, Target
from site_builder.index.redirects import Gone, Moved
from site_builder.rendering.context import RenderContext
from site_builder.rendering.page import PageMeta
from site_builder.rendering.plans.common import Plan, everywhere, meta, page_target


def targets(plan: Plan) -> Iterator[Target]:
    site = plan.site
    for locale in site.locale_codes:
        yield Target(f"{locale}/alerts/index.html", "alerts", locale, _alerts, ALERT)
        yield Target(f"{locale}/404.html", "entry", locale, _not_found)
    yield Target("404.html", "entry", site.default_locale, _not_found)


def moved_and_gone(plan: Plan) -> Iterator[Target]:
    site = plan.site
    for moved in plan.moved:
        locale = _locale_of(moved.path, plan)
        yield page_target(moved.path, "redirect", locale, partial(_moved, moved=moved))
    for gone in plan.gone:
        locale = gone.locale if gone.locale in site.locale_codes else _locale_of(gone.path, plan)
        yield page_target(gone.path, "gone", locale, partial(_gone, gone=gone))


def _alerts(context: RenderContext) -> bytes:
    def url(locale: str) -> str:
        return f"/{locale}/alerts/"

    title = context.texts.t("alerts")
    return context.page(
        "alerts.html",
        meta(
            context,
            "alerts",
            url(context.locale),
            title,
            urls=everywhere(context, url),
            description=context.texts.t("alerts_text"),
        ),
    )


def _not_found(context: RenderContext) -> bytes:
    return context.page("404.html", _plain(context, "404", context.texts.t("not_found")))


def _moved(context: RenderContext, moved: Moved) -> bytes:
    target = context.absolute(moved.target)
    page = _plain(context, "redirect", context.texts.t("moved"), moved.path, target)
    return context.page("redirect.html", page, target=target)


def _gone(context: RenderContext, gone: Gone) -> bytes:
    page = _plain(context, "gone", context.texts.t("gone"), gone.path)
    return context.page("gone.html", page, kind=gone.kind)


def _plain(
    context: RenderContext, kind: str, title: str, path: str = "", canonical: str | None = None
) -> PageMeta:
    frame = meta(
        context,
        kind,
        path,
        title,
        urls=everywhere(context, lambda code: f"/{code}/"),
        index=False,
    )
    return PageMeta(
        kind=kind,
        path=path,
        title=title,
        canonical=canonical,
        index=False,
        language_switch=frame.language_switch,
        feeds=frame.feeds,
        share_image=frame.share_image,
    )


def _locale_of(path: str, plan: Plan) -> str:
    first = path.split("/")[1]
    return first if first in plan.site.locale_codes else plan.site.default_locale
