"""Whatever is wrong with a page or a theme, the public is told."""

import dataclasses
import shutil
import tomllib
from pathlib import Path

import pytest

from contract import records
from contract.alerts import load
from contract.site_config import Locale
from site_builder.rendering.alerts import BEGIN, END, PLAIN, AlertPages, replaced
from tests.contract import SITE
from tests.contract.alerts import data, loaded
from tests.site_builder.rendering.alert_pages import (
    NOW,
    SHELLS,
    Elements,
    plain,
)
from tests.themes.theme_files import THEME, texts


@pytest.mark.parametrize(
    "shell",
    [
        b"", b"<p>x</p>", BEGIN, END, END + BEGIN, BEGIN + BEGIN + END, BEGIN + END + END,
        b"\xff\xfe broken",
    ],
)  # fmt: skip
def test_a_page_without_the_marks_gives_way_to_the_plain_one(shell: bytes) -> None:
    pages = AlertPages(SITE, THEME)
    assert pages.page(shell, "th", [loaded()], NOW).decode() == plain(loaded())
    (fault,) = pages.faults
    assert "<!--alerts-->" in fault
    assert replaced(shell, b"x") is None


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("templates/components/alert-list.html", "{% macro"),
        ("templates/components/alert-list.html", "{% macro alert_list(a) %}{{ nothing }}{% endmacro %}"),
        ("templates/components/alert-list.html", "{% macro alert_list(a) %}{{ 1 / 0 }}{% endmacro %}"),
        ("templates/components/alert-list.html", "{% macro alert_list(a) %}{{ alert_list(a) }}{% endmacro %}"),
        ("templates/components/alert-list.html", "no macro"),
        ("templates/components/alert-list.html", None),
        ("i18n/th.toml", "broken ="),
        ("i18n/th.toml", None),
    ],
)  # fmt: skip
def test_a_broken_theme_gives_way_to_the_plain_page(
    tmp_path: Path, file: str, text: str | None
) -> None:
    folder = tmp_path / "theme"
    shutil.copytree(THEME, folder, ignore=shutil.ignore_patterns("static"))
    (folder / file).unlink()
    if text is not None:
        (folder / file).write_text(text, encoding="utf-8")
    pages = AlertPages(SITE, folder)
    assert pages.page(SHELLS["th"], "th", [loaded()], NOW).decode() == plain(loaded())
    assert len(pages.faults) == 1
    assert pages.faults[0].startswith("th: ")


def test_no_theme_at_all_gives_way_to_the_plain_page(tmp_path: Path) -> None:
    html = AlertPages(SITE, tmp_path / "none").page(SHELLS["en"], "en", [loaded()], NOW)
    assert html.decode() == plain(loaded(), locale="en")


def test_a_plain_page_that_nobody_could_help_is_no_fault() -> None:
    pages = AlertPages(SITE, THEME)
    assert pages.page(None, "th", [], NOW).decode() == plain()
    assert pages.faults == []


def test_the_plain_page_stands_alone_in_its_language() -> None:
    html = plain(loaded(), locale="en")
    found = Elements(html)
    assert found.of("html") == [{"lang": "en"}]
    assert not found.of("link")
    assert not found.of("script")
    assert not found.of("img")
    assert "TEST: flood in the example quarter" in found.words
    assert {attrs["href"] for attrs in found.of("a")} >= {"/en/", "/th/alerts/"}


def test_the_plain_page_without_an_alert_says_so() -> None:
    assert texts("th")["no_alert"] in plain()


def test_the_plain_page_of_another_language_speaks_english_around_the_words() -> None:
    site = dataclasses.replace(SITE, locales=(Locale("ms", "Melayu", "Bandar Contoh"),))
    said = {"ms": {"headline": "TEST: banjir", "text": "a"}}
    changes = data(texts=said, communities=None, shelters=None, phones=None, source="x")
    alert = load(records.dump(changes).encode(), "a.json", site)
    html = AlertPages(site, THEME).page(None, "ms", [alert], NOW).decode()
    assert '<html lang="en">' in html
    assert '<h2 lang="ms">TEST: banjir</h2>' in html
    assert "<p>Bandar Contoh</p>" in html


@pytest.mark.parametrize("locale", ["th", "en"])
def test_the_plain_page_says_what_the_theme_says(locale: str) -> None:
    own = tomllib.loads((PLAIN / "i18n" / f"{locale}.toml").read_text(encoding="utf-8"))
    assert own == {key: texts(locale)[key] for key in own}
