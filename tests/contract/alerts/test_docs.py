"""What docs/alerts.md shows an officer is true."""

import re
from pathlib import Path

from contract import validation
from contract.alerts import load, rules
from tests.contract import SITE

DOCS = (Path(__file__).parents[3] / "docs" / "alerts.md").read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"```yaml\n(.*?)```", DOCS, re.S)


def test_the_example_is_a_complete_statement_and_a_marked_test():
    alert = load(EXAMPLE.encode(), "example.yaml", SITE)
    assert alert.status == "test"
    assert alert.data["texts"]["th"]["headline"].startswith("ทดสอบ")
    assert alert.data["texts"]["en"]["headline"].startswith("TEST")
    assert alert.data.keys() == {*validation.keys("alert")} - {"references", "override"}


def test_every_key_and_every_choice_is_named():
    properties = validation.schema("alert")["properties"]
    named = set(re.findall(r"[a-z_]+", DOCS))
    assert properties.keys() <= named
    for choices in (about["enum"] for about in properties.values() if "enum" in about):
        assert {*choices} <= named


def test_the_limits_are_those_of_the_checker():
    assert f"at most {rules.MAX_DAYS} days" in DOCS
    assert f"{rules.MAX_PAGE_BYTES:,} bytes" in DOCS
