"""The body of a document as HTML: each block by the theme's component for its kind."""

import re
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from contract.problems import Problem
from site_builder.index.views import Document
from site_builder.rendering import galleries

if TYPE_CHECKING:
    from site_builder.rendering.context import RenderContext

PAGE, FEED = "blocks", "feed_blocks"

_INTERNAL = re.compile(r'<a href="(page|attachment):([0-9a-f-]+)">(.*?)</a>', re.S)
_SITE_PATH = re.compile(r'(<a href=")(/[^"]*")')


def render(document: Document, context: "RenderContext", medium: str = PAGE) -> Markup:
    """All blocks of the document, in the medium's components."""
    parts = [
        context.component(f"{medium}/{kind}", kind, _params(kind, data, document, context, medium))
        for kind, data in document.blocks
    ]
    return Markup("\n").join(parts)


def _params(
    kind: str, data: Any, document: Document, context: "RenderContext", medium: str
) -> dict[str, Any]:
    params = {**_DEFAULTS.get(kind, {}), **data, "page_url": context.absolute(document.card.url)}
    if kind in ("text", "html"):
        safe = _linked(data["html"], document, context, medium)
        params["html"] = Markup(safe)  # noqa: S704 -- sanitised when it was loaded
    elif kind == "gallery":
        params |= galleries.decided(data, context.content, context.texts)
        params["images"] = [{**_PICTURE, **use} for use in params["images"]]
    elif kind == "attachments":
        params["files"] = [{"title": None, **file} for file in data["files"]]
    elif kind == "image":
        params = {**_PICTURE, **params}
    return params


def _linked(html: str, document: Document, context: "RenderContext", medium: str) -> str:
    """Resolves links to documents and attachments; in feeds every link becomes absolute."""

    def resolve(match: re.Match[str]) -> str:
        kind, target, words = match.groups()
        found = (
            context.content.linked(target) if kind == "page" else context.content.attachment(target)
        )
        if found is None:
            context.warn(
                Problem(
                    "link.missing", document.card.url, 0, {"target": f"{kind}:{target}"}, "warning"
                )
            )
            return words
        return f'<a href="{found.url}">{words}</a>'

    html = _INTERNAL.sub(resolve, html) if ":" in html else html
    if medium != FEED:
        return html
    html = html.replace('<a href="#', f'<a href="{document.card.url}#')
    return _SITE_PATH.sub(rf"\1{context.site.url}\2", html)


_PICTURE = {"alt": None, "decorative": False, "caption": None, "credit": None}
_DEFAULTS: dict[str, dict[str, Any]] = {
    "gallery": {"title": None, "caption": None, "credit": None, "alt": None},
    "quote": {"role": None},
    "table": {"caption": None, "header_row": False, "header_column": False},
    "attachments": {"title": None},
    "video": {"description": None},
    "callout": {"title": None},
    "facts": {"title": None},
}
