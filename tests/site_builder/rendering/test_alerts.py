import dataclasses
from datetime import datetime
from typing import Any

import pytest

from contract import validation
from site_builder.rendering.alerts import BEGIN, END, AlertPages
from tests.contract import SITE
from tests.contract.alerts import DATA, LATER, loaded, statement
from tests.site_builder.rendering.alert_pages import (
    NOW,
    PAGES,
    SHELLS,
    Elements,
    every_maker,
    page,
    plain,
)
from tests.themes.theme_files import THEME, texts

OVER = datetime.fromisoformat("2026-11-24T09:00:00+07:00")


@pytest.mark.parametrize("locale", ["th", "en"])
def test_without_an_alert_the_page_is_the_one_that_the_build_made(locale: str) -> None:
    assert page(locale=locale).encode() == SHELLS[locale]
    assert page(statement(), locale=locale, now=OVER).encode() == SHELLS[locale]


def test_only_what_is_between_the_marks_changes_and_what_stood_there_does_not_matter() -> None:
    first = page(statement())
    head, _, tail = SHELLS["th"].decode().partition(BEGIN.decode())
    assert first.startswith(head)
    assert first.endswith(tail.partition(END.decode())[2])
    again = PAGES.page(first.encode(), "th", [statement(id="other")], NOW)
    assert again.decode() == page(statement(id="other"))
    assert PAGES.page(again, "th", [], NOW) == SHELLS["th"]


@every_maker
def test_everything_public_is_said_and_nothing_private(make: Any) -> None:
    override = {"by": "ลับหนึ่ง", "reason": "ลับสอง"}
    alert = loaded(written_by="ลับสาม", approved_by="ลับสี่", override=override)
    words = Elements(make(alert)).words
    said = DATA["texts"]["th"]
    for part in (
        said["headline"], *said["text"].splitlines(), *said["actions"], "ชุมชนตัวอย่าง 1", "ชุมชนตัวอย่าง 2",
        "โรงเรียนตัวอย่าง", "ถนนตัวอย่าง", "ศูนย์ตัวอย่าง", "00-0000-0000", "เทศบาลตัวอย่าง", "ธงแดง", "รุนแรงมาก",
        "น้ำท่วม", "ฉบับที่ 1", "23 พฤศจิกายน 2569 เวลา 21:00 น.", "23 พฤศจิกายน 2569 เวลา 23:00 น.",
        "มีผลถึง", "24 พฤศจิกายน 2569 เวลา 09:00 น.",
    ):  # fmt: skip
        assert part in words
    assert "ลับ" not in words


@every_maker
def test_machines_find_the_times_the_number_to_call_and_the_end(make: Any) -> None:
    found = Elements(make(loaded()))
    times = [attrs["datetime"] for attrs in found.of("time")]
    assert times == [DATA["issued"], DATA["onset"], DATA["expires"]]
    links = {attrs["href"] for attrs in found.of("a")}
    assert {"tel:0000000000", "https://www.example.go.th/th/news/"} <= links
    assert found.of("article")[0]["id"] == "alert-flood-drill"


@pytest.mark.parametrize("locale", ["th", "en"])
@pytest.mark.parametrize("status", ["test", "exercise"])
@pytest.mark.parametrize("make", [page, plain], ids=["theme", "plain"])
def test_a_drill_says_in_words_that_it_is_none_and_a_real_alert_does_not(
    make: Any, status: str, locale: str
) -> None:
    badge = texts(locale)[f"alert_status_{status}"]
    assert badge in make(statement(status=status), locale=locale)
    assert badge not in make(statement(status="actual"), locale=locale)


@every_maker
def test_each_flag_and_each_hazard_has_its_word(make: Any) -> None:
    choices = validation.schema("alert")["properties"]
    for key, prefix in (
        ("flag", "alert_flag_"),
        ("hazard", "hazard_"),
        ("severity", "alert_severity_"),
    ):
        for value in choices[key]["enum"]:
            word = texts("en")[prefix + value]
            assert word in Elements(make(statement(**{key: value}), locale="en")).words


@every_maker
def test_a_statement_with_the_least_in_it_can_be_shown(make: Any) -> None:
    least = loaded(
        flag=None, onset=None, communities=None, shelters=None, phones=None, web=None,
        texts={"th": {"headline": "ทดสอบ", "text": "ก"}},
    )  # fmt: skip
    html = make(least)
    assert "None" not in html
    assert texts("th")["alert_communities"] not in html


def test_an_all_clear_shows_its_own_text() -> None:
    said = {"th": {"headline": "ทดสอบ: สิ้นสุด", "all_clear": "กลับบ้านได้"}}
    clear = loaded(type="all_clear", number=2, references=LATER, texts=said, flag=None)
    html = page(statement(), clear)
    assert "กลับบ้านได้" in html
    assert texts("th")["alert_type_all_clear"] in html
    assert "alert--green" in html
    assert html.count("<article") == 1


def test_words_that_stand_in_for_a_missing_translation_carry_their_language() -> None:
    html = page(loaded(), locale="en")
    assert '<ol class="alert__actions" lang="th">' in html
    assert '<li lang="th">ชุมชนตัวอย่าง 2</li>' in html
    assert "<li>Example quarter 1</li>" in html
    assert '<strong lang="th">โรงเรียนตัวอย่าง</strong> <span>Example Road</span>' in html
    assert 'lang="th"' not in page(loaded()).partition("<article")[2].partition("</article>")[0]


@every_maker
def test_a_statement_in_none_of_the_sites_languages_is_still_told(make: Any) -> None:
    """The languages of a site may change while an alert is out."""
    foreign = statement(texts={"ms": {"headline": "TEST: banjir"}}, source={"ms": "Bandar"})
    assert 'lang="ms"' in make(foreign)
    assert "TEST: banjir" in Elements(make(foreign)).words


def test_times_are_those_of_the_place_whatever_the_offset_they_were_given_in() -> None:
    assert "21:00" in Elements(page(statement(issued="2026-11-23T14:00:00Z"))).words


def test_thai_digits_are_used_where_the_site_wants_them() -> None:
    site = dataclasses.replace(SITE, digits="thai")
    html = AlertPages(site, THEME).page(SHELLS["th"], "th", [loaded()], NOW).decode()
    assert "๒๓ พฤศจิกายน ๒๕๖๙" in html
    assert "tel:0000000000" in html
