"""Which files of the content folder are not as they were, and noting what became of them."""

import time

from site_builder.config import BuildConfig
from site_builder.index.content import notes as stages
from site_builder.index.content.documents import Documents
from site_builder.index.content.notes import Notes
from site_builder.index.database import Index
from site_builder.index.sources import Sources
from site_builder.source import load, scan
from site_builder.source.folder import Folder
from site_builder.source.last_good import LastGood
from site_builder.source.load import Loaded
from site_builder.source.scan import Kind, Stat

_Stats = dict[str, Stat]


class ChangedFiles:
    """`found` are the files that are not as they were, `gone` those that are no more; `scanned` is
    how many were looked at for that, in so many `seconds`."""

    def __init__(self, config: BuildConfig, index: Index, good: LastGood) -> None:
        self.config, self.good = config, good
        self.content, self.locales = Folder.of(config), config.site.locale_codes
        self.documents, self.notes, self.sources = Documents(index), Notes(index), Sources(index)
        self.found, self.gone = _Stats(), set[str]()
        self.scanned, self.seconds = 0, 0.0

    def find(self, hints: set[str] | None) -> None:
        """`hints` are the only files that may have changed."""
        started = time.perf_counter()
        hidden = self.config.overlay is None and self.notes.is_hiding()
        some = None if hints is None or hidden else self._some(hints)
        there, known = some or self._all()
        self.gone = known.keys() - there.keys()
        self.found = {
            file: stat
            for file, stat in there.items()
            if known.get(file) != stat or stat == scan.UNKNOWN
        }
        self.seconds = time.perf_counter() - started

    def _some(self, hints: set[str]) -> tuple[_Stats, _Stats] | None:
        """What is there and what was; None when that needs a look at the whole folder."""
        hints = scan.named(self.content, hints, self.sources.below)
        found = scan.scan_some(self.content, self.locales, hints)
        if found is None:
            return None
        gone = hints - found.files.keys()
        if gone and self.sources.count() < 2 * len(gone):  # so much: is the disk missing?
            return None
        self.scanned = len(hints)
        return found.files, {} if self.config.overlay else self.sources.stats(hints)

    def _all(self) -> tuple[_Stats, _Stats]:
        found = scan.scan(self.config.content, self.locales, self.good.digests)
        self.notes.clear(stages.SCAN)
        self.notes.note(stages.SCAN, found.problems)
        self.scanned = len(found.files)
        return found.files, self.sources.stats()

    def of_kind(self, kind: Kind) -> set[str]:
        """Of those that have changed or gone."""
        return {file for file in (*self.found, *self.gone) if self._is_of(kind, file)}

    def faulty(self, kind: Kind) -> set[str]:
        """Those that were left out before, or whose last good version stands in."""
        return {file for file in self.notes.faulty() if self._is_of(kind, file)}

    def _is_of(self, kind: Kind, file: str) -> bool:
        return scan.kind_of(file, self.locales) == kind

    def unlike_before(self, files: set[str]) -> set[str]:
        """Without those of which only the times are others."""
        digests = self.sources.digests(files)
        return {
            file for file in files if file not in digests or not self._is_same(file, digests[file])
        }

    def _is_same(self, file: str, digest: str) -> bool:
        stat = self.found.get(file)
        if not digest or stat is None or stat == scan.UNKNOWN:
            return False
        if load.digest_of(self.content, file) != digest:
            return False
        self.sources.note({file: stat}, {file: digest})
        return True

    def note(self, loaded: Loaded) -> None:
        """What became of a file: its problems, and what it was when it was read."""
        self.notes.note(stages.LOAD, loaded.problems)
        if loaded.kept:
            self.documents.keep(loaded.file)
        if stat := self.found.get(loaded.file):
            self.sources.note({loaded.file: stat}, {loaded.file: loaded.digest})

    def forget(self, *, complete: bool) -> None:
        """While an export writes, what is missing may be on its way: it is asked for again."""
        if complete:
            self.good.forget(self.gone)
            self.sources.drop(self.gone)
        else:
            self.sources.note(dict.fromkeys(self.gone, scan.UNKNOWN), {})
