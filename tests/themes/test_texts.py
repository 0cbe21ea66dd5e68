"""i18n/*.toml: the same texts in every language, none missing, none left over."""

import re
import string

import pytest

from tests.themes.theme_files import ROOT, TEMPLATES, templates, texts

# t("key"), t("prefix_" ~ value) and t(value ~ "suffix")
LITERAL = re.compile(r'\bt\("([a-z0-9_]+)"(\s*~)?')
VARIABLE = re.compile(r'\bt\((\w+)(?: ~ "(\w+)")?\)')

BUILDER = re.compile(r'texts\.t\(\s*f?"([a-z0-9_]+)(\{)?')
TERM_KINDS = ("department", "topic")


def used() -> tuple[set[str], set[str]]:
    """Keys, and prefixes of keys that a value completes, in the theme and in the builder."""
    keys, prefixes = set[str](), set[str]()
    for path in sorted((ROOT / "site_builder").rglob("*.py")):
        for key, joined in BUILDER.findall(path.read_text(encoding="utf-8")):
            (prefixes if joined else keys).add(key)
    for path in templates():
        source = path.read_text(encoding="utf-8")
        for key, joined in LITERAL.findall(source):
            (prefixes if joined else keys).add(key)
        for name, suffix in VARIABLE.findall(source):
            assert name == "term_kind", f"{path.name}: t({name}) cannot be checked"
            keys |= {kind + suffix for kind in TERM_KINDS}
    return keys, prefixes


def strings(locale: str) -> dict[str, str]:
    return {key: text for key, text in texts(locale).items() if key != "dates"}


def test_both_languages_have_the_same_keys() -> None:
    assert strings("th").keys() == strings("en").keys()


def test_every_text_that_a_template_asks_for_exists() -> None:
    keys, prefixes = used()
    known = strings("th").keys()
    assert keys - known == set()
    assert [prefix for prefix in prefixes if not any(k.startswith(prefix) for k in known)] == []


def test_every_text_is_used() -> None:
    keys, prefixes = used()
    left = {k for k in strings("th") if k not in keys and not k.startswith(tuple(prefixes))}
    assert left == set()


@pytest.mark.parametrize("key", sorted(strings("th")))
def test_a_text_takes_the_same_parameters_in_both_languages(key: str) -> None:
    def names(text: str) -> set[str | None]:
        return {field for _, field, _, _ in string.Formatter().parse(text) if field}

    assert names(strings("th")[key]) == names(strings("en")[key])


@pytest.mark.parametrize("locale", ["th", "en"])
def test_dates_have_twelve_months(locale: str) -> None:
    dates = texts(locale)["dates"]
    assert len(dates["months"]) == len(dates["months_short"]) == 12
    assert dates["era"] == {"th": 543, "en": 0}[locale]


def test_an_assessed_award_never_reads_as_received() -> None:
    assert "ได้รับ" not in strings("th")["award_status_assessed"]
    assert "eceived" not in strings("en")["award_status_assessed"]


def test_templates_hold_no_thai() -> None:
    """Thai stands in i18n/; a template may only name it in a comment."""
    for path in templates():
        source = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.S)
        assert not re.search(r"[\u0e00-\u0e7f]", source), path.relative_to(TEMPLATES)
