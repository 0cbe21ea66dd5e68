"""A strict subset of YAML, and its canonical form.

Reading allows mappings with string keys, lists, strings, integers, booleans and null. It refuses
tags, anchors, aliases, duplicate keys, several documents and deep nesting: all that makes YAML
surprising or dangerous ("bombs"). Every plain scalar that is not an integer, `true`, `false` or
`null` is a string; so a date stays the text that was written.

Writing is our own as well: the canonical form must not move when a library changes its mind.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import yaml

from contract import characters

MAX_DEPTH = 8
MAX_NODES = 50_000

Path = tuple[str | int, ...]

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})\Z")
_CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}
# What another YAML reader could take for something other than a string.
_AMBIGUOUS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_UNSAFE = re.compile(
    r":(\s|\Z)|\s#|[^\S ]|\s\Z|[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]"
)
_ESCAPED = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


class YamlError(ValueError):
    """Text outside the subset. `code` is a problem code, `line` counts from 1."""

    def __init__(self, code: str, line: int, **params: Any) -> None:
        super().__init__(code)
        self.code, self.line, self.params = code, line, params


def load(text: str) -> tuple[Any, dict[Path, int]]:
    """The value of `text` and, for every path in it, the line (from 1) where it begins."""
    try:
        return _Builder(iter(yaml.parse(text, Loader=yaml.CSafeLoader))).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise YamlError("yaml.syntax", line, detail=error.problem or "") from error
    except yaml.YAMLError as error:
        raise YamlError("yaml.syntax", 1, detail=str(error).partition("\n")[0]) from error


class _Builder:
    def __init__(self, events: Iterator[Any]) -> None:
        self.events = events
        self.lines: dict[Path, int] = {}
        self.nodes = 0

    def document(self) -> tuple[Any, dict[Path, int]]:
        next(self.events)  # stream start
        event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            return None, {(): 1}
        value = self.value(next(self.events), ())
        next(self.events)  # document end
        event = next(self.events)
        if not isinstance(event, yaml.StreamEndEvent):
            raise YamlError("yaml.many_documents", event.start_mark.line + 1)
        return value, self.lines

    def value(self, event: Any, path: Path) -> Any:
        line = event.start_mark.line + 1
        self.refuse(event, path, line)
        self.lines[path] = line
        if isinstance(event, yaml.ScalarEvent):
            _check_characters(event.value, line)
            return _plain(event.value) if event.style in (None, "") else event.value
        if isinstance(event, yaml.SequenceStartEvent):
            return list(self.items(path))
        return self.mapping(path)

    def refuse(self, event: Any, path: Path, line: int) -> None:
        self.nodes += 1
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise YamlError("yaml.alias", line)
        if event.tag is not None:
            raise YamlError("yaml.tag", line, tag=event.tag)
        if len(path) > MAX_DEPTH or self.nodes > MAX_NODES:
            raise YamlError("yaml.too_complex", line, depth=MAX_DEPTH, nodes=MAX_NODES)

    def items(self, path: Path) -> Iterator[Any]:
        for index, event in enumerate(self.events):
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self.value(event, (*path, index))

    def mapping(self, path: Path) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            line = event.start_mark.line + 1
            self.refuse(event, path, line)
            if not isinstance(event, yaml.ScalarEvent):
                raise YamlError("yaml.key", line)
            key = event.value
            _check_characters(key, line)
            if key in result:
                raise YamlError("yaml.duplicate_key", line, key=key)
            result[key] = self.value(next(self.events), (*path, key))
            self.lines[(*path, key)] = line
        return result


def _check_characters(text: str, line: int) -> None:
    """Escapes in quoted strings can name characters that the file itself may not hold."""
    if found := characters.forbidden(text):
        raise YamlError("file.control", line, character=found[0])


def _plain(text: str) -> Any:
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    return int(text) if _INTEGER.match(text) else text


def dump(value: dict[str, Any]) -> str:
    """The canonical text of a mapping, keys in the order given, ending in a newline."""
    return "".join(_mapping(value, ""))


def _mapping(value: dict[str, Any], indent: str) -> Iterator[str]:
    for key, item in value.items():
        yield from _entry(f"{indent}{_scalar(key, indent)}:", item, indent + "  ")


def _entry(head: str, item: Any, indent: str) -> Iterator[str]:
    if isinstance(item, dict) and item:
        yield f"{head}\n"
        yield from _mapping(item, indent)
    elif isinstance(item, list) and item:
        yield f"{head}\n"
        for element in item:
            yield from _element(element, indent)
    else:
        yield f"{head} {_scalar(item, indent)}\n"


def _element(item: Any, indent: str) -> Iterator[str]:
    if isinstance(item, dict) and item:
        text = "".join(_mapping(item, indent + "  "))
        yield f"{indent}- {text[len(indent) + 2 :]}"
    elif isinstance(item, list):
        yield f"{indent}- {_flow(item)}\n"
    else:
        yield f"{indent}- {_scalar(item, indent + '  ')}\n"


def _flow(item: Any) -> str:
    if isinstance(item, list):
        return "[" + ", ".join(map(_flow, item)) + "]"
    return _quoted(item) if isinstance(item, str) else _scalar(item, "")


def _scalar(item: Any, indent: str) -> str:
    if isinstance(item, str):
        return _string(item, indent)
    if item is None or item == [] or item == {}:
        return {"None": "null"}.get(str(item), str(item))
    return json.dumps(item)


def _string(text: str, indent: str) -> str:
    if "\n" in text and _fits_literal(text):
        return "|-\n" + "\n".join(indent + line if line else "" for line in text.split("\n"))
    if text and text[0].isalpha() and text.lower() not in _AMBIGUOUS and not _UNSAFE.search(text):
        return text
    return _quoted(text)


def _fits_literal(text: str) -> bool:
    lines = text.split("\n")
    return all(lines[i] and not lines[i][0].isspace() for i in (0, -1)) and not any(
        _UNSAFE_IN_LITERAL.search(line) for line in lines
    )


_UNSAFE_IN_LITERAL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]|^\s+$"
)


def _quoted(text: str) -> str:
    return _ESCAPED.sub(lambda m: f"\\u{ord(m[0]):04x}", json.dumps(text, ensure_ascii=False))
