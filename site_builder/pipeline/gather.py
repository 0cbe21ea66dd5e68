"""From the content folder to the index of what the site shows: what has changed, and all that
stands on it.

scan -> data files -> media -> documents -> media that cannot be used -> conflicts
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any

from contract import conflicts
from contract.problems import Problem
from site_builder.config import BuildConfig
from site_builder.index import content as stages
from site_builder.index import touched, traces
from site_builder.index.content import ContentWriter, Row
from site_builder.index.database import Index
from site_builder.index.outputs import Outputs
from site_builder.index.sources import Sources
from site_builder.index.store import Store
from site_builder.media import recipes
from site_builder.media.cache import Fault, RenditionCache
from site_builder.pipeline.usable import IsPublic, UsableMedia, Uses, is_refused
from site_builder.progress import Reporter
from site_builder.source import load, scan
from site_builder.source.folder import Folder
from site_builder.source.last_good import LastGood
from site_builder.source.load import Loaded
from site_builder.source.prepare import PreparedDocument
from site_builder.source.scan import Scan, Stat

REDIRECTS, TOMBSTONES = "redirects.json", "tombstones.json"
# With more changes than that, looking at everything costs less than at what each may touch.
MANY = 2000


@dataclass
class Gathered:
    """What has changed. `touched` are the questions that may have another answer now, None for
    all; `rows` what the changed documents were and are."""

    touched: set[str] | None = field(default_factory=set)
    rows: list[tuple[Row | None, Row | None]] = field(default_factory=list)
    addresses: dict[str, Any] | None = None  # redirects and tombstones, when they have changed
    media: set[str] = field(default_factory=set)  # digests of which something has changed
    uses: Uses = field(default_factory=set)  # (digest, role) that changed pages will show
    awaited_uses: Uses = field(default_factory=set)
    scanned_files: int = 0
    scan_seconds: float = 0.0


def gather(
    config: BuildConfig,
    index: Index,
    reporter: Reporter,
    *,
    complete: bool,
    hints: set[str] | None = None,
    is_public: IsPublic | None = None,
    is_whole: Callable[[], bool] | None = None,
) -> Gathered:
    """Within a transaction of the index. `hints` are the only files that may have changed. With
    `is_public` no rendition is made of a picture that is not: pages go without it until it is made,
    and their documents do not count as good before. While an export is not `complete`, what is
    missing may come. Raises Moved when what was read is not `is_whole`: the store of last good
    versions is then as it was."""
    with closing(LastGood(config.last_good, trial=config.trial)) as good:
        gathering = _Gathering(config, index, reporter, good, complete, is_public, is_whole)
        return gathering.run(hints)


class Moved(Exception):
    """The content folder has changed while it was read."""


def addresses(config: BuildConfig) -> dict[str, Any]:
    """Redirects and tombstones as they stand."""
    content = Folder.of(config)
    there = [name for name in (REDIRECTS, TOMBSTONES) if content.at(name).exists()]
    with closing(LastGood(config.last_good, trial=config.trial)) as good:
        found = load.load_data(content, there, good)
        return {loaded.file: loaded.value for loaded in found if loaded.value is not None}


class _Gathering:
    def __init__(
        self,
        config: BuildConfig,
        index: Index,
        reporter: Reporter,
        good: LastGood,
        complete: bool,
        is_public: IsPublic | None,
        is_whole: Callable[[], bool] | None,
    ) -> None:
        self.config, self.index, self.reporter, self.good = config, index, reporter, good
        self.complete, self.is_whole = complete, is_whole
        self.content, self.locales = Folder.of(config), config.site.locale_codes
        self.writer, self.sources = ContentWriter(index), Sources(index)
        self.media = UsableMedia(config, index, reporter, is_public)
        self.result = Gathered()
        self.touched = set[str]()
        self.changed = set[str]()  # media of which anything is not as it was
        self.used = set[str]()  # those of them that documents may use already

    def run(self, hints: set[str] | None) -> Gathered:
        found, gone = self._scan(hints)
        by_kind: dict[scan.Kind | None, set[str]] = defaultdict(set)
        for file in (*found.files, *gone):
            by_kind[scan.kind_of(file, self.locales)].add(file)
        self._data(by_kind["data"], found)
        self._records(by_kind["media"], found)
        self._documents(by_kind["document"], found, gone)
        if self.is_whole is not None and not self.is_whole():
            raise Moved
        self._forget(gone, found)
        if self.good.accept():
            self.good.drop(self.writer.taken_down())
        if self.complete and hints is None and self.index.fresh:
            self.good.keep_only(found.files)
        self.result.media = self.changed
        return self.result

    # Which files

    def _scan(self, hints: set[str] | None) -> tuple[Scan, set[str]]:
        """The files that are not as they were, and those that are gone."""
        started = time.perf_counter()
        found = None
        whole = self.config.overlay is None and self.writer.is_hiding()
        if hints is not None and not whole:
            hints = scan.named(self.content, hints, self.sources.below)
            found = scan.scan_some(self.content, self.locales, hints)
            gone = hints - found.files.keys() if found else set()
            if gone and self.writer.files() < 2 * len(gone):
                found = None  # so much is gone: is the disk missing?
        if found is not None and hints is not None:
            known = {} if self.config.overlay else self.sources.stats(hints)
            self.result.scanned_files = len(hints)
        else:
            found = scan.scan(self.config.content, self.locales, self.good.digests)
            known = self.sources.stats()
            self.result.scanned_files = len(found.files)
            self.writer.clear(stages.SCAN)
            self.writer.note(stages.SCAN, found.problems)
        gone = known.keys() - found.files.keys()
        unknown = scan.UNKNOWN
        changed = {
            file: stat
            for file, stat in found.files.items()
            if known.get(file) != stat or stat == unknown
        }
        self.result.scan_seconds = time.perf_counter() - started
        return replace(found, files=changed), gone

    def _forget(self, gone: set[str], found: Scan) -> None:
        """While an export writes, what is missing may be on its way: it is asked for again."""
        if self.complete:
            self.good.forget(gone)
            self.sources.drop(gone)
        else:
            self.sources.note(dict.fromkeys(gone, scan.UNKNOWN), {})

    # Taxonomy, redirects, tombstones

    def _data(self, files: set[str], found: Scan) -> None:
        files |= {f for f in self.writer.faulty() if scan.kind_of(f, self.locales) == "data"}
        if not files:
            return
        if files & {REDIRECTS, TOMBSTONES}:
            files |= {REDIRECTS, TOMBSTONES}
        self.writer.clear(stages.LOAD, files)
        self.writer.look_at(files)
        self.writer.forget()
        there = sorted(file for file in files if self.content.at(file).exists())
        values = dict[str, Any]()
        for loaded in load.load_data(self.content, there, self.good):
            self._noted(loaded, found)
            if loaded.value is not None:
                values[loaded.file] = loaded.value
        for file in files:
            if file.startswith("taxonomy/"):
                terms = self.writer.set_terms(file, values.get(file, {}))
                self.touched |= touched.by_terms(terms)
        if REDIRECTS in files:
            self._take_down(values.get(TOMBSTONES, {}))
            self.result.addresses = values

    def _take_down(self, tombstones: dict[str, Any]) -> None:
        withdrawn = {entry["digest"] for entry in tombstones.get("media", [])}
        self.changed |= self.writer.set_withdrawn(withdrawn)
        if not self.config.trial:
            RenditionCache(self.config.renditions).drop(withdrawn)
        self.writer.set_taken_down(
            (entry["id"], entry["locale"])
            for entry in tombstones.get("documents", [])
            if entry["kind"] != "redirect"
        )
        self.good.drop(self.writer.taken_down())

    def _noted(self, loaded: Loaded, found: Scan) -> None:
        """What became of a file: its problems, and what it was when it was read."""
        self.writer.note(stages.LOAD, loaded.problems)
        if loaded.kept:
            self.writer.keep(loaded.file)
        if stat := found.files.get(loaded.file):
            self.sources.note({loaded.file: stat}, {loaded.file: loaded.digest})

    # Pictures and attachments

    def _records(self, files: set[str], found: Scan) -> None:
        digests = {file.split("/")[1] for file in files} | self.changed | self.writer.take_refused()
        if not digests:
            return
        self.changed |= digests
        names = [f"media/{d}/{name}" for d in sorted(digests) for name in scan.RECORDS]
        there = [name for name in names if self.content.at(name).exists()]
        records = dict[str, tuple[str, dict[str, Any]]]()
        self.writer.clear(stages.MEDIA, [f"media/{digest}" for digest in digests])
        for loaded in load.load_media(self.content, there, self.config.jobs):
            if isinstance(loaded, Problem):
                self.writer.note(stages.MEDIA, [loaded])
            else:
                records[loaded[1]] = (loaded[0], loaded[2])
        withdrawn = self.writer.withdrawn()
        for digest in digests:
            record = None if digest in withdrawn else records.get(digest)
            is_asked = traces.is_asked(self.index.database, digest, recipes.ROLES)
            if self.writer.set_media(digest, record) or is_asked:
                self.used.add(digest)
        self.touched |= touched.by_media(digests, recipes.ROLES)
        self.sources.note({file: found.files[file] for file in files if file in found.files}, {})

    # Documents

    def _documents(self, files: set[str], found: Scan, gone: set[str]) -> None:
        """Looks at the documents that have changed, at those that were left out before, and at
        those that wait for a picture or use one that has changed."""
        writer, fresh = self.writer, self.index.fresh
        faulty = {f for f in writer.faulty() if scan.kind_of(f, self.locales) == "document"}
        again = faulty | writer.awaiting() | writer.files_using(self.used)
        looked = self._unlike_before(files | again, again, found) if not fresh else files
        writer.look_at(looked)
        before = {} if fresh else writer.rows()
        writer.forget()
        self._stage(sorted(looked - gone), found)
        self.index.make_indexes()
        self._drop_broken_media()
        self._drop_losers(before)
        self._note_terms()
        self._note_awaited()
        self._compare(before)

    def _unlike_before(self, files: set[str], again: set[str], found: Scan) -> set[str]:
        """Without the files of which only the times are others."""
        digests = self.sources.digests(files - again)
        return {
            file
            for file in files
            if file not in digests or not self._is_same(file, digests[file], found.files.get(file))
        }

    def _is_same(self, file: str, digest: str, stat: Stat | None) -> bool:
        if not digest or stat is None or stat == scan.UNKNOWN:
            return False
        if load.digest_of(self.content, file) != digest:
            return False
        self.sources.note({file: stat}, {file: digest})
        return True

    def _stage(self, files: list[str], found: Scan) -> None:
        config = self.config
        with self.reporter.steps("Reading", len(files)) as advance:

            def documents() -> Iterator[PreparedDocument]:
                for loaded in load.load_documents(
                    self.content, files, config.site, self.good, jobs=config.jobs
                ):
                    advance()
                    self._noted(loaded, found)
                    if loaded.value is not None:
                        yield loaded.value

            self.writer.add(documents())

    def _drop_broken_media(self) -> None:
        """Documents that use missing or unusable media fall back on their last good version."""
        media = self.media
        faults = media.faults(media.wanted(self.changed))
        troubled = dict[str, dict[str, Problem]]()
        for file, uses in self.writer.uses():
            if media.awaits(uses):
                self.good.reject(file)
            if problems := media.problems(file, uses, faults):
                troubled[file] = problems
        for file, problems in troubled.items():
            self.writer.remove(file)
            self.writer.note(stages.USE, problems.values())
            if kept := self._last_good(file, faults):
                self.writer.add([kept])
                self.writer.keep(file)

    def _last_good(self, file: str, faults: dict[str, Fault]) -> PreparedDocument | None:
        """Without attachments that may not be published any more: what was public of the document
        besides stays so."""
        self.good.reject(file)
        document = load.last_good_document(file, self.config.site, self.good)
        if document is None:
            return None
        faults = faults | self.media.faults({(use.digest, use.role) for use in document.media})
        problems = self.media.problems(file, document.media, faults)
        refused = {digest for digest, problem in problems.items() if is_refused(problem)}
        if problems.keys() - refused:
            return None
        self.media.refuse(refused)
        self.touched |= touched.by_media(refused, recipes.ROLES)
        return document

    # Conflicts, and what remains to be said

    def _drop_losers(self, before: dict[str, Row]) -> None:
        for file, problem in conflicts.losers(self.writer.claims()).items():
            if not self.writer.looks_at(file):
                before[file] = self.writer.row_of(file)
            self.writer.remove(file)
            self.writer.note(stages.CONFLICT, [problem])

    def _note_terms(self) -> None:
        everywhere = any(key.startswith("term:") for key in self.touched)
        if everywhere:
            self.writer.clear(stages.TERMS)
        self.writer.note(
            stages.TERMS, self.writer.undefined_terms(everywhere=everywhere or self.index.fresh)
        )

    def _note_awaited(self) -> None:
        result, media = self.result, self.media
        waiting = {f: uses for f, uses in self.writer.uses() if media.awaits(uses)}
        result.awaited_uses = {
            (use.digest, use.role)
            for uses in waiting.values()
            for use in uses
            if use.digest in media.awaited
        }
        result.uses = media.shown(media.wanted(self.changed))
        moved = self.writer.set_awaited(media.awaited, waiting)
        self.touched |= touched.by_media(moved, recipes.ROLES)

    def _compare(self, before: dict[str, Row]) -> None:
        """What the changed documents were and are, and which questions that touches."""
        if self.index.fresh:
            self.result.touched = None
            return
        self.writer.look_at([*before, *self.writer.looked()])
        now = self.writer.rows()
        pairs = [(before.get(file), now.get(file)) for file in {**before, **now}]
        self.result.rows = [(old, new) for old, new in pairs if old != new]
        rows = [row for pair in self.result.rows for row in pair if row]
        if len(rows) > MANY:
            self.result.touched = None
            return
        store, limits = Store(self.index.database), Outputs(self.index).limits()
        self.result.touched = self.touched | touched.by_documents(store, rows, limits)
