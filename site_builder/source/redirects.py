"""Redirects of a damaged redirects.json: one wrong entry takes no other address away."""

import json
from typing import Any

from contract import old_addresses, records
from contract.problems import ContractError

FILE = "redirects.json"


def salvage(raw: bytes, before: list[dict[str, str]] | None) -> list[dict[str, str]]:
    """The entries that are good, and of the last good file those from other addresses. What cannot
    be read at all gives `before`."""
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return before or []
    good = [entry for entry in value if _good(entry)] if isinstance(value, list) else []
    sources = {_source(entry) for entry in good}
    return [*good, *(entry for entry in before or [] if _source(entry) not in sources)]


def _source(entry: dict[str, str]) -> str:
    return old_addresses.spelling(entry["from"]) or entry["from"]


def _good(entry: Any) -> bool:
    try:
        records.load(records.dump([entry]).encode(), FILE)
    except (ContractError, ValueError):
        return False
    return True
