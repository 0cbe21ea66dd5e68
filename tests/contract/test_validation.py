import json

import pytest

from contract import validation


@pytest.mark.parametrize("file", sorted(validation.SCHEMAS.rglob("*.json")), ids=lambda f: f.stem)
def test_every_schema_is_closed_and_named_by_its_place(file):
    schema = json.loads(file.read_text(encoding="utf-8"))
    name = file.relative_to(validation.SCHEMAS).as_posix()
    assert schema["$id"] == validation.BASE + name
    assert schema["title"]
    for part in _objects(schema):
        assert "additionalProperties" in part


def _objects(schema):
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for value in schema.values():
            yield from _objects(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _objects(value)


def test_problems_carry_the_line_of_the_value_or_of_what_holds_it():
    data = {"title": "x", "items": [{"label": "a"}]}
    lines = {("title",): 1, ("items",): 2, ("items", 0): 3}
    (problem,) = validation.problems("blocks/facts", data, "f.md", lines)
    assert (problem.code, problem.line, problem.params["key"]) == ("key.missing", 3, "value")
