"""Which alerts are in force: one answer for the page, the JSON and whoever asks.

Of each alert its latest statement counts. It is in force until it expires, unless it is a
cancellation, or a later statement of another alert says that it replaces it.
"""

from collections.abc import Iterable
from datetime import datetime

from contract.alerts.alert import Alert
from contract.validation import schema

_CHOICES = schema("alert")["properties"]
_STATUSES, _SEVERITIES = _CHOICES["status"]["enum"], _CHOICES["severity"]["enum"]
_FLAGS = _CHOICES["flag"]["enum"]


def current(alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    """The latest statement of each alert, in the order of their keys."""
    latest: dict[tuple[str, str], Alert] = {}
    for alert in alerts:
        known = latest.get(alert.key)
        if known is None or alert.rank > known.rank:
            latest[alert.key] = alert
    return tuple(latest[key] for key in sorted(latest))


def shown(alerts: Iterable[Alert], now: datetime) -> tuple[Alert, ...]:
    """Those in force, what matters most first: true ones before drills, warnings before their end,
    then the graver, then the newer."""
    alerts = tuple(alerts)
    numbered = _as_corrected(alerts)
    found = [
        alert
        for alert in current(alerts)
        if alert.expires > now and alert.type != "cancel" and not _replaced(alert, numbered)
    ]
    return tuple(sorted(found, key=_importance))


def next_change(alerts: Iterable[Alert], now: datetime) -> datetime | None:
    """When `shown` will answer otherwise if nobody says anything; None: never."""
    return min((alert.expires for alert in shown(alerts, now)), default=None)


def _as_corrected(alerts: tuple[Alert, ...]) -> tuple[Alert, ...]:
    """Every statement of every alert as it was issued last: a wrong reference can be taken back."""
    latest: dict[tuple[tuple[str, str], int], Alert] = {}
    for alert in sorted(alerts, key=lambda alert: alert.rank):
        latest[alert.key, alert.number] = alert
    return tuple(latest.values())


def _replaced(alert: Alert, others: Iterable[Alert]) -> bool:
    """Only what is later replaces, so that two statements cannot hide each other; and what has
    replaced does so for good, or an old warning would come back when the new one ends."""
    return any(
        other.status == alert.status
        and other.key != alert.key
        and (other.issued, other.id) > (alert.issued, alert.id)
        and any(id_ == alert.id and number >= alert.number for id_, number in other.references)
        for other in others
    )


def _importance(alert: Alert) -> tuple[int, bool, int, int, float, str]:
    flag = alert.data.get("flag")
    return (
        _STATUSES.index(alert.status),
        alert.type == "all_clear",
        _SEVERITIES.index(alert.data["severity"]),
        -_FLAGS.index(flag) if flag else 1,
        -alert.issued.timestamp(),
        alert.id,
    )
