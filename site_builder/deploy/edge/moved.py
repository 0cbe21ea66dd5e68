"""Addresses that lead elsewhere or are gone, as the edges of the site know them.

Which may lead on, and how they are spelt, is in contract/old_addresses.py.
"""

import re
from typing import NamedTuple
from urllib.parse import quote

from contract.old_addresses import NoSuchAddress

MOVED, GONE = 301, 410
# User metadata of the objects; deploy/cloudfront/viewer-response.js makes an answer of it.
STATUS_METADATA, LOCATION_METADATA = "status", "location"
# S3 takes 2 KB of metadata with an object; nginx takes 4 KB of a line's value.
MAX_LOCATION = 1700
# Beside the page of an address that is gone: nginx then answers 410 with the page.
GONE_MARK = ".gone"

_LOCATION = re.compile(r"/(?![/\\])|https?://[A-Za-z0-9.:-]+(?=[/?#]|\Z)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Entry(NamedTuple):
    """An address, with its query if that is part of it, that leads to `location` or is gone."""

    address: str
    status: int
    location: str = ""


def location(target: str) -> str:
    """A Location header: a path of this site or an http(s) address, in ASCII without anything that
    ends a line, a string or names a variable of nginx. Raises NoSuchAddress."""
    if _CONTROL.search(target) or not _LOCATION.match(target):
        raise NoSuchAddress(f"{target!r} is neither a path of this site nor an http(s) address")
    try:
        found = quote(target, safe="/:?#[]@!&()*+,=%~")
    except UnicodeError:
        raise NoSuchAddress(f"{target!r} is not UTF-8") from None
    if len(found) > MAX_LOCATION:
        raise NoSuchAddress(f"{target[:80]!r}... is longer than {MAX_LOCATION} bytes")
    return found


def metadata(status: int, target: str = "") -> dict[str, str]:
    """What is stored with an object of class redirect or gone."""
    if status == GONE and not target:
        return {STATUS_METADATA: str(GONE)}
    if status == MOVED:
        return {STATUS_METADATA: str(MOVED), LOCATION_METADATA: location(target)}
    raise NoSuchAddress(f"an address is {MOVED} with a target or {GONE} without, not {status}")
