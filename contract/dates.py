"""Points in time as the content files write them (RFC 3339)."""

from datetime import datetime
from zoneinfo import ZoneInfo

# Of dates on the site, by its own clock: a Buddhist Era year is outside, so that it is noticed.
FIRST_YEAR, LAST_YEAR = 1900, 2399


def parse(text: str) -> datetime:
    """An aware datetime. Raises ValueError for anything but RFC 3339 with an offset."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"no UTC offset in {text!r}")
    return moment


def format_seconds(moment: datetime, zone: ZoneInfo) -> str:
    """Whole seconds in the site's zone: 2026-11-23T09:00:00+07:00."""
    return moment.astimezone(zone).isoformat(timespec="seconds")


def format_microseconds(moment: datetime, zone: ZoneInfo) -> str:
    """Six digits of microseconds in the site's zone, the form of `modified`."""
    return moment.astimezone(zone).isoformat(timespec="microseconds")
