"""Cuts what was taken down out of a file that stands, for when no build can make it anew.

What is meant is told by *needles*: addresses, ids, a title. The smallest part of the file that
holds one is taken out whole: the card in a list, the picture with its frame, the item of a feed.
"""

import html
import json
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any, NamedTuple
from urllib.parse import quote

# A card or a row; one that is larger holds more than one story.
_CARDS = ("li", "article", "tr")
_LARGEST_CARD = 6000
# What else may hold a mention, from the frame to the word.
_PARTS = ("figure", "picture", "p", "a", "img", "source", "meta", "link", "script", "h1", "title")
_VOID = ("area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")


_TAG = re.compile(r"<[^>]*>")


class Part(NamedTuple):
    tag: str
    start: int
    end: int

    @property
    def size(self) -> int:
        return self.end - self.start


def without(path: str, data: bytes, needles: Iterable[str]) -> bytes | None:
    """The file without any mention; None when that cannot be had."""
    words = tuple({spelling for needle in needles if needle for spelling in _spellings(needle)})
    text = data.decode("utf-8", "replace")
    if path.endswith(".json"):
        made = _json(text, words)
    elif path.endswith(".xml"):
        made = _xml(text, words)
    else:
        made = _html(text, words)
    return None if made is None or mentions(made, words) else made.encode()


def mentions(text: str, words: Iterable[str]) -> bool:
    plain = html.unescape(text)
    return any(word in plain or word in text for word in words)


def _spellings(needle: str) -> set[str]:
    return {needle, quote(needle, safe="/:"), json.dumps(needle)[1:-1], html.escape(needle)}


def _html(text: str, words: tuple[str, ...]) -> str:
    for tags, largest in ((_CARDS, _LARGEST_CARD), (_PARTS, len(text))):
        parts = [part for part in _elements(text) if part.tag in tags and part.size <= largest]
        chosen = _smallest(text, parts, words)
        text = _cut(text, [_with_its_frame(text, part, parts) for part in chosen])
    return text


def _with_its_frame(text: str, part: Part, parts: list[Part]) -> Part:
    """The largest that holds nothing else."""
    for other in sorted(parts, key=lambda part: -part.size):
        if other.start <= part.start and part.end <= other.end:
            around = text[other.start : part.start] + text[part.end : other.end]
            if not _TAG.sub("", around).strip():
                return other
    return part


def _smallest(text: str, parts: list[Part], words: tuple[str, ...]) -> list[Part]:
    chosen: list[Part] = []
    for part in sorted(parts, key=lambda part: part.size):
        apart = all(part.end <= c.start or part.start >= c.end for c in chosen)
        if apart and mentions(text[part.start : part.end], words):
            chosen.append(part)
    return chosen


def _cut(text: str, parts: list[Part]) -> str:
    for part in sorted(parts, key=lambda part: part.start, reverse=True):
        text = text[: part.start] + text[part.end :]
    return text


class _Elements(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[Part] = []
        self._open: list[tuple[str, int]] = []
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self._text = text
        self.feed(text)
        self.close()

    def _place(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = self._place()
        if tag in _VOID:
            self.found.append(Part(tag, start, start + len(self.get_starttag_text() or "")))
        else:
            self._open.append((tag, start))

    def handle_endtag(self, tag: str) -> None:
        if not any(name == tag for name, _ in self._open):
            return
        end = self._text.find(">", self._place()) + 1
        while self._open:
            name, start = self._open.pop()
            if name == tag:
                self.found.append(Part(tag, start, end))
                return


def _elements(text: str) -> list[Part]:
    return _Elements(text).found


_BLOCK = re.compile(r"<(entry|url|sitemap)\b.*?</\1>", re.S)


def _xml(text: str, words: tuple[str, ...]) -> str:
    """Entries of feeds and addresses of sitemaps, whole."""
    return _BLOCK.sub(lambda found: "" if mentions(found[0], words) else found[0], text)


def _json(text: str, words: tuple[str, ...]) -> str | None:
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return json.dumps(_pruned(value, words), ensure_ascii=False, indent=2)


_IDENTITY = ("id", "url")


def _pruned(value: Any, words: tuple[str, ...]) -> Any:
    """Items that are what was taken down go whole; of others what mentions it."""
    if isinstance(value, list):
        kept = [item for item in value if not _is_meant(item, words)]
        return [_pruned(item, words) for item in kept]
    if isinstance(value, dict):
        pruned = {key: _pruned(item, words) for key, item in value.items()}
        return {
            key: item
            for key, item in pruned.items()
            if not (isinstance(item, str) and mentions(item, words))
        }
    if isinstance(value, str) and "<" in value and mentions(value, words):
        return _html(value, words)
    return value


def _is_meant(item: Any, words: tuple[str, ...]) -> bool:
    if isinstance(item, str):
        return mentions(item, words)
    if not isinstance(item, dict):
        return False
    return any(isinstance(item.get(key), str) and mentions(item[key], words) for key in _IDENTITY)
