"""`/alerts.json`: what the app and other programs need of the alerts in force.

It follows from these alerts alone: no time of making stands in it, so that it changes only when
they do, and a cache that asks again is told that nothing has.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from contract import dates
from contract.alerts.alert import Alert
from contract.alerts.force import next_change, shown
from contract.site_config import SiteConfig

# Categories of CAP 1.2 (OASIS, section 3.2.2).
CATEGORIES = {
    "flood": "Met", "flash_flood": "Met", "storm": "Met", "heat": "Met", "drought": "Met",
    "landslide": "Geo", "earthquake": "Geo", "tsunami": "Geo", "fire": "Fire", "wildfire": "Fire",
    "haze": "Env", "epidemic": "Health", "chemical": "CBRNE", "accident": "Safety",
    "outage": "Infra", "other": "Other",
}  # fmt: skip

_NAMES = frozenset({"source", "name", "place", "label"})


def public_json(alerts: Iterable[Alert], now: datetime, site: SiteConfig) -> bytes:
    """The body of /alerts.json, as schema/alerts.json describes it."""
    alerts = tuple(alerts)
    change = next_change(alerts, now)
    body = {
        "version": 1,
        "next_change": dates.format_seconds(change, site.zone) if change else None,
        "alerts": [_public(alert, site) for alert in shown(alerts, now)],
    }
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return f"{text}\n".encode()


def fragment(alert: Alert) -> str:
    """The id of an alert's element on the page, and the end of its address."""
    return f"alert-{alert.id}"


def _public(alert: Alert, site: SiteConfig) -> dict[str, Any]:
    data = alert.data
    found = {key: data[key] for key in _ORDER if key in data}
    found["category"] = CATEGORIES[data["hazard"]]
    if "communities" in data:
        found["communities"] = [_name(value, site) for value in data["communities"]]
    for key in ("shelters", "phones"):
        if key in data:
            found[key] = [_named(entry, site) for entry in data[key]]
    found["source"] = _name(data["source"], site)
    found["url"] = {
        code: f"{site.url}/{code}/alerts/#{fragment(alert)}" for code in site.locale_codes
    }
    return found


# What is public. Anything else, above all who wrote and approved it, stays in the record.
_ORDER = (
    "id", "number", "type", "status", "references", "hazard", "flag", "severity",
    "urgency", "certainty", "issued", "onset", "expires", "texts", "communities", "shelters",
    "phones", "source", "web",
)  # fmt: skip


def _named(entry: dict[str, Any], site: SiteConfig) -> dict[str, Any]:
    return {key: _name(value, site) if key in _NAMES else value for key, value in entry.items()}


def _name(value: str | dict[str, str], site: SiteConfig) -> dict[str, str]:
    """Always by locale, the first one always there: a program need not tell two forms apart."""
    return {site.default_locale: value} if isinstance(value, str) else value
