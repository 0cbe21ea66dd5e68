"""Markdown as this project speaks it: a small dialect with no way around the sanitiser.

No raw HTML, no pictures, no reference links: those are blocks of their own or have no use here.
Constructs that make the parser slow are refused before it sees them.
"""

import re
import threading
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from itertools import islice
from typing import Any

import markdown

from contract import characters, links, sanitise
from contract.sanitise import HtmlProblem

# Raise it when rendering changes: bodies that were rendered before are then rendered again.
VERSION = 1

# The parser takes its time for each sign that may begin something, and each line: so of a whole
# document. A long policy of 150,000 characters has about 8,000 of both together.
MAX_MARKS = 15_000
MAX_BRACKETS = 2_000  # it is quadratic in unmatched ones
MAX_BRACKETS_IN_PARAGRAPH = 400
# So it is in all other signs, and in the lines of a paragraph.
MAX_MARKS_IN_PARAGRAPH = 2_000
MAX_LINES_IN_PARAGRAPH = 1_000
MAX_NESTING = 12

_RAW_HTML = re.compile(r"(?<!\\)<(?=[a-zA-Z/!?])(/?[^\s>/]{0,30})")
_PICTURE = re.compile(r"(?<!\\)!\[")
# Quotes and lists opened one in the other on a single line.
_CONTAINERS = re.compile(
    r"^ {0,3}(?:> ?|(?:[-+*]|[0-9]{1,9}\.)[ \t]+){%d,}" % MAX_NESTING,  # noqa: UP031
    re.M,
)
_INDENT = re.compile(rf"^(?:[ ]{{4}}|\t){{{MAX_NESTING},}}", re.M)
_LINK = re.compile(r'<a href="([^"]*)"(?P<title> title="[^"]*")?>(?P<words>.*?)</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_BLANK = re.compile(r"(\n[ \t]*\n)")
_MARK = re.compile(r"\*+|_+|`+|[&\\<>\[]|\n")

_local = threading.local()


def render(text: str) -> str:
    """Sanitised HTML. Text that `problems` objects to must not be given here."""
    return sanitise.clean(_convert(text))


def problems(text: str) -> list[HtmlProblem]:
    """What keeps the text from being used; lines count from 1 within the text."""
    found = list(islice(_structure(text), sanitise.MAX_PROBLEMS))
    if found or "](" not in text:  # without it nothing becomes a link
        return found
    return list(islice(_links(text, _convert(text)), sanitise.MAX_PROBLEMS))


def marks(text: str) -> int:
    """How many signs and lines take the parser's time, against MAX_MARKS."""
    return len(_MARK.findall(text))


def _has_more(text: str, limit: int) -> bool:
    """Whether the text has more marks than that: never, when it has not so many characters."""
    return len(text) > limit and marks(text) > limit


@lru_cache(maxsize=32)  # a text is checked, then rendered
def _convert(text: str) -> str:
    converter = getattr(_local, "converter", None)
    if converter is None:
        converter = _local.converter = _new_converter()
    return str(converter.reset().convert(text))


def _new_converter() -> markdown.Markdown:
    converter = markdown.Markdown(extensions=["sane_lists"], output_format="html", tab_length=4)
    converter.preprocessors.deregister("html_block")
    converter.parser.blockprocessors.deregister("reference")
    for name in (
        "html",
        "image_link",
        "image_reference",
        "short_image_ref",
        "reference",
        "short_reference",
        "autolink",
        "automail",
    ):
        converter.inlinePatterns.deregister(name)
    converter.ESCAPED_CHARS = [*converter.ESCAPED_CHARS, ":", "<", "~"]
    return converter


def _structure(text: str) -> Iterator[HtmlProblem]:
    limit = sanitise.MAX_CHARACTERS
    if len(text) > limit:
        yield HtmlProblem("block.too_long", 1, {"length": len(text), "limit": limit})
        return
    if found := characters.forbidden_reference(text):
        yield HtmlProblem("file.control", found[1], {"character": found[0]})
    tags = list(_RAW_HTML.finditer(text))
    opening = [match for match in tags if not match[1].startswith("/")]
    for match in opening or tags:
        yield _at(text, match, "markdown.raw_html", tag=match[1])
    for match in _PICTURE.finditer(text):
        yield _at(text, match, "markdown.picture")
    if deep := _CONTAINERS.search(text) or _INDENT.search(text):
        yield _at(text, deep, "markdown.too_deep", depth=MAX_NESTING)
    else:
        yield from _crowded(text)


def _crowded(text: str) -> Iterator[HtmlProblem]:
    line = 1
    for number, part in enumerate(_BLANK.split(text)):
        if number % 2 == 0 and (problem := _crowd(part, line)):
            yield problem
            return
        line += part.count("\n")
    if text.count("[") > MAX_BRACKETS:
        yield HtmlProblem("markdown.brackets", 1, {"limit": MAX_BRACKETS})
    elif _has_more(text, MAX_MARKS):
        yield HtmlProblem("markdown.marks", 1, {"limit": MAX_MARKS})


def _crowd(paragraph: str, line: int) -> HtmlProblem | None:
    if paragraph.count("[") > MAX_BRACKETS_IN_PARAGRAPH:
        return HtmlProblem("markdown.brackets", line, {"limit": MAX_BRACKETS_IN_PARAGRAPH})
    if _has_more(paragraph, MAX_MARKS_IN_PARAGRAPH):
        return HtmlProblem("markdown.crowded", line, {"limit": MAX_MARKS_IN_PARAGRAPH})
    if paragraph.count("\n") > MAX_LINES_IN_PARAGRAPH:
        return HtmlProblem("markdown.crowded", line, {"limit": MAX_LINES_IN_PARAGRAPH})
    return None


def _links(text: str, html: str) -> Iterator[HtmlProblem]:
    for match in _LINK.finditer(html):
        target, code = unescape(match[1]), ""
        if not links.allowed(target):
            code = "link.target"
        elif match["title"]:
            code = "markdown.link_title"
        elif not characters.visible(unescape(_TAG.sub("", match["words"]))):
            code = "link.words"
        if code:
            line = text.count("\n", 0, max(text.find(f"({target}"), 0)) + 1
            yield HtmlProblem(code, line, {"target": target[:60]})


def _at(text: str, match: re.Match[str], code: str, **params: Any) -> HtmlProblem:
    return HtmlProblem(code, text.count("\n", 0, match.start()) + 1, params)
