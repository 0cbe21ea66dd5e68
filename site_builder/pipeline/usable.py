"""Which pictures and attachments documents can show: makes the renditions that are missing, checks
attachments, and says what is wrong with the others."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from contract.problems import Problem
from site_builder.config import BuildConfig
from site_builder.index.content.media import MediaRecords
from site_builder.index.content.notes import Notes
from site_builder.index.content.takedowns import Takedowns
from site_builder.index.content.uses import MediaUses
from site_builder.index.database import Index
from site_builder.index.outputs.answers import Answers
from site_builder.media import cache, recipes
from site_builder.media.cache import Fault, Job, RenditionCache
from site_builder.progress import Reporter
from site_builder.source.folder import Folder
from site_builder.source.prepare import LINK, MediaUse

# Why an attachment may not be published, though its bytes are those that it was published with.
REFUSED = (
    "attachment.content", "attachment.damaged", "attachment.empty", "attachment.large",
    "attachment.locked", "attachment.macros", "file.ending", "media.type",
)  # fmt: skip

Uses = set[tuple[str, str]]  # (digest, role)
IsPublic = Callable[[str], bool]  # of the digest of a picture: whether the public sees it


class UsableMedia:
    """Of the documents that are looked at. `awaited` are pictures that are left to a next build;
    without `is_public` there are none."""

    def __init__(
        self, config: BuildConfig, index: Index, reporter: Reporter, is_public: IsPublic | None
    ) -> None:
        self.config, self.index, self.reporter = config, index, reporter
        self.is_public = is_public
        self.content, self.records = Folder.of(config), MediaRecords(index)
        self.renditions = RenditionCache(config.renditions)
        self.awaited = set[str]()
        self._kinds = dict[str, str | None]()  # as far as asked for

    def wanted(self, changed: Iterable[str]) -> Uses:
        """The media that the documents will show, and of the `changed` ones all that is shown
        anywhere."""
        looked = MediaUses(self.index).of_looked()
        uses = {(use.digest, use.role) for _, media in looked for use in media}
        answers = Answers(self.index)
        for digest in changed if not self.index.fresh else ():
            uses |= answers.shown(digest, recipes.ROLES)
        return uses

    def shown(self, wanted: Uses) -> Uses:
        """Those of them that this build can show."""
        return {(d, r) for d, r in wanted if d not in self.awaited and self._kind(d)}

    def faults(self, uses: Uses) -> dict[str, Fault]:
        """Makes missing renditions and checks attachments; why some of them cannot be used."""
        records = {digest: found for digest, _ in uses if (found := self.records.of(digest))}
        pictures = {d: record for d, (kind, record) in records.items() if kind == "image"}
        attachments = {d: record for d, (kind, record) in records.items() if kind == "attachment"}
        shown = {(digest, role) for digest, role in uses if role in recipes.ROLES}
        linked = {digest for digest, role in uses if role not in recipes.ROLES}
        jobs = self._put_off(cache.missing(self.renditions, self.content, shown, pictures))
        jobs += cache.attachments(self.content, linked, attachments)
        faults: list[Fault] = []
        with self.reporter.steps("Pictures", len(jobs)) as advance:
            for fault in cache.make(self.renditions, jobs, processes=self.config.jobs):
                advance()
                faults += [fault] if fault else []
        self.awaited -= {fault.digest for fault in faults}
        return {fault.digest: fault for fault in faults}

    def _put_off(self, jobs: list[Job]) -> list[Job]:
        """Pictures that the public sees already cannot wait. Others that may are only looked at, so
        that no text appears with a picture that is then refused; in a trial all are."""
        if self.config.trial:
            return [replace(job, wanted=()) for job in jobs]
        if self.is_public is None:
            return jobs
        new = {job.digest for job in jobs if not self.is_public(job.digest)}
        self.awaited |= new
        return [replace(job, wanted=()) if job.digest in new else job for job in jobs]

    def awaits(self, media: Iterable[MediaUse]) -> bool:
        return bool(self.awaited) and any(use.digest in self.awaited for use in media)

    def problems(
        self, file: str, media: Iterable[MediaUse], faults: dict[str, Fault]
    ) -> dict[str, Problem]:
        """By digest: one problem for each picture or attachment that the document cannot show."""
        found: dict[str, Problem] = {}
        for use in media:
            if use.digest in faults or (use.role != LINK and self._kind(use.digest) != use.kind):
                problem = self._problem(file, use, faults.get(use.digest))
                found.setdefault(use.digest, problem)
        return found

    def _problem(self, file: str, use: MediaUse, fault: Fault | None) -> Problem:
        params: dict[str, Any] = {"kind": use.kind, "digest": use.digest}
        if fault:
            return Problem(fault.code, file, use.line, params | fault.params)
        if Takedowns(self.index).is_withdrawn(use.digest):
            return Problem("media.withdrawn", file, use.line, params)
        if cause := Notes(self.index).broken_media(use.digest):
            params |= {"cause": cause.file, "reason": cause.reason(), "of": cause.code}
            return Problem("media.unusable", file, use.line, params)
        return Problem("media.missing", file, use.line, params)

    def refuse(self, digests: Iterable[str]) -> None:
        """Takes attachments out that may not be published any more."""
        for digest in digests:
            self.records.refuse(digest)
            self._kinds[digest] = None

    def _kind(self, digest: str) -> str | None:
        if digest not in self._kinds:
            self._kinds[digest] = self.records.kind_of(digest)
        return self._kinds[digest]


def is_refused(problem: Problem) -> bool:
    return problem.params.get("of", problem.code) in REFUSED
