"""An alert as a theme sees it: in one language, its times in the site's zone."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from contract.alerts import Alert
from contract.alerts import Said as AlertWords
from contract.alerts.alert import name
from contract.alerts.public import fragment
from contract.site_config import SiteConfig

# Of an alert without a flag; the colour only repeats what words say.
_LEVELS = {"extreme": "red", "severe": "red"}


class Said(NamedTuple):
    """Words, and their language where it is not the page's."""

    words: str
    lang: str = ""


class Shelter(NamedTuple):
    name: Said
    place: Said | None


class Phone(NamedTuple):
    label: Said
    number: str
    href: str


@dataclass(frozen=True)
class AlertView:
    """`level` is green, yellow or red, for style alone; `drill` is true for tests and exercises;
    `text` holds a paragraph each."""

    fragment: str
    number: int
    type: str
    status: str
    drill: bool
    hazard: str
    flag: str | None
    severity: str
    level: str
    issued: datetime
    onset: datetime | None
    expires: datetime
    headline: Said
    text: list[Said]
    actions: list[Said]
    communities: list[Said]
    shelters: list[Shelter]
    phones: list[Phone]
    source: Said
    web: str | None


def view(alert: Alert, locale: str, language: str, site: SiteConfig) -> AlertView:
    """The alert as it is said in a locale, on a page whose own words are in `language`."""
    data, default = alert.data, site.default_locale

    def said(words: AlertWords) -> Said:
        return Said(words.words, words.locale if words.locale != language else "")

    def named(value: Any) -> Said:
        return said(name(value, locale, default))

    main = "all_clear" if alert.type == "all_clear" else "text"
    texts = [alert.text(key, locale, default) for key in dict.fromkeys((main, "text"))]
    headline = alert.text("headline", locale, default)
    assert headline is not None  # the schema asks for it
    return AlertView(
        fragment=fragment(alert),
        number=alert.number,
        type=alert.type,
        status=alert.status,
        drill=alert.status != "actual",
        hazard=data["hazard"],
        flag=data.get("flag"),
        severity=data["severity"],
        level=_level(alert),
        issued=alert.issued.astimezone(site.zone),
        onset=alert.onset.astimezone(site.zone) if alert.onset else None,
        expires=alert.expires.astimezone(site.zone),
        headline=said(headline),
        text=[said(line) for words in texts if words for line in _paragraphs(words)],
        actions=[said(step) for step in alert.actions(locale, default)],
        communities=[named(value) for value in data.get("communities", ())],
        shelters=[
            Shelter(named(entry["name"]), named(entry["place"]) if "place" in entry else None)
            for entry in data.get("shelters", ())
        ],
        phones=[
            Phone(named(entry["label"]), entry["number"], _tel(entry["number"]))
            for entry in data.get("phones", ())
        ],
        source=named(data["source"]),
        web=data.get("web"),
    )


def _level(alert: Alert) -> str:
    if flag := alert.data.get("flag"):
        return str(flag).partition("_")[0]
    if alert.type == "all_clear":
        return "green"
    return _LEVELS.get(alert.data["severity"], "yellow")


def _paragraphs(words: AlertWords) -> list[AlertWords]:
    lines = (line.strip() for line in words.words.splitlines())
    return [AlertWords(line, words.locale) for line in lines if line]


def _tel(number: str) -> str:
    return "tel:" + re.sub("[ -]", "", number)
