"""The Markdown parser of our dialect: it counts what it reads, and gives up in time.

Python-Markdown reads the rest of a paragraph again for each sign that may begin something, and the
rest of a block for each part that it takes off. What that comes to shows only while it works.
"""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

import markdown
from markdown.blockprocessors import BlockProcessor

from contract import sanitise

# Characters read for all the Markdown of a document. A policy of 150,000 characters, with 5,000
# links and bold words comes to 300,000; this many take about half a second.
MAX_WORK = 5_000_000
MAX_NESTING = 12

_REFUSED = (
    "html",
    "image_link",
    "image_reference",
    "short_image_ref",
    "reference",
    "short_reference",
    "autolink",
    "automail",
)
# A level of a list may put the parser in up to three states at once.
_MAX_STATES = 3 * MAX_NESTING
_QUOTE = re.compile("['\"]")
_TAG = re.compile(r"<(/?)([a-z]+[0-9]?)")
_CONTAINERS = frozenset({"blockquote", "ul", "ol"})

_TOO_DEEP = "markdown.too_deep"

_local = threading.local()


class _GivenUp(Exception):
    """The text cannot be converted; says the code of the problem."""


@dataclass(frozen=True)
class Converted:
    """`html` is not yet sanitised, `work` counts against MAX_WORK, and `fault` is the code of the
    problem with a text that cannot be used."""

    html: str
    work: int
    fault: str = ""


@lru_cache(maxsize=32)  # a text is checked, then rendered
def convert(text: str) -> Converted:
    # A parser that fails on the way keeps the state of that text: it is not used again.
    parser, _local.parser = getattr(_local, "parser", None) or _Parser(), None
    try:
        html = parser.reset().convert(text)
    except _GivenUp as error:
        return Converted("", parser.work, str(error))
    except RecursionError:
        return Converted("", parser.work, _TOO_DEEP)
    _local.parser = parser
    return Converted(html, parser.work, _TOO_DEEP if _is_deep(html) else "")


class _Parser(markdown.Markdown):
    work = 0

    def __init__(self) -> None:
        super().__init__(extensions=["sane_lists"], output_format="html", tab_length=4)
        self.preprocessors.deregister("html_block")
        self.parser.blockprocessors.deregister("reference")
        self.parser.blockprocessors.register(_Meter(self), "meter", 1_000)
        for name in _REFUSED:
            self.inlinePatterns.deregister(name)
        self._meter("backtick", "handleMatch", lambda match, data, found: len(data) - match.start())
        self._meter("link", "handleMatch", _read_for_link)
        self._meter("em_strong", "search", _read_for_emphasis)
        self.ESCAPED_CHARS = [*self.ESCAPED_CHARS, ":", "<", "~"]

    def reset(self) -> "_Parser":
        self.work = 0
        super().reset()
        return self

    def _meter(self, pattern: str, method: str, cost: Callable[..., int]) -> None:
        """`cost` gives the characters read, from the arguments and the result of the method."""
        processor: Any = self.inlinePatterns[pattern]
        original = getattr(processor, method)

        def metered(*args: Any) -> Any:
            found = original(*args)
            self.spend(cost(*args, found))
            return found

        setattr(processor, method, metered)

    def spend(self, characters: int) -> None:
        self.work += characters
        if self.work > MAX_WORK:
            raise _GivenUp("markdown.work")


class _Meter(BlockProcessor):
    """Takes no block; it is asked first, and so sees each that the others are to look at."""

    def __init__(self, converter: _Parser) -> None:
        super().__init__(converter.parser)
        self.converter = converter

    def test(self, parent: Element, block: str) -> bool:
        self.converter.spend(len(block))
        if len(self.parser.state) > _MAX_STATES:
            raise _GivenUp(_TOO_DEEP)
        return False


def _read_for_link(match: re.Match[str], data: str, found: tuple[Any, Any, int | None]) -> int:
    """It seeks the end of a link that does not end, or has a quotation mark, in all the rest."""
    end = found[2]
    if end is None or _QUOTE.search(data, match.start(), end):
        end = len(data)
    return end - match.start()


def _read_for_emphasis(data: str, start: int, found: re.Match[str] | None) -> int:
    return (found.end() if found else len(data)) - start


def _is_deep(html: str) -> bool:
    depth = containers = 0
    for end, name in _TAG.findall(html):
        if name in sanitise.VOID:
            continue
        step = -1 if end else 1
        depth += step
        containers += step * (name in _CONTAINERS)
        if containers > MAX_NESTING or depth > sanitise.MAX_DEPTH:
            return True
    return False
