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
# In place of a spelling, for an address that was matched exactly; no address looks like it.
EXACTLY = "="
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
    """nginx looks for strings without regard to case, and `/TH/` must not lead away from `/th/`: so
    a value says for which spelling it counts. nginx refuses two strings that differ by case alone,
    and reads a $ in a value as a name: these become regular expressions."""
    spellings: dict[str, int] = {}
    for found in values:
        spellings[_lower(found)] = spellings.get(_lower(found), 0) + 1
    for found, value in values.items():
        if spellings[_lower(found)] == 1 and "$" not in found:
            yield f"{_quoted(found)} {_quoted(f'{value} {found}')};"
        else:
            yield f'{_exactly(found)} "{value} {EXACTLY}";'


def _lower(key: str) -> str:
    return key.encode().lower().decode()  # of ASCII only, as nginx does


def _exactly(key: str) -> str:
    escaped = _SIGNS.sub(lambda sign: f"\\x{ord(sign[0]):02x}", key)
    return f'"~^{escaped}\\z"'


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
