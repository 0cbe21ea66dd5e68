"""The body of a document: a sequence of blocks, each in its own fence.

    ::: image
    image: 3f...
    :::

Text outside fences is a `text` block in Markdown. See docs/content-format.md.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from contract import strict_yaml

PROSE_KINDS = ("text", "html")
YAML_KINDS = (
    "heading",
    "image",
    "gallery",
    "quote",
    "table",
    "attachments",
    "video",
    "callout",
    "facts",
)
KINDS = PROSE_KINDS + YAML_KINDS
MAX_BLOCKS = 1_000

_FENCE = re.compile(r"^( {0,3}):(?=::)", re.M)
# Deeper than that it stands in a list, or is code.
_INDENTED = re.compile(r" {1,3}:::")


@dataclass(frozen=True)
class Block:
    """One block. `data` is the prose of `text` and `html`, the mapping of every other kind.

    `line` is the line of the file where the block's own content begins; 0 when it has none.
    """

    kind: str
    data: Any
    line: int = 0


class FenceError(ValueError):
    """The fences of a body do not fit together."""

    def __init__(self, code: str, line: int, **params: Any) -> None:
        super().__init__(code)
        self.code, self.line, self.params = code, line, params


@dataclass(frozen=True)
class Fenced:
    """A block before its content is read."""

    kind: str
    text: str
    line: int


def split(body: str, first_line: int = 1) -> Iterator[Fenced]:
    """The blocks of a body in order. Raises FenceError."""
    kind, opened, lines = "", 0, list[str]()
    start = first_line
    for number, line in enumerate(body.split("\n"), first_line):
        if not line.startswith(":::"):
            if kind not in YAML_KINDS and _INDENTED.match(line):
                raise FenceError("block.indented", number)
            lines.append(line)
            continue
        opening = line[3:].strip()
        if kind and opening:
            raise FenceError("block.nested", number, kind=opening[:30], opened=opened)
        if not kind and not opening:
            raise FenceError("block.unopened", number)
        text = "\n".join(lines)
        if kind:
            yield Fenced(kind, text, start)
        else:
            yield from _loose(text, start)
        kind = opening
        if kind and kind not in KINDS:
            raise FenceError("block.kind", number, kind=kind[:30], known=", ".join(KINDS))
        opened, lines, start = number, [], number + 1
    if kind:
        raise FenceError("block.unclosed", opened, kind=kind)
    yield from _loose("\n".join(lines), start)


def _loose(text: str, line: int) -> Iterator[Fenced]:
    if text.strip():
        content = text.lstrip("\n")
        yield Fenced("text", content.rstrip("\n"), line + len(text) - len(content))


def join(blocks: tuple[Block, ...]) -> str:
    """The canonical text of a body, without a newline before or after it."""
    parts, loose = [], False
    for block in blocks:
        if block.kind in PROSE_KINDS and not block.data.strip():
            continue
        if block.kind == "text" and not loose:
            parts.append(_escaped(block))
            loose = True
        else:
            content = _escaped(block) if block.kind in PROSE_KINDS else strict_yaml.dump(block.data)
            parts.append(f"::: {block.kind}\n{content.strip(chr(10))}\n:::")
            loose = False
    return "\n\n".join(parts)


def _escaped(block: Block) -> str:
    colon = r"\1\\:" if block.kind == "text" else r"\1&#58;"
    return _FENCE.sub(colon, block.data.strip("\n"))
