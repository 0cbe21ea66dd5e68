"""Checks data against the JSON Schemas in schema/ and says what is wrong as problems."""

import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import jsonschema_rs

from contract import characters
from contract.problems import Problem, excerpt

SCHEMAS = Path(__file__).parent / "schema"

BASE = "https://newsroom.example/schema/1/"  # of the schemas' $id; nothing is fetched

MAX_ERRORS = 200  # that are looked at, of one piece of data: nobody mends more at once

# Our own formats, beside those of JSON Schema.
_FORMATS = {"visible": characters.visible}

Lines = dict[tuple[str | int, ...], int]

_TIMES = frozenset("date updated modified start end deleted_at issued onset expires".split())
_BUDDHIST = re.compile(r"2[4-9][0-9]{2}(-|\Z)")


def problems(schema: str, data: Any, file: str, lines: Lines | None = None) -> list[Problem]:
    """What is wrong with `data` by `schema/<schema>.json`. `lines` gives the line of each path."""
    found: dict[tuple[object, ...], Problem] = {}
    for error in islice(_validator(schema).iter_errors(data), MAX_ERRORS):
        for problem in _problem(error, file, lines or {}):
            # A value that breaks two rules of its schema (form and format) has one fault.
            found.setdefault((problem.line, problem.params.get("key")), problem)
    return list(found.values())


@cache
def schema(name: str) -> dict[str, Any]:
    """The JSON Schema `schema/<name>.json`."""
    loaded: dict[str, Any] = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def keys(name: str) -> tuple[str, ...]:
    """The keys of a schema's object in canonical order."""
    return tuple(schema(name)["properties"])


@cache
def _validator(name: str) -> Any:
    return jsonschema_rs.Draft202012Validator(
        schema(name),
        validate_formats=True,
        formats=_FORMATS,
        retriever=lambda uri: schema(uri.removeprefix(BASE).removesuffix(".json")),
    )


def _problem(error: Any, file: str, lines: Lines) -> Iterator[Problem]:
    path = tuple(error.instance_path)
    kind = type(error.kind).__name__.rpartition("_")[2]
    name = ".".join(str(part) for part in path) or "-"

    def at(code: str, where: tuple[str | int, ...] = path, **params: Any) -> Problem:
        return Problem(code, file, _line(where, lines), params)

    if kind == "AdditionalProperties":
        for key in error.kind.unexpected:
            yield at("key.unknown", (*path, key), key=excerpt(key))
    elif kind == "Required":
        yield at("key.missing", key=error.kind.property)
    elif kind == "Type":
        yield at("value.type", key=name, wanted=_wanted(error), value=excerpt(error.instance))
    elif kind in ("Enum", "Constant"):
        yield at("value.choice", key=name, value=excerpt(error.instance), wanted=_choices(error))
    elif kind in ("MaxLength", "MaxItems", "Maximum"):
        yield at("value.too_much", key=name, limit=error.kind.limit)
    elif kind in ("MinLength", "MinItems", "Minimum", "MinProperties"):
        yield at("value.too_little", key=name, limit=error.kind.limit)
    elif kind == "UniqueItems":
        yield at("value.repeated", key=name)
    elif kind == "Format" and error.kind.format in _FORMATS:
        yield at("value.invisible", key=name)
    elif kind in ("Pattern", "Format"):
        yield at(_form_code(path, error.instance), key=name, value=excerpt(error.instance))
    else:
        yield at("value.form", key=name, value=excerpt(error.instance))


def _form_code(path: tuple[str | int, ...], value: Any) -> str:
    if path and path[-1] in _TIMES:
        return "value.buddhist_year" if _BUDDHIST.match(str(value)) else "value.date"
    if path == ("slug",):
        return "slug.form"
    return "value.form"


def _line(path: tuple[str | int, ...], lines: Lines) -> int:
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 0)


def _wanted(error: Any) -> str:
    types = error.kind.types
    return ", ".join(types) if isinstance(types, list | tuple) else str(types)


def _choices(error: Any) -> str:
    options = getattr(error.kind, "options", None)
    if options is None:
        options = [error.kind.expected_value]
    return ", ".join(str(option) for option in options)
