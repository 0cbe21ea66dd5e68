import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from contract import problems
from contract.problems import Problem

ROOT = Path(__file__).parents[2]
CODE = re.compile(r"[a-z_]+\.[a-z_]+\Z")
PREFIXES = {code.partition(".")[0] for code in problems.messages("en")}


def _codes_in_source() -> set[str]:
    files = [*(ROOT / "contract").rglob("*.py"), *(ROOT / "site_builder").rglob("*.py")]
    return {
        node.value
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CODE.match(node.value)
        and node.value.partition(".")[0] in PREFIXES
        and not node.value.endswith((".json", ".toml", ".xml", ".html", ".sqlite"))
    }


def test_every_code_in_the_source_has_its_sentences_and_the_other_way_round():
    assert _codes_in_source() == set(problems.messages("en"))


def test_thai_says_what_english_says():
    english, thai = problems.messages("en"), problems.messages("th")
    assert english.keys() == thai.keys()
    for code, message in english.items():
        names = _fields(message["reason"] + message["mend"])
        assert _fields(thai[code]["reason"] + thai[code]["mend"]) <= names, code


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_a_problem_reads_as_place_code_reason_and_mend():
    problem = Problem("slug.digits", "th/news/2026/a.md", 4, {"slug": "2026"})
    assert str(problem) == (
        "th/news/2026/a.md:4: slug.digits: The slug “2026” has digits only. Add a word."
    )
    assert problem.as_json()["th"]["mend"]


@pytest.mark.parametrize("hostile", ["a\nb", "\x1b[31mred", "\u202etxt", "x" * 9000])
def test_hostile_values_cannot_spoil_a_message(hostile):
    text = str(Problem("slug.digits", "a.md", 1, {"slug": hostile}))
    assert text.isprintable()
    assert len(text) < 500
