"""Alerts: what a statement says (`load`), which ones a target knows (`check`, `merge`, `dump`,
`parse`), which are in force (`shown`), and what the public may read of them (`public_json`).

All functions are pure: whoever calls them gives the time. The format: docs/alerts.md.
"""

from contract.alerts.alert import Alert, Said
from contract.alerts.file import MAX_BYTES, load
from contract.alerts.force import current, next_change, shown
from contract.alerts.public import public_json
from contract.alerts.record import check, dump, merge, parse

__all__ = [
    "MAX_BYTES",
    "Alert",
    "Said",
    "check",
    "current",
    "dump",
    "load",
    "merge",
    "next_change",
    "parse",
    "public_json",
    "shown",
]
