"""Addresses that lead elsewhere or are gone, as the edges of the site know them.

A query is part of an address only for scripts of old sites (`/index.php?id=12`); everywhere else it
is what trackers append. A bucket holds no queries, so a page for such an address is stored under a
digest of it; deploy/cloudfront/viewer-request.js computes the same.
"""

import hashlib
import re
from typing import NamedTuple
from urllib.parse import quote, unquote

from site_builder.deploy.edge import policy

MOVED, GONE = 301, 410
# User metadata of the objects; deploy/cloudfront/viewer-response.js makes an answer of it.
STATUS_METADATA, LOCATION_METADATA = "status", "location"
# Beside the page of an address that is gone: nginx then answers 410 with the page.
GONE_MARK = ".gone"

_OURS = ("index.html", "404.html")
_ENDINGS = "|".join((*policy.OLD_SCRIPT_ENDINGS, "html"))
_OLD_SCRIPT = re.compile(rf"/[^/]+\.(?:{_ENDINGS})\Z", re.I)
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_LOCATION = re.compile(r"/(?![/\\])|https?://[A-Za-z0-9.:-]+(?=[/?#]|\Z)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Entry(NamedTuple):
    """An address, with its query if that is part of it, that leads to `location` or is gone."""

    address: str
    status: int
    location: str = ""


class NoSuchAddress(ValueError):
    """An address that no edge can know; the message says why."""


def is_old_script(path: str) -> bool:
    """Whether a decoded path is that of a script of an old site: its query counts."""
    return bool(_OLD_SCRIPT.search(path)) and path.rpartition("/")[2] not in _OURS


def canonical(path_with_query: str) -> str:
    """One spelling of an address, in ASCII: the path decoded and encoded again, the query as it is
    but with `%e0` as `%E0`. Raises NoSuchAddress."""
    path, mark, query = path_with_query.partition("?")
    parts = (quote(part, safe="!~*'()") for part in decoded(path).split("/"))
    return "/".join(parts) + mark + asked(query)


def moved_key(path_with_query: str) -> str:
    """The site path of the object that answers for a script of an old site with its query."""
    digest = hashlib.sha256(canonical(path_with_query).encode()).hexdigest()
    return f".moved/{digest}/index.html"


def decoded(path: str) -> str:
    """A path as servers look for it, from either spelling. Raises NoSuchAddress."""
    try:
        plain = unquote(path, errors="strict")
        plain.encode()
    except UnicodeError:
        raise NoSuchAddress(f"{path!r} is not UTF-8") from None
    if not plain.startswith("/") or "//" in plain or "\\" in plain or _CONTROL.search(plain):
        raise NoSuchAddress(f"{path!r} is not a plain path that begins with one /")
    if policy.is_hidden(plain[1:]):
        raise NoSuchAddress(f"{path!r} has a part that begins with a dot")
    return plain


def asked(query: str) -> str:
    """A query as browsers ask for it. Raises NoSuchAddress."""
    try:
        query.encode()
    except UnicodeError:
        raise NoSuchAddress(f"the query {query!r} is not UTF-8") from None
    if " " in query or _CONTROL.search(query):
        raise NoSuchAddress(f"the query {query!r} holds a blank or a control character")
    ascii_ = "".join(sign if sign.isascii() else quote(sign) for sign in query)
    return _ESCAPE.sub(lambda found: found[0].upper(), ascii_)


def location(target: str) -> str:
    """A Location header: a path of this site or an http(s) address, in ASCII without anything that
    ends a line, a string or names a variable of nginx. Raises NoSuchAddress."""
    if _CONTROL.search(target) or not _LOCATION.match(target):
        raise NoSuchAddress(f"{target!r} is neither a path of this site nor an http(s) address")
    try:
        return quote(target, safe="/:?#[]@!&()*+,=%~")
    except UnicodeError:
        raise NoSuchAddress(f"{target!r} is not UTF-8") from None


def metadata(status: int, target: str = "") -> dict[str, str]:
    """What is stored with an object of class redirect or gone."""
    if status == GONE and not target:
        return {STATUS_METADATA: str(GONE)}
    if status == MOVED:
        return {STATUS_METADATA: str(MOVED), LOCATION_METADATA: location(target)}
    raise NoSuchAddress(f"an address is {MOVED} with a target or {GONE} without, not {status}")
