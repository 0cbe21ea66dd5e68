"""Our blocks as the Markdown that other generators read."""

import re
from typing import Any

from contract.blocks import Block
from contract.documents import Document

_PAGE_LINK = re.compile(r"\(page:([0-9a-f-]{36})\)")


class MarkdownBodies:
    """Turns bodies into plain Markdown; how pictures, galleries and callouts are written is for a
    generator's own class to say. `add` comes before `text` for every document that links may name."""

    def __init__(self, default_locale: str) -> None:
        self.default_locale = default_locale
        self._urls: dict[tuple[str, str], str] = {}

    def add(self, document: Document) -> None:
        self._urls[document.key] = document.url

    def text(self, document: Document) -> str:
        locale = document.front["locale"]
        return "\n\n".join(self._block(block, locale) for block in document.blocks)

    def image(self, data: dict[str, Any]) -> str:
        return f"![{data.get('caption', '')}](/img/{data['image'][:20]}.jpg)"

    def gallery(self, data: dict[str, Any]) -> str:
        return "\n".join(f"- {self.image(use)}" for use in data["images"])

    def callout(self, data: dict[str, Any]) -> str:
        return f"> **{data.get('title', '')}**\n>\n> {data['text']}"

    def _block(self, block: Block, locale: str) -> str:
        if block.kind == "text":
            return _PAGE_LINK.sub(lambda link: f"({self._url(link[1], locale)})", block.data)
        return _BLOCKS[block.kind](self, block.data)

    def _url(self, identity: str, locale: str) -> str:
        other = self._urls.get((identity, self.default_locale), f"/{locale}/")
        return self._urls.get((identity, locale), other)

    def _heading(self, data: dict[str, Any]) -> str:
        return f"{'#' * data['level']} {data['text']}"

    def _quote(self, data: dict[str, Any]) -> str:
        return f"> {data['text']}\n>\n> **{data.get('attribution', '')}**"

    def _facts(self, data: dict[str, Any]) -> str:
        return "\n\n".join(f"{item['label']}\n: {item['value']}" for item in data["items"])

    def _table(self, data: dict[str, Any]) -> str:
        head, *rows = data["rows"]
        lines = [head, ["---"] * len(head), *rows]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)


_BLOCKS: dict[str, Any] = {
    "image": lambda bodies, data: bodies.image(data),
    "gallery": lambda bodies, data: bodies.gallery(data),
    "callout": lambda bodies, data: bodies.callout(data),
    "heading": MarkdownBodies._heading,
    "quote": MarkdownBodies._quote,
    "facts": MarkdownBodies._facts,
    "table": MarkdownBodies._table,
}
