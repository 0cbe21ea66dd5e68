"""Templates run without some layers of Jinja; they must not be able to tell."""

import jinja2
import pytest
from markupsafe import Markup

from site_builder.rendering.environment import Environment

PIECES = {
    "macros.html": (
        "{% macro row(name, class='', lead=false) -%}"
        "<p{% if class %} class={{ class }}{% endif %}>{{ name }}{{ '!' if lead }}</p>{%- endmacro %}"
        "{% macro boxed() %}[{{ caller() }}]{% endmacro %}"
        "{% macro rest() %}{{ varargs|join('+') }}{{ kwargs|length }}{% endmacro %}"
    ),
    "frame.html": "<{% block main %}{% endblock %}>",
}
USING = "{% from 'macros.html' import row, boxed, rest %}"


class Letters(str):
    """A text of a kind of its own."""


class Nothing:
    """Knows how to stand in HTML by itself."""

    def __html__(self) -> str:
        return "<hr>"


def rendered(template: str, kind: type[jinja2.Environment] = Environment, **given: object) -> str:
    options = {"autoescape": True, "undefined": jinja2.StrictUndefined}
    env = kind(loader=jinja2.DictLoader({**PIECES, "page.html": template}), **options)
    return env.get_template("page.html").render(**given)


@pytest.mark.parametrize(
    "template",
    [
        "{{ hostile }}{{ safe }}{{ number }}{{ none }}{{ nothing }}{{ hostile ~ safe }}",
        USING + "{{ row(hostile) }}{{ row(safe, 'a') }}{{ row('x', lead=true) }}",
        USING + "{{ row(name=hostile, class='b') }}{{ row(lead=true, name='y') }}",
        USING + "{% call boxed() %}{{ hostile }}{% endcall %}{{ rest(1, 2, a=3) }}",
        USING + "{{ row(*['z'], **{'lead': true}) }}{{ '%s-%s'.upper() }}{{ hostile.upper() }}",
        "{% extends 'frame.html' %}{% block main %}{{ super() }}{{ joined(hostile, end=2) }}{% endblock %}",
        "{% for n in [1, 2] %}{{ loop.cycle('a', 'b') }}{{ joined(n) }}{% endfor %}",
        "{{ about.title }}{{ about.items }}{{ about['title'].upper() }}{{ words.upper() }}",
        "{% for n in [3, 4] if about.title %}{{ n }}{% else %}none{% endfor %}",
        "{% for n in [1, [2]] recursive %}{% if n is iterable %}{{ loop(n) }}{% else %}{{ n }}"
        "{% endif %}{% endfor %}",
        "{% block a %}{{ hostile }}{% endblock %}{{ self.a() }}",
        "{% import 'macros.html' as macros with context %}{{ macros.row(about.title) }}",
        "{% macro outer(n, m=n) %}{% macro inner() %}{{ n }}{{ m }}{% endmacro %}{{ inner() }}"
        "{% endmacro %}{{ outer(hostile) }}",
        "{% autoescape false %}{% set x %}<b>{% endset %}{{ x }}{{ hostile }}{% endautoescape %}",
        USING + "{{ row }}{{ row.name }}{{ row.arguments }}",
        "{% set made %}{{ hostile }}{% endset %}{{ made }}{% filter upper %}{{ hostile }}{% endfilter %}",
    ],
)  # fmt: skip
def test_a_template_makes_what_jinja_makes_of_it(template):
    given = {
        "hostile": "<b>&\"'",
        "safe": Markup("<i>"),
        "number": 7,
        "none": None,
        "nothing": Nothing(),
        "about": {"title": "<u>", "items": 7},
        "words": Letters("a<b"),
        "joined": lambda value, end="": f"{value}{end}",
    }
    assert rendered(template, **given) == rendered(template, jinja2.Environment, **given)


@pytest.mark.parametrize(
    ("template", "error"),
    [
        ("{{ unknown }}", jinja2.UndefinedError),
        ("{{ unknown() }}", jinja2.UndefinedError),
        ("{{ about.unknown }}", jinja2.UndefinedError),
        ("{{ about.unknown.further }}", jinja2.UndefinedError),
        ("{{ none.unknown.further }}", jinja2.UndefinedError),
        (USING + "{{ row() }}", jinja2.UndefinedError),
        (USING + "{{ row('a', 'b', true, 4) }}", TypeError),
        (USING + "{{ row('a', colour='red') }}", TypeError),
        (USING + "{{ row('a', name='b') }}", TypeError),
    ],
)
def test_a_template_fails_where_jinja_fails(template, error):
    for kind in (Environment, jinja2.Environment):
        with pytest.raises(error, match=r"unknown|row|parameter"):
            rendered(template, kind, about={"title": "a"}, none=None)


def test_the_code_is_ours() -> None:
    """Its hooks are Jinja's: were they renamed, nobody would call ours."""
    code = Environment(autoescape=True).compile(
        "{% macro m(a) %}{{ a.b(1) }}{% endmacro %}{{ m(2) }}", raw=True
    )
    assert "DirectMacro(" in code
    assert "text(" in code
    assert not any(word in code for word in ("context.call(", "environment.getattr(", " escape("))


def test_values_may_be_finalized() -> None:
    env = Environment(autoescape=True, finalize=lambda value: "-" if value is None else value)
    assert env.from_string("{{ nothing }}{{ some }}").render(nothing=None, some="<") == "-&lt;"
