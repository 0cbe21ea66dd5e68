"""One statement of an alert, and its words in a language."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from contract import dates, records, thai

Reference = tuple[str, int]


class Said(NamedTuple):
    """Words, and the locale that they are in; "" for a name that has one form for all."""

    words: str
    locale: str


@dataclass(frozen=True, eq=False)
class Alert:
    """A checked statement. `data` holds what schema/alert.json allows; nobody changes it.

    All statements with the same `id` and `status` are one alert. The status is part of what an
    alert is, so that a test can never take the place of a warning, whatever its id and number.
    """

    data: dict[str, Any]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Alert) and self.canonical == other.canonical

    def __hash__(self) -> int:
        return hash(self.canonical)

    @cached_property
    def canonical(self) -> str:
        """The same statement always gives the same text."""
        return records.dump(self.data)

    @property
    def key(self) -> tuple[str, str]:
        """Of the alert that this is a statement of."""
        return self.data["status"], self.data["id"]

    @property
    def id(self) -> str:
        return str(self.data["id"])

    @property
    def number(self) -> int:
        return int(self.data["number"])

    @property
    def type(self) -> str:
        return str(self.data["type"])

    @property
    def status(self) -> str:
        return str(self.data["status"])

    @cached_property
    def issued(self) -> datetime:
        return dates.parse(self.data["issued"])

    @cached_property
    def expires(self) -> datetime:
        return dates.parse(self.data["expires"])

    @cached_property
    def onset(self) -> datetime | None:
        return dates.parse(self.data["onset"]) if "onset" in self.data else None

    @property
    def rank(self) -> tuple[int, datetime, str]:
        """Of two statements of an alert the one with the greater rank holds. The text decides
        between two of the same moment, so that all who know both decide alike."""
        return self.number, self.issued, self.canonical

    @cached_property
    def references(self) -> frozenset[Reference]:
        return frozenset((ref["id"], ref["number"]) for ref in self.data.get("references", ()))

    def text(self, key: str, locale: str, default: str) -> Said | None:
        """`headline`, `text` or `all_clear` in the locale, else in the default one."""
        found = self._texts(key, locale, default)
        return Said(*found) if found else None

    def actions(self, locale: str, default: str) -> list[Said]:
        """All from one locale: numbered steps are not mixed."""
        found = self._texts("actions", locale, default)
        return [Said(step, found[1]) for step in found[0]] if found else []

    def _texts(self, key: str, locale: str, default: str) -> tuple[Any, str] | None:
        said: dict[str, Any] = self.data["texts"]
        for code in (locale, default, *sorted(said)):  # a site may have lost its first locale
            if key in said.get(code, {}):
                return said[code][key], code
        return None


def name(value: str | dict[str, str], locale: str, default: str) -> Said:
    """A name as it is said in the locale, else in the default one."""
    if isinstance(value, str):
        return Said(value, "th" if thai.has_thai(value) else "")
    code = next(code for code in (locale, default, *sorted(value)) if code in value)
    return Said(value[code], code)
