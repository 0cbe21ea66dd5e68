"""What the exporter remembers of the folder: rows, tombstones, redirects, failures.

Every call is one transaction, so that a crash leaves either all of it or nothing.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page

from cms.export.models import ExportedDocument, ExportFailure, PathRedirect, Tombstone

# What stands in the folder now, and what stood there of the same page before.
Change = tuple[ExportedDocument, ExportedDocument | None]


class Ledger:
    @transaction.atomic
    def save(self, changes: list[Change]) -> None:
        fresh = [row for row, _before in changes]
        for row, before in changes:
            if before is not None:
                _leave(before, row)
        _make_room(fresh)
        ExportedDocument.objects.bulk_create(fresh)
        _revive(fresh)
        ExportFailure.objects.filter(page_id__in=[row.page_id for row in fresh]).delete()

    @transaction.atomic
    def bury(self, row: ExportedDocument) -> None:
        _tombstone(row, kind="gone")
        ExportedDocument.objects.filter(page_id=row.page_id).delete()

    def fail(self, page_id: int, problems: list[dict[str, Any]]) -> None:
        ExportFailure.objects.update_or_create(page_id=page_id, defaults={"problems": problems})

    def forget_failures(self, page_ids: Collection[int] | None, desired: Collection[int]) -> None:
        """Of pages that are not to be exported any more."""
        failed = ExportFailure.objects.values_list("page_id", flat=True)
        gone = [
            page_id for page_id in failed
            if page_id not in desired and (page_ids is None or page_id in page_ids)
        ]  # fmt: skip
        if gone:
            ExportFailure.objects.filter(page_id__in=gone).delete()


class UnchangedLedger(Ledger):
    """For comparing: remembers nothing."""

    def save(self, changes: list[Change]) -> None:
        pass

    def bury(self, row: ExportedDocument) -> None:
        pass

    def fail(self, page_id: int, problems: list[dict[str, Any]]) -> None:
        pass

    def forget_failures(self, page_ids: Collection[int] | None, desired: Collection[int]) -> None:
        pass


def exported(page_ids: Collection[int] | None) -> dict[int, ExportedDocument]:
    """What stands in the folder, of all or of the given pages, by page id."""
    rows = ExportedDocument.objects.all()
    if page_ids is not None:
        rows = rows.filter(page_id__in=page_ids)
    return {row.page_id: row for row in rows}


def translations_of(page_ids: Collection[int]) -> set[int]:
    """The pages that tell how they stand to one of these, whatever became of it."""
    keys = Page.objects.filter(pk__in=page_ids).values_list("translation_key", flat=True)
    were = ExportedDocument.objects.filter(page_id__in=page_ids)
    keys = {*keys, *were.values_list("document_id", flat=True)}
    return set(Page.objects.filter(translation_key__in=keys).values_list("pk", flat=True))


def buried_at(document_ids: Iterable[Any]) -> dict[tuple[Any, str], datetime]:
    """The last `modified` of documents that were taken away, by (id, locale)."""
    rows = Tombstone.objects.filter(document_id__in=document_ids).exclude(modified=None)
    return {(row.document_id, row.locale): row.modified for row in rows}


def media_of(page_ids: Collection[int]) -> set[str]:
    """The media that the files of these pages name."""
    rows = ExportedDocument.objects.filter(page_id__in=page_ids)
    return {digest for digests in rows.values_list("media", flat=True) for digest in digests}


def media_in_use() -> set[str]:
    used = ExportedDocument.objects.values_list("media", flat=True)
    return {digest for digests in used for digest in digests}


def _leave(before: ExportedDocument, now: ExportedDocument) -> None:
    """The address that a document had leads to it from now on; a key that it had is gone."""
    if before.url != now.url:
        PathRedirect.objects.update_or_create(
            from_path=before.url,
            defaults={"document_id": now.document_id, "locale": now.locale, "to": ""},
        )
    if _key(before) != _key(now):
        _tombstone(before, kind="redirect")


def _tombstone(row: ExportedDocument, *, kind: str) -> None:
    Tombstone.objects.update_or_create(
        document_id=row.document_id,
        locale=row.locale,
        defaults={
            "path": row.url,
            "kind": kind,
            "to": "",
            "modified": row.modified,
            "deleted_at": timezone.now().replace(microsecond=0),
        },
    )


def _make_room(fresh: list[ExportedDocument]) -> None:
    """Takes away the rows of the same pages, and of others whose file or key these now have:
    pages may swap their addresses in one batch."""
    pages = {row.page_id for row in fresh}
    files = {row.file for row in fresh}
    keys = {_key(row) for row in fresh}
    near = ExportedDocument.objects.filter(
        Q(page_id__in=pages) | Q(file__in=files) | Q(document_id__in={id_ for id_, _ in keys})
    )
    taken = [
        row.pk for row in near if row.page_id in pages or row.file in files or _key(row) in keys
    ]
    ExportedDocument.objects.filter(pk__in=taken).delete()


def _revive(fresh: list[ExportedDocument]) -> None:
    """What is live again is neither gone nor elsewhere."""
    keys = {_key(row) for row in fresh}
    buried = Tombstone.objects.filter(document_id__in={id_ for id_, _ in keys})
    Tombstone.objects.filter(pk__in=[row.pk for row in buried if _key(row) in keys]).delete()
    PathRedirect.objects.filter(from_path__in={row.url for row in fresh}).delete()


def _key(row: Any) -> tuple[Any, str]:
    return row.document_id, row.locale
