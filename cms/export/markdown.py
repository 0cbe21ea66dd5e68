"""Rich text as Markdown, where Markdown can hold it exactly.

The proof is in the writing: the Markdown is rendered again, and unless the same tree comes back
the block is kept as HTML. So nothing an editor wrote is lost to a corner of the syntax.
"""

import re

from cms.core import prose
from cms.core.prose import Node
from contract import markdown
from contract.blocks import Block

_SPECIAL = re.compile(r"[\\*_`\[\]<]")
_LINE_START = re.compile(r"(?m)^(#|>|[-+](?=\s)|:::|={3,}|-{3,})")
_NUMBER_START = re.compile(r"(?m)^(\d+)\.(?=\s)")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_MARKS = {"strong": "**", "em": "*"}
_HEADINGS = {"h2": "## ", "h3": "### ", "h4": "#### "}


class _NotMarkdown(Exception):
    """Something in the tree has no Markdown."""


def block(node: Node) -> Block | None:
    """The tree as a `text` block, else as an `html` block; None when it is empty."""
    if not node.children:
        return None
    html = prose.write(node)
    try:
        text = _blocks(node)
    except _NotMarkdown:
        return Block("html", html)
    if markdown.problems(text) or prose.write(prose.read(markdown.render(text))) != html:
        return Block("html", html)
    return Block("text", text)


def _blocks(node: Node) -> str:
    return "\n\n".join(_block(child) for child in node.children)


def _block(child: Node | str) -> str:
    if isinstance(child, str):
        raise _NotMarkdown
    if child.tag == "p":
        return _line_starts(_inline(child))
    if child.tag in _HEADINGS:
        return _HEADINGS[child.tag] + _inline(child)
    if child.tag in ("ul", "ol"):
        return _list(child)
    if child.tag == "blockquote":
        lines = _blocks(child).split("\n")
        return "\n".join(f"> {line}" if line else ">" for line in lines)
    if child.tag == "hr":
        return "---"
    raise _NotMarkdown


def _list(node: Node) -> str:
    items = []
    for number, item in enumerate(node.children, int(node.attributes.get("start", 1))):
        if isinstance(item, str) or item.tag != "li":
            raise _NotMarkdown
        mark = "-" if node.tag == "ul" else f"{number}."
        items.append(f"{mark} {_item(item)}")
    return "\n".join(items)


def _item(item: Node) -> str:
    """The words of an item, and the lists below it."""
    words = [child for child in item.children if not _is_list(child)]
    lists = [child for child in item.children if _is_list(child)]
    if item.children[: len(words)] != words:
        raise _NotMarkdown
    text = _line_starts(_inline(Node("li", {}, words)))
    if "\n" in text:
        raise _NotMarkdown
    nested = ["\n".join("    " + line for line in _block(child).split("\n")) for child in lists]
    return "\n".join([text, *nested])


def _inline(node: Node) -> str:
    return "".join(_inline_part(child) for child in node.children)


def _inline_part(child: Node | str) -> str:
    if isinstance(child, str):
        text = _ENTITY.sub("&amp;", _SPECIAL.sub(r"\\\g<0>", child))
        return re.sub(r"!(?=\\\[)", r"\\!", text)
    if child.tag in _MARKS:
        mark = _MARKS[child.tag]
        return f"{mark}{_inline(child)}{mark}"
    if child.tag == "a":
        return f"[{_inline(child)}]({child.attributes['href']})"
    if child.tag == "br":
        return "  \n"
    if child.tag == "code" and all(isinstance(c, str) and "`" not in c for c in child.children):
        return "`" + "".join(map(str, child.children)) + "`"
    raise _NotMarkdown


def _line_starts(text: str) -> str:
    text = _LINE_START.sub(r"\\\1", text)
    return _NUMBER_START.sub(r"\1\\.", text)


def _is_list(child: Node | str) -> bool:
    return isinstance(child, Node) and child.tag in ("ul", "ol")
