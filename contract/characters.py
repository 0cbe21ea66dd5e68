"""Characters that no text may hold: control characters, halves of surrogate pairs, and those that
turn the direction of all that follows. A page could show them harmlessly; XML and JSON cannot.
And characters that show nothing: a text needs at least one other."""

import re
from collections.abc import Iterator

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
# Blanks, fillers, the empty Braille cell and what Unicode calls default ignorable.
_VISIBLE = re.compile(
    "[^\\s\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,8}))")


def forbidden(text: str) -> tuple[str, int] | None:
    """Name (U+0000) and line (from 1) of the first forbidden character, if there is one."""
    match = _FORBIDDEN.search(text)
    return _found(match[0], text, match.start()) if match else None


def forbidden_reference(html: str) -> tuple[str, int] | None:
    """The same for characters that are written as `&#8;` or `&#x8;`."""
    for code, start in _references(html):
        if code > 0x10FFFF or _FORBIDDEN.match(chr(code)):
            return f"U+{code:04X}", html.count("\n", 0, start) + 1
    return None


def without_forbidden(text: str) -> str:
    return _FORBIDDEN.sub("", text)


def visible(text: str) -> bool:
    """Whether a reader sees anything of the text."""
    return _VISIBLE.search(text) is not None


def _references(html: str) -> Iterator[tuple[int, int]]:
    for match in _REFERENCE.finditer(html):
        yield int(match[1], 16) if match[1] else int(match[2]), match.start()


def _found(character: str, text: str, position: int) -> tuple[str, int]:
    return f"U+{ord(character):04X}", text.count("\n", 0, position) + 1
