"""One export: what changed goes into the content folder, in one batch.

The desired state is compared with what was exported; the difference is written. A page that
cannot be exported keeps its file and is reported; it stops no other.
"""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from cms.core.models import ContentPage
from cms.export import lease, ledger, records, selectors, serializers
from cms.export.folder import ComparedFolder, ContentFolder
from cms.export.ledger import Change, Ledger, UnchangedLedger
from cms.export.media import MediaWriter
from cms.export.models import ExportedDocument, ExportState, OutboxEntry
from cms.export.progress import Progress, silent
from cms.export.references import References
from cms.export.selectors import DesiredPage
from contract import dates
from contract.problems import ContractError

log = logging.getLogger(__name__)

OUTBOX_BATCH = 2_000


@dataclass
class Outcome:
    """What an export did."""

    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: dict[int, list[str]] = field(default_factory=dict)
    changed: bool = False
    version: int = 0


def export_outbox() -> Outcome | None:
    """Exports what the outbox names, the oldest entries first; None when it is empty."""
    entries = list(OutboxEntry.objects.order_by("pk")[:OUTBOX_BATCH])
    if not entries:
        return None
    everything = any(entry.everything for entry in entries)
    page_ids = {entry.page_id for entry in entries if entry.page_id}
    page_ids |= ledger.translations_of(page_ids)
    digests = {entry.digest for entry in entries if entry.digest}
    outcome = export_all(named=page_ids) if everything else export_pages(page_ids, digests=digests)
    OutboxEntry.objects.filter(pk__in=[entry.pk for entry in entries]).delete()
    return outcome


def export_pages(page_ids: Collection[int], *, digests: Collection[str] = ()) -> Outcome:
    """Exports the given pages as they now are, gone ones included, and the pictures of these
    digests as far as they go ahead of their pages."""
    return _Export(force=True).run(page_ids, digests)


def export_all(
    *, force: bool = False, named: Collection[int] = (), progress: Progress = silent
) -> Outcome:
    """Compares the whole desired state with the folder; the pages `named` are read again in any
    case, with `force` all are."""
    return _Export(force=force, named=named, progress=progress).run(None)


def differences() -> list[str]:
    """The files of the content folder that an export of everything would change, and the pages
    that it could not export. The records that follow from these are not listed."""
    export = _Export(force=True, ledger=UnchangedLedger(), folder_type=ComparedFolder)
    outcome = export.run(None)
    unable = (f"page {page_id}" for page_id in outcome.failed)
    return sorted({*export.folder.differences, *unable})


class _Export:
    def __init__(
        self,
        *,
        force: bool,
        named: Collection[int] = (),
        progress: Progress = silent,
        ledger: Ledger | None = None,
        folder_type: type[ContentFolder] = ContentFolder,
    ) -> None:
        self.force = force
        self.named = {*named}
        self.progress = progress
        self.ledger = ledger or Ledger()
        self.folder_type = folder_type
        self.outcome = Outcome()
        self.site = settings.SITE_CONFIG
        self.left: set[str] = set()  # files that a page stood in before
        self.unused: set[str] = set()  # media that a page used before

    def run(
        self, page_ids: Collection[int] | None, digests: Collection[str] | None = None
    ) -> Outcome:
        with lease.held() as renew:
            state, _ = ExportState.objects.get_or_create(pk=1)
            self.folder = self.folder_type(settings.CONTENT_DIR, last_version=state.content_version)
            everything = page_ids is None
            self.media = MediaWriter(self.folder, verify=self.force and everything)
            if everything:
                self.outcome.removed += self.folder.remove_obstacles()
            self._pictures_ahead(digests)
            self._documents(page_ids, renew)
            records.write(self.folder)
            self._clear(sweep=everything)
            self.outcome.changed = self.folder.end()
            self.outcome.version = self.folder.version
            if self.outcome.changed:
                ExportState.objects.filter(pk=1).update(content_version=self.folder.version)
        return self.outcome

    def _pictures_ahead(self, digests: Collection[str] | None) -> None:
        """Comparing everything finds those that are not there yet; changes of the others are noted
        one by one. A deleted upload that no page shows is not ahead of anything any more."""
        fresh = selectors.fresh_digests(digests)
        there = {digest for digest in fresh if self.folder.has_media(digest)}
        with self.folder.beside_the_batch():
            self.media.write_ahead(selectors.oldest_uploads(fresh - there))
        if digests is not None or self.media.verify:
            self.media.write_ahead(selectors.oldest_uploads(there))
        self.unused |= {*(digests or ())} - fresh

    def _documents(self, page_ids: Collection[int] | None, renew: Callable[[], None]) -> None:
        desired = selectors.desired_pages(page_ids)
        exported = ledger.exported(page_ids)
        for page_id, row in exported.items():
            if page_id not in desired:
                self._bury(row)
        self.ledger.forget_failures(page_ids, desired)
        stale = {
            page_id
            for page_id, page in desired.items()
            if self.force
            or page_id in self.named
            or page_id not in exported
            or exported[page_id].token != page.token
        }
        for number, pages in enumerate(selectors.in_chunks(stale)):
            renew()
            self.progress(number * selectors.CHUNK, len(stale))
            self._chunk(pages, desired, exported)
        self.unused |= ledger.media_of(self.outcome.failed)

    def _chunk(
        self,
        pages: list[ContentPage],
        desired: dict[int, DesiredPage],
        exported: dict[int, ExportedDocument],
    ) -> None:
        try:
            references = References(pages)
        except Exception as error:
            # One page never stops the others: find it by taking each alone.
            if len(pages) == 1:
                self._fail(pages[0], error)
            else:
                for page in pages:
                    self._chunk([page], desired, exported)
            return
        buried = ledger.buried_at(
            desired[page.pk].document_id for page in pages if page.pk not in exported
        )
        changes: list[Change] = []
        for page in pages:
            wanted, before = desired[page.pk], exported.get(page.pk)
            last = before.modified if before else buried.get((wanted.document_id, wanted.locale))
            try:
                row = self._page(page, references, wanted, before, last)
            except Exception as error:  # one page never stops the others
                self._fail(page, error)
            else:
                changes.append((row, before))
        self.ledger.save(changes)
        for row, before in changes:
            if before is not None:
                self.left.add(before.file)
                self.unused |= {*before.media} - {*row.media}

    def _page(
        self,
        page: ContentPage,
        references: References,
        wanted: DesiredPage,
        before: ExportedDocument | None,
        last: datetime | None,
    ) -> ExportedDocument:
        """Writes the page's file and gives its row, not yet saved."""
        document = serializers.document(page, references, wanted.source)
        digest = serializers.content_digest(document)
        same = before is not None and before.content_digest == digest
        modified = before.modified if before and same else _later_than(last)
        document.front["modified"] = dates.format_microseconds(modified, self.site.zone)
        file, text = serializers.checked_text(document)
        used = self.media.write(document, references)
        if self.folder.write(file, text):
            self.outcome.written.append(file)
        return ExportedDocument(
            page_id=page.pk,
            document_id=wanted.document_id,
            locale=wanted.locale,
            file=file,
            url=document.url,
            token=wanted.token,
            content_digest=digest,
            modified=modified,
            media=used,
        )

    def _bury(self, row: ExportedDocument) -> None:
        self.folder.remove(row.file)
        self.outcome.removed.append(row.file)
        self.unused.update(row.media)
        self.ledger.bury(row)

    def _fail(self, page: ContentPage, error: Exception) -> None:
        if isinstance(error, ContractError):
            problems = [problem.as_json() for problem in error.problems]
            said = [str(problem) for problem in error.problems]
        else:
            problems = [{"code": "export.failed", "detail": f"{type(error).__name__}: {error}"}]
            said = [f"{type(error).__name__}: {error}"]
        log.error("Page %s (%s) was not exported: %s", page.pk, page, "; ".join(said))
        self.outcome.failed[page.pk] = said
        self.ledger.fail(page.pk, problems)

    def _clear(self, *, sweep: bool) -> None:
        """Removes what nothing needs any more: after all writing, because another page may have
        taken the file. A sweep also finds what a crash has left, and what nobody knows."""
        left, unused = self.left, self.unused
        if sweep:
            self.folder.remove_drafts()
            left, unused = self.folder.texts(), self.folder.media()
        known = set(ExportedDocument.objects.values_list("file", flat=True)) if left else set()
        for file in sorted(left - known):
            if self.folder.remove(file):
                self.outcome.removed.append(file)
        for digest in sorted(unused - _media_to_keep()) if unused else ():
            self.folder.remove_media(digest)


def _media_to_keep() -> set[str]:
    """Used by a file of the folder, or ahead of one, and still in the library: a page that cannot
    be exported keeps its file, but nothing in public that the office took away."""
    used = ledger.media_in_use() & selectors.public_digests()
    return used | selectors.fresh_digests()


def _later_than(last: datetime | None) -> datetime:
    """Now, and later than any time before, whatever the clock says."""
    now = timezone.now()
    return now if last is None else max(now, last + timedelta(microseconds=1))
