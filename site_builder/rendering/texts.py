"""The theme's texts and dates in one locale, from i18n/<locale>.toml."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from contract import thai
from site_builder.errors import ConfigError

# Shorter words are not cut by browsers, longer ones must be, on narrow screens.
WORD_CHARACTERS = (5, 16)


@dataclass(frozen=True)
class Texts:
    """`t(key)` and the written forms of dates and numbers. `era` is added to Gregorian years."""

    locale: str
    texts: dict[str, str]
    months: tuple[str, ...]
    months_short: tuple[str, ...]
    era: int
    thai_digits: bool

    def t(self, key: str, **params: Any) -> str:
        return self.texts[key].format_map(params) if params else self.texts[key]

    def date(self, moment: datetime) -> str:
        """23 พฤศจิกายน 2569"""
        return self.number(f"{moment.day} {self.months[moment.month - 1]} {moment.year + self.era}")

    def short_date(self, moment: datetime) -> str:
        month = self.months_short[moment.month - 1]
        return self.number(f"{moment.day} {month} {moment.year + self.era}")

    def month(self, period: datetime | tuple[int, int]) -> str:
        """A (year, month) pair or a moment: พฤศจิกายน 2569"""
        year, month = (
            (period.year, period.month) if isinstance(period, datetime) else (period[0], period[1])
        )
        return self.number(f"{self.months[month - 1]} {year + self.era}")

    def year(self, year: int) -> str:
        return self.number(str(year + self.era))

    def time(self, moment: datetime) -> str:
        return self.number(moment.strftime("%H:%M"))

    def number(self, value: object) -> str:
        return thai.thai_digits(str(value)) if self.thai_digits else str(value)

    def whole_words(self, text: str) -> Markup:
        """Text for headings: words that a browser may not cut, though its dictionary would."""
        if self.locale != "th":
            return escape(text)
        return _whole_words(text)

    def lang_attr(self, text: str | None) -> Markup:
        """The attribute for Thai words on a page in another language, as picture and file names
        often are: who reads it aloud must know. Of other languages the script tells nothing."""
        foreign = self.locale != "th" and text and thai.has_thai(text)
        return Markup(' lang="th"') if foreign else Markup("")

    def filesize(self, size: int) -> str:
        """Size in bytes as people read it: 340 KB, 1.2 MB."""
        if size < 1_000_000:
            return self.number(f"{max(1, round(size / 1000))} KB")
        return self.number(f"{size / 1_000_000:.1f} MB")


@lru_cache(maxsize=8192, typed=True)  # safe text and plain text of the same letters differ
def _whole_words(text: str) -> Markup:
    # Browsers split compounds («ความภาค|ภูมิใจ»); ours is the longer dictionary.
    shortest, longest = WORD_CHARACTERS
    html = "".join(
        f'<span class="word">{escape(word)}</span>'
        if shortest <= len(word) <= longest and thai.has_thai(word)
        else escape(word)
        for word in thai.words(text)
    )
    return Markup(html)  # noqa: S704 -- escaped here


def load(theme: Path, locale: str, digits: str) -> Texts:
    """Raises ConfigError when the theme does not speak the locale."""
    path = theme / "i18n" / f"{locale}.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        dates = data.pop("dates")
        return Texts(
            locale=locale,
            texts=data,
            months=tuple(dates["months"]),
            months_short=tuple(dates["months_short"]),
            era=dates.get("era", 0),
            thai_digits=digits == "thai" and locale == "th",
        )
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"The theme has no usable texts for locale {locale!r}: {path}") from error
