"""The tree of a rich text, and its inline content in one nesting.

`<b><i>x</i></b>` and `<i><b>x</b></i>` read the same, and the editor gives back either. So inline
content is taken apart into runs of text, each with its marks, and put together by one rule: of the
marks that begin at a run, the one that reaches farthest is the outermost.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from contract import characters

BLOCKS = frozenset("p h2 h3 h4 ul ol li blockquote pre hr".split())
MARKS = ("a", "strong", "em", "s", "sub", "sup", "code")  # of equal reach: the first is outermost


@dataclass
class Node:
    """An element; `children` are nodes and texts. The root has no tag."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)


# A mark, and of a link its target and which of the links it is: neighbours stay apart.
Mark = tuple[str, str, int]
Run = tuple[str, frozenset[Mark]]

_BREAK = "\n"
_EDGES = re.compile(r"( ?)(.*?)( ?)\Z", re.DOTALL)


def is_block(child: Node | str) -> bool:
    return isinstance(child, Node) and child.tag in BLOCKS


def regrouped(children: list[Node | str]) -> list[Node | str]:
    """The same inline content, without empty marks and without space at the ends of a line."""
    return _nested(_settled(_runs(children, frozenset())), frozenset())


def _runs(children: list[Node | str], marks: frozenset[Mark]) -> Iterator[Run]:
    """Texts and line breaks with their marks."""
    for child in children:
        if isinstance(child, str):
            edges = _EDGES.match(re.sub(r"[ \t\n\r]+", " ", child))
            yield from ((part, marks) for part in edges.groups() if part) if edges else ()
        elif child.tag == "br":
            yield _BREAK, marks
        elif child.tag in MARKS:
            which = id(child) if child.tag == "a" else 0
            mark = (child.tag, child.attributes.get("href", ""), which)
            yield from _runs(child.children, marks | {mark})
        else:
            yield from _runs(child.children, marks)


def _settled(runs: Iterator[Run]) -> list[Run]:
    """Without needless spaces; blank runs have only marks that both neighbours share."""
    kept: list[Run] = []
    for text, marks in runs:
        if text == " " and (not kept or kept[-1][0] in (" ", _BREAK)):
            continue
        if text == _BREAK and kept and kept[-1][0] == " ":
            kept.pop()
        kept.append((text, marks))
    if kept and kept[-1][0] == " ":
        kept.pop()
    after: list[frozenset[Mark]] = []
    following: frozenset[Mark] = frozenset()
    for text, marks in reversed(kept):
        after.append(following)
        following = marks if characters.visible(text) else following
    result, before = list[Run](), frozenset[Mark]()
    for (text, marks), next_marks in zip(kept, reversed(after), strict=True):
        if characters.visible(text):
            before = marks
        else:
            marks &= before & next_marks
        result.append((text, marks))
    return result


def _nested(runs: list[Run], outer: frozenset[Mark]) -> list[Node | str]:
    found: list[Node | str] = []
    start = 0
    while start < len(runs):
        text, marks = runs[start]
        inner = marks - outer
        if inner:
            reach = {mark: _reach(runs, start, mark) for mark in inner}
            mark = min(inner, key=lambda mark: (-reach[mark], MARKS.index(mark[0]), mark))
            end = start + reach[mark]
            attributes = {"href": mark[1]} if mark[0] == "a" else {}
            found.append(Node(mark[0], attributes, _nested(runs[start:end], outer | {mark})))
            start = end
            continue
        if text == _BREAK:
            found.append(Node("br"))
        elif found and isinstance(found[-1], str):
            found[-1] += text
        else:
            found.append(text)
        start += 1
    return found


def _reach(runs: list[Run], start: int, mark: Mark) -> int:
    """Over how many runs a mark goes."""
    end = start
    while end < len(runs) and mark in runs[end][1]:
        end += 1
    return end - start
