"""Blocks of the content format as stored values of the body's StreamField."""

import uuid
from collections.abc import Iterable
from typing import Any

from cms.core import prose
from contract import markdown, sanitise
from contract.blocks import Block
from contract.documents import Document


class Targets:
    """Rows that blocks point at: pictures and attachments by digest, pages by document id."""

    def __init__(self) -> None:
        self.pictures: dict[str, int] = {}
        self.attachments: dict[str, int] = {}
        self.pages: dict[tuple[str, str], int] = {}

    def page(self, id_: str, locales: Iterable[str]) -> int | None:
        return next((pk for code in locales if (pk := self.pages.get((id_, code)))), None)


def body(document: Document, targets: Targets, default_locale: str) -> list[dict[str, Any]]:
    """The raw value of the body."""
    locales = (document.front["locale"], default_locale)
    return [_block(block, targets, locales) for block in document.blocks]


def _block(block: Block, targets: Targets, locales: tuple[str, str]) -> dict[str, Any]:
    if block.kind in ("text", "html"):
        html = markdown.render(block.data) if block.kind == "text" else sanitise.clean(block.data)
        return {"type": "text", "value": _rich_text(html, targets, locales)}
    value = _VALUES[block.kind](block.data, targets) if block.kind in _VALUES else block.data
    return {"type": block.kind, "value": value}


def _rich_text(html: str, targets: Targets, locales: tuple[str, str]) -> str:
    def link(href: str) -> dict[str, str]:
        scheme, _, name = href.partition(":")
        if scheme == "page" and (pk := targets.page(name, locales)):
            return {"linktype": "page", "id": str(pk)}
        if scheme == "attachment" and name in targets.attachments:
            return {"linktype": "document", "id": str(targets.attachments[name])}
        return {"href": href}

    return prose.write_wagtail(prose.read(html), link)


def _picture(use: dict[str, Any], targets: Targets) -> dict[str, Any]:
    return {**use, "image": targets.pictures[use["image"]]}


def _gallery(data: dict[str, Any], targets: Targets) -> dict[str, Any]:
    return {**data, "images": _list(_picture(use, targets) for use in data["images"])}


def _table(data: dict[str, Any], targets: Targets) -> dict[str, Any]:
    row, column = data.get("header_row", False), data.get("header_column", False)
    choice = {(True, True): "both", (True, False): "row", (False, True): "column"}
    return {
        "data": data["rows"],
        "first_row_is_table_header": row,
        "first_col_is_header": column,
        "table_header_choice": choice.get((row, column), "neither"),
        "table_caption": data.get("caption", ""),
        "cell": [],
        "mergeCells": [],
    }


def _attachments(data: dict[str, Any], targets: Targets) -> dict[str, Any]:
    files = ({**item, "file": targets.attachments[item["file"]]} for item in data["files"])
    return {**data, "files": _list(files)}


def _facts(data: dict[str, Any], targets: Targets) -> dict[str, Any]:
    return {**data, "items": _list(data["items"])}


def _list(values: Iterable[Any]) -> list[dict[str, Any]]:
    # Without an id Wagtail takes the entry for something else, and an editor sees empty rows.
    return [{"type": "item", "id": str(uuid.uuid4()), "value": value} for value in values]


_VALUES = {
    "image": _picture,
    "gallery": _gallery,
    "table": _table,
    "attachments": _attachments,
    "facts": _facts,
}
