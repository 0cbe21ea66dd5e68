"""The map of moved and gone addresses that nginx includes. What stands in it comes from content, so
every value is checked and quoted: one bad line and nginx would keep its old configuration for good.
"""

import re
from collections.abc import Iterable, Iterator

from contract import old_addresses
from contract.old_addresses import NoSuchAddress
from site_builder.deploy.edge import moved
from site_builder.deploy.edge.moved import Entry

# The value of an address that is gone; no location looks like it.
GONE = "gone"
# Of a key in bytes; map_hash_bucket_size of nginx.py must hold it.
MAX_KEY = old_addresses.MAX_BYTES
_SIGNS = re.compile(r"[^A-Za-z0-9/_\x80-\U0010ffff-]")


def redirect_map(entries: Iterable[Entry]) -> str:
    """The lines of the map, sorted. Addresses are matched decoded (`$uri`), queries as they are
    asked (`$args`). Raises NoSuchAddress: leave such an entry out and say so."""
    values: dict[str, str] = {}
    for entry in entries:
        values[key(entry.address)] = _value(entry)
    return "".join(f"{line}\n" for line in _lines(dict(sorted(values.items()))))


def key(address: str) -> str:
    found = old_addresses.plain(address)
    if len(found.encode()) > MAX_KEY:
        raise NoSuchAddress(f"{address[:80]!r}... is longer than {MAX_KEY} bytes")
    return found


def _value(entry: Entry) -> str:
    if moved.metadata(entry.status, entry.location)[moved.STATUS_METADATA] == str(moved.GONE):
        return GONE
    return moved.location(entry.location)


def _lines(values: dict[str, str]) -> Iterator[str]:
    """nginx looks for strings without regard to case, and refuses two that differ by it alone:
    these become regular expressions."""
    spellings: dict[str, set[str]] = {}
    for found in values:
        spellings.setdefault(_lower(found), set()).add(found)
    for found, value in values.items():
        source = _quoted(found) if len(spellings[_lower(found)]) == 1 else _exactly(found)
        yield f'{source} "{value}";'


def _lower(key: str) -> str:
    return key.encode().lower().decode()  # of ASCII only, as nginx does


def _exactly(key: str) -> str:
    escaped = _SIGNS.sub(lambda sign: f"\\x{ord(sign[0]):02x}", key)
    return f'"~^{escaped}\\z"'


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
