"""From the content folder to an index of what the site shows.

scan -> load -> encode pictures -> settle (media that cannot be used, conflicts) -> index
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from contract import conflicts
from contract.conflicts import Claim
from contract.problems import Problem
from site_builder.config import BuildConfig
from site_builder.index import outputs
from site_builder.index.database import IndexWriter
from site_builder.media import cache
from site_builder.media.cache import Fault, Job, RenditionCache
from site_builder.progress import Advance, Reporter
from site_builder.source import batch, load, scan
from site_builder.source.last_good import LastGood
from site_builder.source.prepare import LINK, MediaUse, PreparedDocument

# Why an attachment may not be published, though its bytes are those that it was published with.
REFUSED = (
    "attachment.content", "attachment.damaged", "attachment.empty", "attachment.large",
    "attachment.locked", "attachment.macros", "file.ending", "media.type",
)  # fmt: skip

MediaRecords = dict[str, tuple[str, dict[str, Any]]]


@dataclass
class Gathered:
    """What the site is to show. The documents are in the file `index`."""

    index: Path
    documents: int = 0
    data: dict[str, Any] = field(default_factory=dict)
    media: MediaRecords = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    uses: set[tuple[str, str]] = field(default_factory=set)  # (digest, role) that pages will show
    awaited: set[str] = field(default_factory=set)  # digests of pictures
    awaited_uses: set[tuple[str, str]] = field(default_factory=set)  # and (digest, role) of these


def gather(config: BuildConfig, reporter: Reporter, *, text_first: bool = False) -> Gathered:
    """With `text_first` no rendition of a new picture is made: pages go without it until it is
    made, and their documents do not count as good before."""
    good = LastGood(config.state / "last-good.sqlite")
    try:
        return _Gathering(config, reporter, good, text_first).run()
    finally:
        good.close()


class _Gathering:
    def __init__(
        self, config: BuildConfig, reporter: Reporter, good: LastGood, text_first: bool
    ) -> None:
        self.config, self.reporter, self.good = config, reporter, good
        self.text_first = text_first
        self.result = Gathered(config.state / "index-next.sqlite")
        self.tally = load.Tally(self.result.problems, self.result.kept)
        self.writer = IndexWriter(self.result.index)
        self.claims: dict[str, Claim] = {}
        self.media_of: dict[str, tuple[MediaUse, ...]] = {}
        self.broken_media: dict[str, Problem] = {}
        self.withdrawn: set[str] = set()

    def run(self) -> Gathered:
        config, result = self.config, self.result
        found = scan.scan(config.content, config.site.locale_codes, self.good.digests())
        result.data = load.load_data(config.content, found.data, self.good, self.tally)
        self._read_tombstones()
        self._read_media(found.media, found.problems)
        self._stage(found.documents)
        self._drop_broken_media(self._faults(self.media_of.values()))
        for file, problem in conflicts.losers(self.claims.values()).items():
            self._drop(file, problem)
        self._index()
        self.good.accept()
        if batch.read(config.content)[1] == "complete":
            self.good.keep_only([*found.documents, *found.data])
        return result

    def _read_tombstones(self) -> None:
        tombstones = self.result.data.get("tombstones.json", {})
        self.withdrawn = {entry["digest"] for entry in tombstones.get("media", [])}
        RenditionCache(self.config.renditions).drop(self.withdrawn)
        self.good.drop(
            (entry["id"], entry["locale"])
            for entry in tombstones.get("documents", [])
            if entry["kind"] != "redirect"
        )

    def _read_media(self, files: list[str], scanned: list[Problem]) -> None:
        """Pictures and attachments by digest, without those that were withdrawn."""
        for found in [*scanned, *load.load_media(self.config.content, files, self.config.jobs)]:
            if not isinstance(found, Problem):
                kind, digest, record = found
                if digest not in self.withdrawn:
                    self.result.media[digest] = (kind, record)
            elif found.file.startswith("media/"):
                self.broken_media.setdefault(found.file.split("/")[1], found)
            else:
                self.result.problems.append(found)

    def _stage(self, files: list[str]) -> None:
        config = self.config
        with self.reporter.steps("Reading", len(files)) as advance:
            documents = load.load_documents(
                config.content, files, config.site, self.good, self.tally, jobs=config.jobs
            )
            self.writer.add_documents(self._noted(document, advance) for document in documents)

    def _noted(
        self, document: PreparedDocument, advance: Advance = lambda: None
    ) -> PreparedDocument:
        advance()
        self.claims[document.file] = Claim(
            document.id,
            document.locale,
            document.modified,
            document.moment,
            document.url,
            document.file,
        )
        if document.media:
            self.media_of[document.file] = document.media
        return document

    def _faults(self, used: Iterable[tuple[MediaUse, ...]]) -> dict[str, Fault]:
        """Makes missing renditions and checks attachments; why some of them cannot be used."""
        config = self.config
        uses = {use for media in used for use in media}
        pictures, attachments = (
            {name: record for name, (kind, record) in self.result.media.items() if kind == wanted}
            for wanted in ("image", "attachment")
        )
        shown = {(use.digest, use.role) for use in uses if use.kind == "image"}
        linked = {use.digest for use in uses if use.kind == "attachment"}
        renditions = RenditionCache(config.renditions)
        jobs = cache.missing(renditions, config.content, shown, pictures)
        if self.text_first:
            jobs = self._await(jobs)
        jobs += cache.attachments(config.content, linked, attachments)
        faults: list[Fault] = []
        with self.reporter.steps("Pictures", len(jobs)) as advance:
            for fault in cache.make(renditions, jobs, processes=config.jobs):
                advance()
                faults += [fault] if fault else []
        self.result.awaited -= {fault.digest for fault in faults}
        return {fault.digest: fault for fault in faults}

    def _await(self, jobs: list[Job]) -> list[Job]:
        """Pictures that the public sees already cannot wait. New ones are only looked at, so that
        no text appears with a picture that is then refused."""
        shown = outputs.pictures_shown(self.config.outputs) if jobs else set()
        self.result.awaited |= {job.digest for job in jobs} - shown
        return [job if job.digest in shown else replace(job, wanted=()) for job in jobs]

    def _drop_broken_media(self, faults: dict[str, Fault]) -> None:
        """Documents that use missing or unusable media fall back on their last good version."""
        told = set[str]()
        for file in sorted(self.media_of):
            if self._awaits(file):
                self.good.reject(file)
            problems = self._media_problems(file, self.media_of[file], faults)
            if not problems:
                continue
            told |= problems.keys()
            for problem in problems.values():
                self._drop(file, problem)
            if kept := self._last_good(file, faults):
                self.writer.add_documents([self._noted(kept)])
                self.result.kept.append(file)
        self.result.problems += [p for name, p in self.broken_media.items() if name not in told]

    def _last_good(self, file: str, faults: dict[str, Fault]) -> PreparedDocument | None:
        """Without attachments that may not be published any more: what was public of the document
        besides stays so."""
        self.good.reject(file)
        document = load.last_good_document(file, self.config.site, self.good)
        if document is None:
            return None
        faults = faults | self._faults([document.media])
        problems = self._media_problems(file, document.media, faults)
        refused = {digest for digest in problems if self._is_refused(digest, faults)}
        if problems.keys() - refused:
            return None
        for digest in refused:
            self.result.media.pop(digest, None)
        return document

    def _is_refused(self, digest: str, faults: dict[str, Fault]) -> bool:
        fault, broken = faults.get(digest), self.broken_media.get(digest)
        code = fault.code if fault else broken.code if broken else ""
        return code in REFUSED

    def _media_problems(
        self, file: str, media: tuple[MediaUse, ...], faults: dict[str, Fault]
    ) -> dict[str, Problem]:
        """By digest: one problem for each picture or attachment that the document cannot show."""
        found: dict[str, Problem] = {}
        for use in media:
            params: dict[str, Any] = {"kind": use.kind, "digest": use.digest}
            if use.digest in faults:
                fault = faults[use.digest]
                code, params = fault.code, params | fault.params
            elif self.result.media.get(use.digest, ("", {}))[0] == use.kind or use.role == LINK:
                continue
            elif use.digest in self.withdrawn:
                code = "media.withdrawn"
            elif cause := self.broken_media.get(use.digest):
                code = "media.unusable"
                params |= {"cause": cause.file, "reason": cause.reason()}
            else:
                code = "media.missing"
            found.setdefault(use.digest, Problem(code, file, use.line, params))
        return found

    def _add_awaited(self) -> None:
        result = self.result
        waiting = [file for file in self.claims if self._awaits(file)]
        uses = (use for file in waiting for use in self.media_of[file])
        result.awaited_uses = {(u.digest, u.role) for u in uses if u.digest in result.awaited}
        keys = [(self.claims[file].id, self.claims[file].locale) for file in waiting]
        self.writer.add_awaited(sorted(result.awaited), keys)

    def _awaits(self, file: str) -> bool:
        awaited = self.result.awaited
        return bool(awaited) and any(use.digest in awaited for use in self.media_of.get(file, ()))

    def _drop(self, file: str, problem: Problem) -> None:
        self.result.problems.append(problem)
        if self.claims.pop(file, None):
            self.writer.remove(file)

    def _index(self) -> None:
        for file, value in self.result.data.items():
            if file.startswith("taxonomy/"):
                self.writer.add_terms(file.removeprefix("taxonomy/").removesuffix(".json"), value)
        uses = [use for file in self.claims for use in self.media_of.get(file, ())]
        named = {use.digest for use in uses} & self.result.media.keys()
        self.writer.add_media((self.result.media[d][0], d, self.result.media[d][1]) for d in named)
        shown = named - self.result.awaited
        self.result.uses = {(use.digest, use.role) for use in uses if use.digest in shown}
        self._add_awaited()
        self.result.problems += self.writer.finish()
        self.result.documents = len(self.claims)
