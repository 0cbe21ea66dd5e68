"""HTML and links from outside: what is allowed, and what exactly is wrong with the rest.

`problems` is strict and names the fault, for a person to mend. `clean` removes whatever is not
allowed, for safety: every piece of HTML passes it again before it reaches a page or a feed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from itertools import islice
from typing import Any

import nh3

from contract import characters, links

TAGS = frozenset("p h2 h3 h4 strong em ul ol li a br hr blockquote sub sup s code pre".split())
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
VOID = frozenset({"br", "hr"})
LISTS = frozenset({"ul", "ol"})
BLOCKS = frozenset("p h2 h3 h4 ul ol li blockquote hr pre".split())
WORDS_ONLY = frozenset("p h2 h3 h4 pre".split())  # no block may stand in them
MAX_CHARACTERS = 200_000
MAX_REFERENCES = 20_000  # the cleaner is quadratic in the sign that begins one
MAX_DEPTH = 40
MAX_PROBLEMS = 20  # of one piece: nobody mends more at once

_SIGN = re.compile("<")
_NAME = re.compile(r"[/!?]?[a-zA-Z-][^\s<>/]{0,29}")
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?P<rest>(?:[\s/][^<>]*)?)>")
_ATTRIBUTE = re.compile(
    r"""\s(?P<name>[a-zA-Z-]+)(?:=(?P<value>"[^"]*"|'[^']*'|[^\s"'=]+))?(?=\s|\Z)"""
)


@dataclass(frozen=True)
class HtmlProblem:
    """A fault in a piece of HTML; `line` counts from 1 within the piece."""

    code: str
    line: int
    params: dict[str, Any] = field(default_factory=dict)


def clean(html: str) -> str:
    """The HTML with everything that is not allowed removed. Balanced, safe to put in a page."""
    safe = nh3.clean(
        html,
        tags=set(TAGS),
        # Without an entry for all tags, `title` and `lang` would pass on each.
        attributes={"*": set(), **{tag: set(names) for tag, names in ATTRIBUTES.items()}},
        url_schemes=set(links.SCHEMES),
        attribute_filter=_allowed_value,
        link_rel=None,
        strip_comments=True,
    )
    return characters.without_forbidden(safe)


def problems(html: str) -> list[HtmlProblem]:
    """The first faults of the HTML in order: at most MAX_PROBLEMS.

    A strict little grammar of our own, in linear time: whatever browsers make of stranger tags,
    they are faults here.
    """
    if len(html) > MAX_CHARACTERS:
        params = {"length": len(html), "limit": MAX_CHARACTERS}
        return [HtmlProblem("block.too_long", 1, params)]
    if html.count("&") > MAX_REFERENCES:
        return [HtmlProblem("html.references", 1, {"limit": MAX_REFERENCES})]
    if found := characters.forbidden_reference(html):
        return [HtmlProblem("file.control", found[1], {"character": found[0]})]
    return list(islice(_Checker().check(html), MAX_PROBLEMS))


class _Checker:
    """Reads the tags in order and keeps those that are open with their lines."""

    def __init__(self) -> None:
        self.open: list[tuple[str, int]] = []
        self.refused: set[str] = set()
        self.worded = True  # the link that is open, if one is, has words

    def check(self, html: str) -> Iterator[HtmlProblem]:
        line, position, behind = 1, 0, 0
        for sign in _SIGN.finditer(html):
            words = html[behind : sign.start()]
            line += html.count("\n", position, sign.start())
            position = sign.start()
            yield from self.text(words, line - words.lstrip().count("\n"))
            tag = _TAG.match(html, position)
            behind = tag.end() if tag else len(html)
            if tag is None:
                yield from self.stranger(html[position + 1 : position + 31], line)
            elif tag["end"]:
                yield from self.end(tag["name"].lower(), line)
            else:
                yield from self.start(tag["name"].lower(), tag["rest"], line)
            if len(self.open) > MAX_DEPTH:
                yield HtmlProblem("html.depth", line, {"depth": MAX_DEPTH})
                return
        for name, opened in self.open:
            yield HtmlProblem("html.unbalanced", opened, {"tag": name})

    def text(self, text: str, line: int) -> Iterator[HtmlProblem]:
        if text and not text.isspace() and self.parent() in LISTS:
            yield HtmlProblem(
                "html.place", line, {"what": text.strip()[:30], "where": self.parent()}
            )
        if not self.worded:
            self.worded = characters.visible(unescape(text))

    def parent(self) -> str:
        return self.open[-1][0] if self.open else ""

    def place(self, name: str, line: int) -> Iterator[HtmlProblem]:
        """Lists hold items and nothing else does; paragraphs and headings hold no blocks."""
        where = ""
        if (name == "li") != (self.parent() in LISTS):
            where = self.parent() or "html"
        elif name in BLOCKS:
            where = next((tag for tag, _ in self.open if tag in WORDS_ONLY), "")
        if where:
            yield HtmlProblem("html.place", line, {"what": f"<{name}>", "where": where})

    def stranger(self, text: str, line: int) -> Iterator[HtmlProblem]:
        name = _NAME.match(text)
        if name is None:
            yield HtmlProblem("html.sign", line)
        elif name[0] not in self.refused:
            self.refused.add(name[0])
            yield HtmlProblem("html.tag", line, {"tag": name[0]})

    def start(self, name: str, rest: str, line: int) -> Iterator[HtmlProblem]:
        if name not in TAGS:
            self.refused.add(name)
            yield HtmlProblem("html.tag", line, {"tag": name[:30]})
            return
        attributes = rest.rstrip("/")
        yield from _attribute_problems(name, attributes, line)
        yield from self.place(name, line)
        self.worded = self.worded and name != "a"
        if name not in VOID:
            if attributes != rest:
                yield HtmlProblem("html.unbalanced", line, {"tag": name})
            else:
                self.open.append((name, line))

    def end(self, name: str, line: int) -> Iterator[HtmlProblem]:
        if name not in TAGS:
            if name not in self.refused:  # else its start was reported
                yield HtmlProblem("html.tag", line, {"tag": f"/{name[:30]}"})
        elif self.parent() == name:
            self.open.pop()
            if name == "a":
                if not self.worded:
                    yield HtmlProblem("link.words", line)
                self.worded = True
        else:
            yield HtmlProblem("html.unbalanced", line, {"tag": name})
            if any(name == opened for opened, _ in self.open):
                while self.open.pop()[0] != name:
                    pass


def _allowed_value(_tag: str, name: str, value: str) -> str | None:
    """A link that is not allowed and a number that is none lose their attribute."""
    return value if _fits(name, value) else None


def _fits(name: str, value: str) -> bool:
    if name == "href":
        return links.allowed(value)
    return re.fullmatch("[0-9]{1,4}", value) is not None  # the other one: the start of a list


def _attribute_problems(tag: str, text: str, line: int) -> Iterator[HtmlProblem]:
    for match in _ATTRIBUTE.finditer(text):
        name, value = match["name"].lower(), unescape((match["value"] or "").strip("\"'"))
        if name not in ATTRIBUTES.get(tag, ()):
            yield HtmlProblem("html.attribute", line, {"tag": tag, "attribute": name[:30]})
        elif not _fits(name, value) and name == "href":
            yield HtmlProblem("link.target", line, {"target": value[:60]})
        elif not _fits(name, value):
            yield HtmlProblem("html.attribute", line, {"tag": tag, "attribute": name})
    if rest := _ATTRIBUTE.sub("", text).strip():
        yield HtmlProblem("html.attribute", line, {"tag": tag, "attribute": rest[:30]})
