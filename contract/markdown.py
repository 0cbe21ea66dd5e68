"""Markdown as this project speaks it: a small dialect with no way around the sanitiser.

No raw HTML, no pictures, no reference links: those are blocks of their own or have no use here.
Constructs that make the parser slow are refused before it sees them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import islice
from typing import Any

from contract import characters, links, markdown_parser, sanitise
from contract.markdown_parser import MAX_NESTING, Converted
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
MAX_WORK = markdown_parser.MAX_WORK

_RAW_HTML = re.compile(r"(?<!\\)<(?=[a-zA-Z/!?])(/?[^\s>/]{0,30})")
_PICTURE = re.compile(r"(?<!\\)!\[")
# What may open or continue quotes and lists at the start of a line.
_OPENING = re.compile(r"(?:[ \t]+|>|(?:[-+*]|[0-9]{1,9}\.)(?=[ \t]))*")
_STEP = re.compile(r"[>.*+-]|[ ]{4}|\t")
_LINK = re.compile(r'<a href="([^"]*)"(?P<title> title="[^"]*")?>(?P<words>.*?)</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_BLANK = re.compile(r"(\n[ \t]*\n)")
_MARK = re.compile(r"\*+|_+|`+|[&\\<\[]|\n")
_TARGET = re.compile(r"\]\((?:\s*<)?")
_NUMBERED = re.compile(r"[0-9]+(?=:)")


@dataclass(frozen=True)
class Checked:
    """What keeps a text from being used; and what it takes of the parser's time, whether it can
    be used or not. Lines count from 1 within the text."""

    problems: list[HtmlProblem]
    work: int = 0


def render(text: str) -> str:
    """Sanitised HTML. Text that `problems` objects to must not be given here."""
    return sanitise.clean(_convert(text).html)


def problems(text: str) -> list[HtmlProblem]:
    return check(text).problems


def check(text: str) -> Checked:
    if found := list(islice(_structure(text), sanitise.MAX_PROBLEMS)):
        return Checked(found)
    converted = _convert(text)
    found = list(islice(_rendered(text, converted), sanitise.MAX_PROBLEMS))
    return Checked(found, converted.work)


def marks(text: str) -> int:
    """How many signs and lines take the parser's time, against MAX_MARKS."""
    return len(_MARK.findall(text))


def _has_more(text: str, limit: int) -> bool:
    """Whether the text has more marks than that: never, when it has not so many characters."""
    return len(text) > limit and marks(text) > limit


def _convert(text: str) -> Converted:
    return _converted(text.strip("\n"))


_converted = lru_cache(maxsize=32)(markdown_parser.convert)  # what was checked is rendered next


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


def _rendered(text: str, converted: Converted) -> Iterator[HtmlProblem]:
    if converted.fault == "markdown.too_deep":
        yield HtmlProblem(converted.fault, _deep_line(text), {"depth": MAX_NESTING})
    elif converted.fault:
        yield HtmlProblem(converted.fault, _heaviest_line(text), {"limit": MAX_WORK})
    else:
        yield from _links(text, converted.html)


def _heaviest_line(text: str) -> int:
    """Where the paragraph begins that most likely took the work."""
    line, most, found = 1, 0, 1
    for part in _BLANK.split(text):
        weight = len(part) * (marks(part) + 1)
        if weight > most:
            most, found = weight, line
        line += part.count("\n")
    return found


def _deep_line(text: str) -> int:
    """The first line that opens or continues too many quotes and lists; 1 when no line does so
    by itself."""
    for number, line in enumerate(text.split("\n"), 1):
        opening = _OPENING.match(line)
        if opening and len(_STEP.findall(opening[0])) > MAX_NESTING:
            return number
    return 1


def _links(text: str, html: str) -> Iterator[HtmlProblem]:
    lines: list[int] = []
    for number, match in enumerate(_LINK.finditer(html)):
        target, code = unescape(match[1]), ""
        if not links.allowed(target):
            code = "link.target"
        elif match["title"]:
            code = "markdown.link_title"
        elif not characters.visible(unescape(_TAG.sub("", match["words"]))):
            code = "link.words"
        if code:
            lines = lines or _link_lines(text)
            line = lines[number] if number < len(lines) else 1
            yield HtmlProblem(code, line, {"target": target[:60]})


def _link_lines(text: str) -> list[int]:
    """The line of each link, in order. A target does not look in HTML as it was written, so each
    is given its line and the text converted again."""

    def numbered(match: re.Match[str]) -> str:
        return f"{match[0]}{text.count(chr(10), 0, match.start()) + 1}:"

    html = markdown_parser.convert(_TARGET.sub(numbered, text).strip("\n")).html
    lines = (_NUMBERED.match(match[1]) for match in _LINK.finditer(html))
    return [int(line[0]) if line else 1 for line in lines]


def _at(text: str, match: re.Match[str], code: str, **params: Any) -> HtmlProblem:
    return HtmlProblem(code, text.count("\n", 0, match.start()) + 1, params)
