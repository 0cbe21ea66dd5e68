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
        "joined": lambda value, end="": f"{value}{end}",
    }
    assert rendered(template, **given) == rendered(template, jinja2.Environment, **given)


@pytest.mark.parametrize(
    ("template", "error"),
    [
        ("{{ unknown }}", jinja2.UndefinedError),
        ("{{ unknown() }}", jinja2.UndefinedError),
        (USING + "{{ row() }}", jinja2.UndefinedError),
        (USING + "{{ row('a', 'b', true, 4) }}", TypeError),
        (USING + "{{ row('a', colour='red') }}", TypeError),
    ],
)
def test_a_template_fails_where_jinja_fails(template, error):
    for kind in (Environment, jinja2.Environment):
        with pytest.raises(error):
            rendered(template, kind)
