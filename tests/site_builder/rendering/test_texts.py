from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from site_builder.errors import ConfigError
from site_builder.rendering import texts
from tests.site_builder.sites import ROOT

THEME = ROOT / "themes" / "thungsong"
MOMENT = datetime(2026, 11, 23, 9, 5, tzinfo=ZoneInfo("Asia/Bangkok"))


def test_thai_dates_are_of_the_buddhist_era() -> None:
    thai = texts.load(THEME, "th", "arabic")
    assert thai.date(MOMENT) == "23 พฤศจิกายน 2569"
    assert thai.month((2026, 11)) == thai.month(MOMENT) == "พฤศจิกายน 2569"
    assert thai.year(2026) == "2569"
    assert thai.time(MOMENT) == "09:05"
    assert thai.short_date(MOMENT).endswith(" 2569")


def test_english_dates_are_gregorian() -> None:
    english = texts.load(THEME, "en", "thai")
    assert english.date(MOMENT) == "23 November 2026"
    assert english.year(2026) == "2026"


def test_thai_digits_are_a_choice_of_the_site() -> None:
    assert texts.load(THEME, "th", "thai").date(MOMENT) == "๒๓ พฤศจิกายน ๒๕๖๙"


@pytest.mark.parametrize(
    ("size", "text"), [(1, "1 KB"), (340_000, "340 KB"), (1_200_000, "1.2 MB")]
)
def test_sizes_are_read_at_a_glance(size: int, text: str) -> None:
    assert texts.load(THEME, "en", "arabic").filesize(size) == text


def test_every_locale_of_the_theme_has_the_same_texts() -> None:
    thai, english = (texts.load(THEME, code, "arabic").texts for code in ("th", "en"))
    assert thai.keys() == english.keys()


def test_a_locale_the_theme_does_not_speak_is_an_error() -> None:
    with pytest.raises(ConfigError, match="'ms'"):
        texts.load(THEME, "ms", "arabic")


@pytest.mark.parametrize(
    ("locale", "text", "attribute"),
    [("en", "ตลาด, picture 1 of 4", ' lang="th"'), ("en", "Market", ""), ("th", "ตลาด", ""),
     ("en", None, ""), ("en", "", "")],
)  # fmt: skip
def test_thai_words_on_another_page_say_so(locale: str, text: str | None, attribute: str) -> None:
    assert texts.load(THEME, locale, "arabic").lang_attr(text) == attribute
