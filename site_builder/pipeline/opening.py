"""The index that a build works on: the one of the build before, or a fresh one when that says
nothing about this build."""

import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from site_builder.config import BuildConfig
from site_builder.errors import ContentError
from site_builder.index import builds, database
from site_builder.index.database import Index, UnusableIndex
from site_builder.pipeline.fingerprint import Fingerprint
from site_builder.progress import Reporter
from site_builder.source.last_good import LastGood

CONTENT, ENGINE, LAST_GOOD = "content fingerprint", "engine fingerprint", "last good versions"


@contextmanager
def opened(
    config: BuildConfig, prints: Fingerprint, reporter: Reporter, *, clean: bool
) -> Iterator[Index]:
    index = None if clean else _before(config, prints, reporter)
    if index is None:
        index = Index(config.index, fresh=True)
        index.set_meta(CONTENT, prints.content)
        index.set_meta(ENGINE, prints.engine)
        index.set_meta(LAST_GOOD, _store(config))
        index.set_meta(builds.NAME, secrets.token_hex(8))
    with closing(index):
        yield index


@contextmanager
def reading(config: BuildConfig) -> Iterator[sqlite3.Connection]:
    """The index of the last build, for who only looks at it. Raises ContentError."""
    try:
        with database.failing_when_damaged(), closing(database.readable(config.index)) as index:
            index.execute("PRAGMA schema_version")  # opening alone reads nothing
            yield index
    except UnusableIndex as reason:
        raise ContentError(
            f"{config.index} cannot be read: {reason}. The next build makes it anew."
        ) from reason


def _before(config: BuildConfig, prints: Fingerprint, reporter: Reporter) -> Index | None:
    if not config.index.exists():
        return None
    try:
        index = Index(config.index, fresh=False)
    except UnusableIndex as reason:
        reporter.line(f"{config.index} is made anew: {reason}.")
        return None
    with database.failing_when_damaged():
        known = index.meta(CONTENT), index.meta(LAST_GOOD)
    if known != (prints.content, _store(config)):
        index.close()
        return None
    database.discard_unfinished(config.index)
    shutil.rmtree(config.state / "verify", ignore_errors=True)
    return index


def _store(config: BuildConfig) -> str:
    with closing(LastGood(config.last_good)) as good:
        return good.name
