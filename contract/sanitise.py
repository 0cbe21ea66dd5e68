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

from contract import characters

TAGS = frozenset("p h2 h3 h4 strong em ul ol li a br hr blockquote sub sup s code pre".split())
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
VOID = frozenset({"br", "hr"})
MAX_DEPTH = 40
MAX_PROBLEMS = 20  # of one piece: nobody mends more at once

_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# A colon, slash or backslash trick cannot pass: the whole link must have one of these forms.
_LINK = re.compile(
    r"https?://[^\s<>\"'\\]+"
    r"|mailto:[^\s<>\"'\\:]+"
    r"|tel:[+0-9().-]+"
    r"|/(?![/\\])[^\s<>\"'\\]*"
    r"|#[^\s<>\"'\\]*"
    rf"|page:{_UUID}"
    r"|attachment:[0-9a-f]{64}",
)
_SIGN = re.compile("<")
_NAME = re.compile(r"[/!?]?[a-zA-Z-][^\s<>/]{0,29}")
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?P<rest>(?:[\s/][^<>]*)?)>")
_ATTRIBUTE = re.compile(
    r"""\s(?P<name>[a-zA-Z-]+)(?:=(?P<value>"[^"]*"|'[^']*'|[^\s"'=]+))?(?=\s|\Z)"""
)
_SCHEMES = {"http", "https", "mailto", "tel", "page", "attachment"}


@dataclass(frozen=True)
class HtmlProblem:
    """A fault in a piece of HTML; `line` counts from 1 within the piece."""

    code: str
    line: int
    params: dict[str, Any] = field(default_factory=dict)


def link_allowed(href: str) -> bool:
    return _LINK.fullmatch(href) is not None and characters.forbidden(href) is None


def clean(html: str) -> str:
    """The HTML with everything that is not allowed removed. Balanced, safe to put in a page."""
    safe = nh3.clean(
        html,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=_SCHEMES,
        link_rel=None,
        strip_comments=True,
    )
    return characters.without_forbidden(safe)


def problems(html: str) -> list[HtmlProblem]:
    """The first faults of the HTML in order: at most MAX_PROBLEMS.

    A strict little grammar of our own, in linear time: whatever browsers make of stranger tags,
    they are faults here.
    """
    if found := characters.forbidden_reference(html):
        return [HtmlProblem("file.control", found[1], {"character": found[0]})]
    return list(islice(_Checker().check(html), MAX_PROBLEMS))


class _Checker:
    """Reads the tags in order and keeps those that are open with their lines."""

    def __init__(self) -> None:
        self.open: list[tuple[str, int]] = []
        self.refused: set[str] = set()

    def check(self, html: str) -> Iterator[HtmlProblem]:
        line, position = 1, 0
        for sign in _SIGN.finditer(html):
            line += html.count("\n", position, sign.start())
            position = sign.start()
            tag = _TAG.match(html, position)
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
        if name not in VOID:
            if attributes != rest:
                yield HtmlProblem("html.unbalanced", line, {"tag": name})
            else:
                self.open.append((name, line))

    def end(self, name: str, line: int) -> Iterator[HtmlProblem]:
        if name not in TAGS:
            if name not in self.refused:  # else its start was reported
                yield HtmlProblem("html.tag", line, {"tag": f"/{name[:30]}"})
        elif self.open and self.open[-1][0] == name:
            self.open.pop()
        else:
            yield HtmlProblem("html.unbalanced", line, {"tag": name})
            if any(name == opened for opened, _ in self.open):
                while self.open.pop()[0] != name:
                    pass


def _attribute_problems(tag: str, text: str, line: int) -> Iterator[HtmlProblem]:
    for match in _ATTRIBUTE.finditer(text):
        name, value = match["name"].lower(), unescape((match["value"] or "").strip("\"'"))
        if name not in ATTRIBUTES.get(tag, ()):
            yield HtmlProblem("html.attribute", line, {"tag": tag, "attribute": name[:30]})
        elif name == "href" and not link_allowed(value):
            yield HtmlProblem("link.target", line, {"target": value[:60]})
        elif name == "start" and not re.fullmatch("[0-9]{1,4}", value):
            yield HtmlProblem("html.attribute", line, {"tag": tag, "attribute": name})
    if rest := _ATTRIBUTE.sub("", text).strip():
        yield HtmlProblem("html.attribute", line, {"tag": tag, "attribute": rest[:30]})
