"""Where old addresses lead, for a server that has no map of them."""

import sqlite3

from contract import old_addresses
from contract.old_addresses import NoSuchAddress
from site_builder.config import BuildConfig
from site_builder.deploy.edge import moved
from site_builder.errors import BuildError
from site_builder.index.store import Store
from site_builder.pipeline import opening


def location(config: BuildConfig, asked: str) -> str | None:
    """The Location for an address as it is asked for: with its query first, then without, as nginx
    looks. None where none leads on, and until there is an index to say so."""
    try:
        address = old_addresses.plain(asked)
        with opening.reading(config) as index:
            store = Store(index)
            target = store.moved(address) or store.moved(address.partition("?")[0])
        return moved.location(target) if target else None
    except (NoSuchAddress, BuildError, sqlite3.Error):
        return None
