"""The private record of a target: every statement that it was given.

Two officers may write at once, and a write may be lost or come twice. So records are joined like
sets: in whatever order statements arrive, and however often, the outcome is the same.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from contract import records, validation
from contract.alerts.alert import Alert
from contract.alerts.force import current
from contract.problems import ContractError, Problem, Severity, capped

KEPT_DAYS = 365
_EARLY_MINUTES = 10  # that clocks may differ
_OF_DANGER = {"red", "red_siren"}


def merge(known: Iterable[Alert], news: Iterable[Alert]) -> tuple[Alert, ...]:
    """All statements of both. Which one of an alert holds `current` says: the greatest number,
    then the latest issue. So nothing older ever comes back."""
    kept: dict[tuple[tuple[str, str], int, datetime], Alert] = {}
    for alert in (*known, *news):
        place = alert.key, alert.number, alert.issued
        if place not in kept or alert.canonical > kept[place].canonical:
            kept[place] = alert
    return tuple(kept[place] for place in sorted(kept))


def check(alert: Alert, known: Iterable[Alert], now: datetime, file: str) -> list[Problem]:
    """What is wrong with publishing this statement now, beside those that a target has: mostly
    that it would change nothing, and the officer would believe that it did."""
    known = tuple(known)
    if alert in current(known):
        return []  # the same file again, after a failure half way
    return [
        Problem(code, file, 0, params, severity)
        for code, params, severity in (*_times(alert, now), *_beside(alert, known), *_flag(alert))
    ]


_Found = Iterator[tuple[str, dict[str, object], Severity]]


def _times(alert: Alert, now: datetime) -> _Found:
    if alert.expires <= now:
        yield "alert.over", {"expires": alert.data["expires"]}, "error"
    if alert.issued - now > timedelta(minutes=_EARLY_MINUTES):
        yield "alert.not_yet", {"issued": alert.data["issued"]}, "error"


def _beside(alert: Alert, known: tuple[Alert, ...]) -> _Found:
    for other in current(known):
        if other.id != alert.id:
            continue
        about = {"id": alert.id, "number": other.number, "issued": other.data["issued"]}
        if other.status != alert.status:
            yield "alert.status", {**about, "status": other.status}, "error"
        elif (other.number, other.issued) > (alert.number, alert.issued):
            yield "alert.older", about, "error"
        elif (other.number, other.issued) == (alert.number, alert.issued):
            yield "alert.same_number", about, "error"
    there = {(other.id, other.number) for other in known}
    for id_, number in sorted(alert.references - there):
        yield "alert.reference_unknown", {"id": id_, "number": number}, "warning"
    before = alert.id, alert.number - 1
    if alert.number > 1 and before not in there | alert.references:
        yield "alert.number_left_out", {"id": alert.id, "number": before[1]}, "warning"


def _flag(alert: Alert) -> _Found:
    flag = alert.data.get("flag")
    if alert.type == "all_clear" and flag in _OF_DANGER:
        yield "alert.all_clear_flag", {"flag": flag}, "warning"


def dump(alerts: Iterable[Alert], now: datetime) -> bytes:
    """The record's text. An alert goes a year after the last of its statements has ended."""
    alerts = merge(alerts, ())
    ended = now - timedelta(days=KEPT_DAYS)
    living = {alert.key for alert in alerts if alert.expires > ended}
    kept = [alert.data for alert in alerts if alert.key in living]
    return records.dump({"version": 1, "alerts": kept}).encode()


def parse(raw: bytes, name: str = "alerts") -> tuple[Alert, ...]:
    """The statements of a record. Raises ContractError: what cannot be read must not be taken for
    a record without alerts, and be written over."""
    value = records.parse(raw, name)
    if found := validation.problems("alert-record", value, name):
        raise ContractError(capped(found))
    return merge(map(Alert, value["alerts"]), ())
