"""Does the site equal a clean build of the same content, byte for byte? If not, what should have
been seen?"""

import filecmp
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from site_builder.config import BuildConfig
from site_builder.errors import ContentError
from site_builder.index import traces
from site_builder.pipeline import Builder, lock, opening
from site_builder.pipeline.output_folder import MARKER
from site_builder.progress import Reporter


@dataclass(frozen=True)
class Difference:
    """`what` is one of differs, missing, strange; `trace` says what should have been seen."""

    path: str
    what: str
    trace: str = ""

    def __str__(self) -> str:
        return f"{self.what} {self.path}" + (f": {self.trace}" if self.trace else "")


def verify(config: BuildConfig, reporter: Reporter) -> list[Difference]:
    """Builds once more from nothing, beside the site, and compares. No build runs meanwhile. Raises
    BuildError."""
    with lock.held(config.state, reporter):
        if not config.index.is_file():
            raise ContentError("There is nothing to verify yet: build the site first.")
        with opening.reading(config):  # it can be read: else a build were for nothing
            pass
        beside = config.state / "verify"
        shutil.rmtree(beside, ignore_errors=True)
        try:
            clean = replace(config, state=beside / "state", output=beside / "output")
            _copy_last_good(config, clean)
            Builder(clean, reporter).build(clean=True)
            return sorted(_differences(config, clean), key=lambda found: found.path)
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def _copy_last_good(config: BuildConfig, clean: BuildConfig) -> None:
    """Equality is that of sites with the same last good versions."""
    clean.state.mkdir(parents=True)
    with (
        closing(sqlite3.connect(config.last_good)) as source,
        closing(sqlite3.connect(clean.last_good)) as target,
    ):
        source.backup(target)


def _differences(config: BuildConfig, clean: BuildConfig) -> Iterator[Difference]:
    ours, theirs = _files(config.output), _files(clean.output)
    yield from (Difference(path, "strange") for path in ours - theirs)
    with opening.reading(config) as before, opening.reading(clean) as now:
        for path in theirs - ours:
            yield Difference(path, "missing", _trace(before, now, path))
        for path in ours & theirs:
            if not filecmp.cmp(config.output / path, clean.output / path, shallow=False):
                yield Difference(path, "differs", _reason(config.output, before, now, path))


def _files(folder: Path) -> set[str]:
    found = set[str]()
    for place, _folders, names in os.walk(folder):
        found |= {os.path.relpath(os.path.join(place, name), folder) for name in names}
    return found - {MARKER}


def _reason(output: Path, before: sqlite3.Connection, now: sqlite3.Connection, path: str) -> str:
    digest = hashlib.sha256((output / path).read_bytes()).hexdigest()
    if traces.digest_of(before, path) not in (None, digest):
        return "the file was changed after it was written: the next build mends it"
    return _trace(before, now, path)


def _trace(before: sqlite3.Connection, now: sqlite3.Connection, path: str) -> str:
    """Which of its questions has an answer that we did not see."""
    known, asked = traces.answers_of(before, path), traces.answers_of(now, path)
    if known is None:
        return "no plan wanted it"
    unseen = sorted(key for key, answer in (asked or {}).items() if known.get(key) != answer)
    if unseen:
        return f"{', '.join(unseen[:5])} had another answer"
    return "its questions have the answers that it was made of: it reads something unrecorded"
