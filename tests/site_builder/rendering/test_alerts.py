import dataclasses
import shutil
import tomllib
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract import records, validation
from contract.alerts import Alert, load, rules
from contract.site_config import Locale
from site_builder.rendering.alerts import BEGIN, END, PLAIN, AlertPages, replaced
from tests import golden
from tests.contract import SITE
from tests.contract.alerts import DATA, LATER, data, loaded, statement
from tests.themes.theme_files import THEME, texts

NOW = datetime.fromisoformat("2026-11-23T22:00:00+07:00")
OVER = datetime.fromisoformat("2026-11-24T09:00:00+07:00")
SHELLS = {
    locale: golden.expected("bilingual")[f"{locale}/alerts/index.html"].encode()
    for locale in ("th", "en")
}
PAGES = AlertPages(SITE, THEME)


def page(*alerts: Alert, locale: str = "th", now: datetime = NOW) -> str:
    return PAGES.page(SHELLS[locale], locale, alerts, now).decode()


def plain(*alerts: Alert, locale: str = "th", now: datetime = NOW) -> str:
    return PAGES.page(None, locale, alerts, now).decode()


every_maker = pytest.mark.parametrize("make", [page, plain], ids=["theme", "plain"])


class Elements(HTMLParser):
    """All start tags with their attributes, and the text within each kind of element."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.data: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.data.append(data)

    @property
    def words(self) -> str:
        return "".join(self.data)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


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


HOSTILE = "<script>x</script>\"'&<!--/alerts--><!--alerts--></article>{{ 7*7 }}"


@pytest.mark.parametrize("make", [page, plain], ids=["theme", "plain"])
@pytest.mark.parametrize("locale", ["th", "en"])
def test_hostile_words_stay_words(make: Any, locale: str) -> None:
    named = {"th": HOSTILE, "en": HOSTILE}
    said = {"headline": HOSTILE, "text": HOSTILE, "actions": [HOSTILE]}
    alert = loaded(
        status="actual", source=HOSTILE, communities=[named, "<b>"],
        texts={"th": said, "en": said},
        shelters=[{"name": HOSTILE, "place": named}], phones=[{"label": named, "number": "0"}],
        web="https://www.example.go.th/?a=1&b=%22",
    )  # fmt: skip
    benign, html = make(loaded(), locale=locale), make(alert, locale=locale)
    kinds = {tag for tag, _ in Elements(benign).tags}
    found = Elements(html)
    assert {tag for tag, _ in found.tags} <= kinds
    assert len(found.of("script")) == len(Elements(benign).of("script"))
    assert found.words.count(HOSTILE) == 8
    assert html.count(BEGIN.decode()) == SHELLS["th"].count(BEGIN) * (make is page)


@settings(max_examples=30)
@given(st.text(max_size=80), st.text(max_size=80))
def test_no_text_can_leave_its_place(headline: str, source: str) -> None:
    alert = statement(status="actual", source=source, texts={"th": {"headline": headline}})
    tags = [tag for tag, _ in Elements(page(alert)).tags if tag not in ("span", "br")]
    calm = statement(status="actual", source="ก", texts={"th": {"headline": "ก"}})
    assert tags == [tag for tag, _ in Elements(page(calm)).tags if tag not in ("span", "br")]


def filled(**changes: Any) -> Alert:
    """A statement that says as much as the checker allows."""
    text, widest = (
        "",
        {**DATA, "status": "exercise", "hazard": "outage", "flag": "red_siren", **changes},
    )
    words = widest["texts"]["th"]
    while True:
        longer = text + "น้ำ"
        grown = {**widest, "texts": {"th": {"text": longer, **words}}}
        if len(longer) > 1500 or rules.page_bytes(grown, "th", "th") > rules.MAX_PAGE_BYTES:
            grown["texts"]["th"]["text"] = text
            return load(records.dump(grown).encode(), "a.json", SITE)
        text = longer


HEAD = {"th": {"headline": "ฝึกซ้อม: น้ำท่วม"}}
LONG_HEAD = {"th": {"headline": ("ฝึกซ้อม" + " ประกาศเตือนภัย" * 9)[:120].strip()}}
FULLEST = {
    "text": {"texts": HEAD},
    "headline": {"texts": LONG_HEAD},
    "steps": {"texts": {"th": {**HEAD["th"], "actions": ["ก"] * 12}}},
    "places": {"texts": HEAD, "communities": [f"ก{n}" for n in range(60)]},
    "numbers": {
        "texts": HEAD,
        "shelters": [{"name": "ก", "place": "ข"}] * 10,
        "phones": [{"label": "ก", "number": "0-0-0-0-0-0-0-0-0-0"}] * 10,
    },
}


@pytest.mark.parametrize("shape", FULLEST)
@pytest.mark.parametrize("locale", ["th", "en"])
def test_three_of_the_longest_alerts_fit_into_30_kilobytes(shape: str, locale: str) -> None:
    """The frame of the starter's page has 13,100 bytes in Thai, 10,300 in English."""
    alert = filled(**FULLEST[shape])
    room = 30_000 - {"th": 13_100, "en": 10_300}[locale]
    html = page(*(Alert({**alert.data, "id": name}) for name in "abc"), locale=locale)
    assert html.count("<article") == 3
    assert len(html.encode()) - len(SHELLS[locale]) < room


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
