"""Pages that are not content: alerts, not found, moved, gone."""

from collections.abc import Iterable, Iterator

from contract import old_addresses
from contract.site_config import SiteConfig
from site_builder.index.facade import Content
from site_builder.index.outputs import ALERT, Target
from site_builder.index.redirects import Gone, Moved
from site_builder.rendering.context import RenderContext
from site_builder.rendering.makers import Makers
from site_builder.rendering.page import PageMeta
from site_builder.rendering.plans.common import everywhere, meta, page_target


def targets(content: Content) -> Iterator[Target]:
    locale = content.locale
    yield Target(f"{locale}/alerts/index.html", "alerts", locale, "alerts", cache=ALERT)
    yield Target(f"{locale}/404.html", "entry", locale, "not_found")
    if locale == content.site.default_locale:
        yield Target("404.html", "entry", locale, "not_found")


def moved_and_gone(
    site: SiteConfig, moved: Iterable[Moved], gone: Iterable[Gone]
) -> Iterator[Target]:
    for there in moved:
        locale = _locale_of(there.path, site)
        file = old_addresses.file_of(there.path)
        yield Target(file, "redirect", locale, "moved", {"path": there.path})
    for left in gone:
        locale = left.locale if left.locale in site.locale_codes else _locale_of(left.path, site)
        yield page_target(left.path, "gone", locale, "gone", path=left.path)


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


def _moved(context: RenderContext, path: str) -> bytes:
    target = context.absolute(context.content.moved(path) or "/")
    page = _plain(context, "redirect", context.texts.t("moved"), path, target)
    return context.page("redirect.html", page, target=target)


def _gone(context: RenderContext, path: str) -> bytes:
    kind, texts = context.content.gone(path), context.texts
    title = texts.t("gone_withdrawn") if kind == "withdrawn" else texts.t("gone")
    return context.page("gone.html", _plain(context, "gone", title, path), kind=kind)


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


def _locale_of(path: str, site: SiteConfig) -> str:
    first = path.split("/")[1]
    return first if first in site.locale_codes else site.default_locale


MAKERS: Makers = {"alerts": _alerts, "not_found": _not_found, "moved": _moved, "gone": _gone}
