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


@pytest.mark.parametrize("text", ["\u200b", "\u200f\u200e", "\u3164", "\u2800", "\xad"])
@pytest.mark.parametrize(
    ("schema", "key", "rest"),
    [
        ("blocks/heading", "text", {"level": 2}),
        ("blocks/callout", "text", {"tone": "info"}),
        ("blocks/quote", "text", {"attribution": "a"}),
        ("blocks/image", "alt", {"image": "a" * 64}),
    ],
)
def test_a_text_needs_a_visible_character(schema, key, rest, text):
    (problem,) = validation.problems(schema, {key: text, **rest}, "f.md")
    assert (problem.code, problem.params["key"]) == ("value.invisible", key)
    assert validation.problems(schema, {key: f"{text}ก", **rest}, "f.md") == []


@pytest.mark.parametrize("url", ["https://a:b@c.example/", "https://a@c.example", "https:///a"])
def test_a_video_has_a_host_and_no_user_name(url):
    (problem,) = validation.problems("blocks/video", {"url": url, "title": "a"}, "f.md")
    assert problem.code == "value.form"
    good = {"url": "https://video.example/@office?v=1", "title": "a"}
    assert validation.problems("blocks/video", good, "f.md") == []


def test_problems_carry_the_line_of_the_value_or_of_what_holds_it():
    data = {"title": "x", "items": [{"label": "a"}]}
    lines = {("title",): 1, ("items",): 2, ("items", 0): 3}
    (problem,) = validation.problems("blocks/facts", data, "f.md", lines)
    assert (problem.code, problem.line, problem.params["key"]) == ("key.missing", 3, "value")
