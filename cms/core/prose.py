"""Rich text between its two forms: Wagtail's database HTML and the content format's HTML.

Both are read into the same small tree, so that what means the same becomes the same text: the
editor's own marks, the space between blocks and the names of tags do not count.
"""

from collections.abc import Callable
from html import escape
from html.parser import HTMLParser

from cms.core.prose_tree import BLOCKS, Node, regrouped
from contract import characters, links, sanitise

VOID = sanitise.VOID
_RENAMED = {"b": "strong", "i": "em", "del": "s", "strike": "s"}
# What bare words inside an element stand in.
_WRAPPERS = {"": "p", "blockquote": "p", "ul": "li", "ol": "li"}
_WAGTAIL_NAMES = {"strong": "b", "em": "i"}

# A link's attributes in one form -> its target in the other; None takes the link away.
LinkReader = Callable[[dict[str, str]], str | None]
LinkWriter = Callable[[str], dict[str, str] | None]


def read(html: str, link: LinkReader | None = None) -> Node:
    """The tree of a piece of HTML, without tags and attributes that the format does not hold."""
    parser = _Parser(link or (lambda attributes: attributes.get("href")))
    parser.feed(html)
    parser.close()
    return _tidy(parser.root)


def refused_links(html: str) -> list[str]:
    """The targets that editors typed and `read` leaves out, for they cannot be used."""
    found = []

    def note(attributes: dict[str, str]) -> None:
        href = attributes.get("href")
        if href is not None and not links.allowed(links.tidied(href)):
            found.append(href)

    read(html, note)
    return found


def write(node: Node) -> str:
    """The content format's HTML of a tree, one block on each line."""
    return "\n".join(_written(child, {}, None) for child in node.children)


def write_wagtail(node: Node, link: LinkWriter) -> str:
    """Wagtail's database HTML of a tree."""
    return "".join(
        _written(child, _WAGTAIL_NAMES, link) for whole in node.children for child in _split(whole)
    )


def _split(child: Node | str) -> list[Node | str]:
    """The editor knows quotes of one paragraph, with bare words in them."""
    if isinstance(child, Node) and child.tag == "blockquote":
        return [
            Node("blockquote", {}, part.children if part.tag == "p" else [part])
            for part in child.children
            if isinstance(part, Node)
        ]
    return [child]


class _Parser(HTMLParser):
    def __init__(self, link: LinkReader) -> None:
        super().__init__(convert_charrefs=True)
        self.link = link
        self.root = Node("")
        self.open: list[tuple[str, Node]] = [("", self.root)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name, attributes = _RENAMED.get(tag, tag), {key: value or "" for key, value in attrs}
        if name in BLOCKS:
            self._close_words()
        node = self._node(name, attributes)
        if name in VOID:
            self.open[-1][1].children.append(node)
        else:
            # An element that is dropped hands its children to the one around it.
            parent = self.open[-1][1]
            if node.tag:
                parent.children.append(node)
            self.open.append((tag, node if node.tag else parent))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if _RENAMED.get(tag, tag) not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if any(opened == tag for opened, _ in self.open[1:]):
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1][1].children.append(characters.without_forbidden(data))

    def _close_words(self) -> None:
        """As browsers do: a block ends the paragraph or heading in which it would stand."""
        tag = next((tag for tag, _ in self.open if tag in sanitise.WORDS_ONLY), None)
        if tag is not None:
            self.handle_endtag(tag)

    def _node(self, name: str, attributes: dict[str, str]) -> Node:
        if name == "a":
            href = self.link(attributes)
            href = links.tidied(href) if href is not None else ""
            return Node("a", {"href": href}) if links.allowed(href) else Node("")
        if name == "ol" and attributes.get("start", "").isdigit():
            return Node("ol", {"start": attributes["start"]})
        return Node(name if name in sanitise.TAGS else "")


def _tidy(node: Node) -> Node:
    """In the one form for all that means the same: see `prose_tree`. What stands outside a block
    gets one, so that the editor will not move it."""
    if node.tag == "pre":
        return node
    children: list[Node | str] = []
    inline: list[Node | str] = []

    def flush() -> None:
        words = regrouped(inline)
        inline.clear()
        if words and node.tag in _WRAPPERS:
            _append_block(children, Node(_WRAPPERS[node.tag], {}, words))
        else:
            children.extend(words)

    for child in node.children:
        if isinstance(child, str) or child.tag not in BLOCKS:
            inline.append(child)
        elif child.tag == "p" and node.tag == "li":  # the editor's items hold bare words
            inline += [Node("br"), *child.children] if inline else child.children
        else:
            flush()
            child = _tidy(_placed(child, node.tag))
            if child.children or child.tag in VOID:
                _append_block(children, child)
    flush()
    return Node(node.tag, node.attributes, children)


def _placed(child: Node, parent: str) -> Node:
    """Lists hold items, and nothing else does."""
    if parent in sanitise.LISTS and child.tag != "li":
        return Node("li", {}, [child])
    if child.tag == "li" and parent not in sanitise.LISTS:
        return Node("ul", {}, [child])
    return child


def _append_block(children: list[Node | str], child: Node) -> None:
    """The editor gives a quote of two paragraphs as two, and some lists in pieces."""
    last = children[-1] if children else None
    joins = child.tag == "blockquote" or (child.tag in ("ul", "ol") and not child.attributes)
    if joins and isinstance(last, Node) and last.tag == child.tag:
        last.children += child.children
    else:
        children.append(child)


def _written(child: Node | str, names: dict[str, str], link: LinkWriter | None) -> str:
    if isinstance(child, str):
        return escape(child, quote=False)
    inner = "".join(_written(item, names, link) for item in child.children)
    attributes: dict[str, str] | None = child.attributes
    if child.tag == "a" and link is not None:
        attributes = link(child.attributes["href"])
        if attributes is None:
            return inner
    name = names.get(child.tag, child.tag)
    opening = name + "".join(f' {k}="{escape(v)}"' for k, v in (attributes or {}).items())
    if child.tag in VOID:
        return f"<{opening}/>" if link is not None else f"<{opening}>"
    return f"<{opening}>{inner}</{name}>"
