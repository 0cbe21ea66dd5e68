"""What no schema can say of a statement: each rule looks at the keys that it needs, where they are
there and sound, so that one fault does not hide another."""

import html
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from contract import dates, links, thai, validation
from contract.alerts.alert import Alert, Said, name
from contract.problems import Problem
from contract.site_config import SiteConfig

TIMES = ("issued", "onset", "expires")

# A warning that nobody has looked at for a week is no longer known to be true, and a mistyped month
# would stand for as long. A danger that lasts gets a new statement.
MAX_DAYS = 7

# Of what one language says, as it stands in HTML. Three such alerts in the frame of a page stay
# under 30 KB, so that a phone at the edge of the network still gets them.
MAX_PAGE_BYTES = 3250
# Around each text and each entry of a list; beside that around a shelter and a telephone number.
_ENTRY, _SHELTER, _PHONE = 15, 45, 100
_HEADLINE_LETTER = 5  # words are kept whole there

# What the headline of a drill begins with, so that it is told wherever the headline goes alone: in
# a message, a preview, a search result. Other languages say it in English.
DRILL_WORDS = {
    "test": {"th": "ทดสอบ", "en": "TEST"},
    "exercise": {"th": "ฝึกซ้อม", "en": "EXERCISE"},
}

Found = Iterator[tuple[str, tuple[str | int, ...], dict[str, Any]]]


def problems(
    data: dict[str, Any], file: str, lines: validation.Lines, site: SiteConfig
) -> list[Problem]:
    found = [
        *_times(data),
        *_references(data),
        *_approval(data),
        *_locales(data, site),
        *_texts(data, site),
        *_headlines(data),
        *_size(data, site),
    ]
    if "web" in data and not links.allowed(data["web"]):
        found.append(("link.target", ("web",), {"target": data["web"]}))
    return [Problem(code, file, _line(path, lines), params) for code, path, params in found]


def _line(path: tuple[str | int, ...], lines: validation.Lines) -> int:
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 0)


def _times(data: dict[str, Any]) -> Found:
    moments = dict[str, datetime]()
    for key in (key for key in TIMES if key in data):
        try:
            moments[key] = dates.parse(data[key])
        except ValueError:  # a leap second, which the schema's format allows
            yield "value.date", (key,), {"key": key, "value": data[key]}
    issued, onset, expires = (moments.get(key) for key in TIMES)
    if issued and expires and expires <= issued:
        yield "alert.ends_early", ("expires",), {"other": "issued"}
    if onset and expires and expires <= onset:
        yield "alert.ends_early", ("expires",), {"other": "onset"}
    if issued and expires and expires - issued > timedelta(days=MAX_DAYS):
        yield "alert.ends_late", ("expires",), {"days": MAX_DAYS}


def _references(data: dict[str, Any]) -> Found:
    if "type" not in data:
        return
    if data["type"] == "alert" and "references" in data:
        yield "alert.first", ("references",), {}
    if data["type"] != "alert" and "references" not in data:
        yield "alert.replaces_nothing", ("type",), {"type": data["type"]}
    for at, reference in enumerate(data.get("references", ())):
        own = reference["id"] == data.get("id")
        if own and reference["number"] >= data.get("number", reference["number"] + 1):
            yield "alert.replaces_later", ("references", at), {"number": reference["number"]}


def _approval(data: dict[str, Any]) -> Found:
    if not data.keys() & {"approved_by", "override"}:
        yield "alert.unapproved", (), {}
    writer, second = data.get("written_by"), data.get("approved_by")
    if writer and second and thai.search_key(writer) == thai.search_key(second):
        yield "alert.same_person", ("approved_by",), {"name": second}


def _locales(data: dict[str, Any], site: SiteConfig) -> Found:
    """Texts and names are in languages of the site, and at least in its first one."""
    known = ", ".join(site.locale_codes)
    for path, said in _localised(data):
        for code in (code for code in said if code not in site.locale_codes):
            yield "locale.unknown", (*path, code), {"locale": code, "known": known}
        if site.default_locale not in said:
            yield "key.missing", path, {"key": ".".join(map(str, (*path, site.default_locale)))}


def _localised(data: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    for path, value in _names(data):
        if isinstance(value, dict):
            yield path, value
    if "texts" in data:
        yield ("texts",), data["texts"]


def _names(data: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    if "source" in data:
        yield ("source",), data["source"]
    for at, community in enumerate(data.get("communities", ())):
        yield ("communities", at), community
    for key in ("shelters", "phones"):
        for at, entry in enumerate(data.get(key, ())):
            for part in (part for part in ("name", "place", "label") if part in entry):
                yield (key, at, part), entry[part]


def _texts(data: dict[str, Any], site: SiteConfig) -> Found:
    if not {"type", "texts"} <= data.keys():
        return
    needed = {"alert": "text", "update": "text", "all_clear": "all_clear"}.get(data["type"])
    first = data["texts"].get(site.default_locale)
    if needed and first is not None and needed not in first:
        path = ("texts", site.default_locale)
        yield "key.missing", path, {"key": ".".join((*path, needed))}
    if data["type"] != "all_clear":
        for code in (code for code, texts in data["texts"].items() if "all_clear" in texts):
            yield "alert.all_clear_early", ("texts", code, "all_clear"), {"type": data["type"]}


def _headlines(data: dict[str, Any]) -> Found:
    if not {"status", "texts"} <= data.keys():
        return
    for code, texts in data["texts"].items():
        path, headline = ("texts", code, "headline"), texts["headline"]
        if words := DRILL_WORDS.get(data["status"]):
            word = words.get(code, words["en"])
            if not _begins(headline, word):
                yield "alert.drill_unmarked", path, {"status": data["status"], "word": word}
            continue
        for status, words in DRILL_WORDS.items():
            if any(_begins(headline.upper(), word) for word in words.values()):
                yield "alert.drill_words", path, {"status": status}


def _begins(headline: str, word: str) -> bool:
    return re.match(rf"{word}(?![A-Za-z])", headline) is not None


def _size(data: dict[str, Any], site: SiteConfig) -> Found:
    if not isinstance(data.get("texts"), dict):
        return
    for code in site.locale_codes:
        if (size := page_bytes(data, code, site.default_locale)) > MAX_PAGE_BYTES:
            yield "alert.too_long", ("texts",), {
                "locale": code, "size": size, "limit": MAX_PAGE_BYTES,
            }  # fmt: skip


def page_bytes(data: dict[str, Any], locale: str, default: str) -> int:
    """About what a statement adds to a page in a language, the theme's own words left out."""
    statement = Alert(data)
    texts = [statement.text(key, locale, default) for key in ("headline", "text", "all_clear")]
    names = [name(value, locale, default) for _, value in _names(data)]
    said = [*texts, *statement.actions(locale, default), *names]
    return (
        sum(_html_bytes(words) for words in said if words)
        + _HEADLINE_LETTER * len(texts[0].words if texts[0] else "")
        + _SHELTER * len(data.get("shelters", ()))
        + _PHONE * len(data.get("phones", ()))
        + len(data.get("web", ""))
    )


def _html_bytes(said: Said) -> int:
    lines = said.words.count("\n") + 1
    return len(html.escape(said.words).encode()) + _ENTRY * lines
