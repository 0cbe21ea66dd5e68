"""Addresses of the site that a city had before: which may lead on, how they are spelt, and which
file of the new site answers for them.

A query is part of an address only for scripts of old sites (`/index.php?id=12`, WordPress's
`/?p=12`), and what trackers append never is. Buckets and folders hold no queries, so a page for
such an address is stored under a digest of it; deploy/cloudfront/viewer-request.js computes the
same.
"""

import hashlib
import re
from urllib.parse import quote, unquote

from contract import paths

# What is stored at such an address is a page that leads on.
SCRIPT_ENDINGS = ("asp", "aspx", "cgi", "htm", "jsp", "php")
# nginx holds addresses in the buckets of a hash table, which are of this size and a little more.
MAX_BYTES = 1800
# What Facebook, Google, Instagram and newsletters append to links, also to those in old posts.
TRACKERS = "fbclid|gclid|igsh|igshid|mibextid|utm_[a-z]+"

_OURS = ("index.html", "404.html")
_SCRIPT = re.compile(rf"/[^/]+\.(?:{'|'.join((*SCRIPT_ENDINGS, 'html'))})\Z", re.I)
_WORDPRESS = re.compile(r"(?:p|page_id|cat|attachment_id)=[0-9]+\Z", re.A)
_APPENDED = re.compile(rf"(?:(?:^|&)(?:{TRACKERS})=[^&]*)+\Z")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# What browsers ask for encoded, and what would end a string somewhere.
_NEVER_ASKED = re.compile(r"[\s\\\"'<>#]")


class NoSuchAddress(ValueError):
    """An address that no edge can know; the message says why."""


def spelling(source: str) -> str | None:
    """The one spelling, as `plain` has it, of an address that may lead on: a folder, or a script of
    an old site with its query. None of any other."""
    if paths.may_redirect(source):
        return source
    try:
        found = plain(source)
    except NoSuchAddress:
        return None
    path, _, query = found.partition("?")
    fits = len(found.encode()) <= MAX_BYTES and not _NEVER_ASKED.search(query)
    return found if fits and (_may_ask(path, query) if query else _may_be_file(path)) else None


def file_of(address: str) -> str:
    """The file, relative to the site's root, that answers for an address in its one spelling."""
    if "?" in address:
        return moved_key(address)
    return address[1:] + ("index.html" if address.endswith("/") else "")


def is_old_script(path: str) -> bool:
    """Whether a decoded path is that of a script of an old site."""
    return bool(_SCRIPT.search(path)) and path.rpartition("/")[2] not in _OURS


def has_query(path: str, query: str) -> bool:
    """Whether what is asked is part of the address."""
    if path.endswith("/"):
        return bool(_WORDPRESS.match(query))
    return bool(query) and is_old_script(path)


def plain(path_with_query: str) -> str:
    """An address as servers look for it: the path decoded, the query as it is asked. Raises
    NoSuchAddress."""
    path, _, query = path_with_query.partition("?")
    return decoded(path) + _marked(asked(query))


def canonical(path_with_query: str) -> str:
    """One spelling of an address, in ASCII: the path decoded and encoded again, the query as it is
    but with `%e0` as `%E0`. Raises NoSuchAddress."""
    path, _, query = path_with_query.partition("?")
    parts = (quote(part, safe="!~*'()") for part in decoded(path).split("/"))
    return "/".join(parts) + _marked(asked(query))


def moved_key(path_with_query: str) -> str:
    """The site path of the object that answers for an address with its query."""
    digest = hashlib.sha256(canonical(path_with_query).encode()).hexdigest()
    return f".moved/{digest}/index.html"


def decoded(path: str) -> str:
    """A path as servers look for it, from either spelling. Raises NoSuchAddress."""
    try:
        found = unquote(path, errors="strict")
        found.encode()
    except UnicodeError:
        raise NoSuchAddress(f"{path!r} is not UTF-8") from None
    if not found.startswith("/") or "//" in found or "\\" in found or _CONTROL.search(found):
        raise NoSuchAddress(f"{path!r} is not a plain path that begins with one /")
    if re.search(paths.HIDDEN, found):
        raise NoSuchAddress(f"{path!r} has a part that begins with a dot")
    return found


def asked(query: str) -> str:
    """A query as browsers ask for it, but for what trackers append. Raises NoSuchAddress."""
    try:
        query.encode()
    except UnicodeError:
        raise NoSuchAddress(f"the query {query!r} is not UTF-8") from None
    if " " in query or _CONTROL.search(query):
        raise NoSuchAddress(f"the query {query!r} holds a blank or a control character")
    own = _APPENDED.sub("", query)
    ascii_ = "".join(sign if sign.isascii() else quote(sign) for sign in own)
    return _ESCAPE.sub(lambda found: found[0].upper(), ascii_)


def _marked(query: str) -> str:
    return f"?{query}" if query else ""


def _may_ask(path: str, query: str) -> bool:
    """Its page is stored apart, so it takes the place of nothing."""
    names = path.strip("/").split("/") if path != "/" else []
    return has_query(path, query) and all(map(paths.is_name, names))


def _may_be_file(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    return (
        is_old_script(path)
        and paths.is_name(name)
        and len(path.encode()) <= paths.MAX_PATH_BYTES
        and (not folder or paths.may_redirect(f"{folder}/"))
    )
