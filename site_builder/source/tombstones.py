"""Tombstones of a damaged tombstones.json: a takedown goes through whatever stands beside it."""

import json
from typing import Any

from contract import records
from contract.problems import ContractError

FILE = "tombstones.json"
KINDS = ("documents", "media")


def salvage(raw: bytes, before: dict[str, Any] | None) -> dict[str, Any]:
    """The entries that are good, and those of the last good file: of a removal nothing is lost by
    a mistake elsewhere. What cannot be read at all gives `before`."""
    before = before or {}
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return before
    return {
        kind: [*before.get(kind, []), *(e for e in _listed(value, kind) if _good(kind, e))]
        for kind in KINDS
    }


def _listed(value: Any, kind: str) -> list[Any]:
    entries = value.get(kind) if isinstance(value, dict) else None
    return entries if isinstance(entries, list) else []


def _good(kind: str, entry: Any) -> bool:
    try:
        records.load(records.dump({kind: [entry]}).encode(), FILE)
    except ContractError:
        return False
    return True
