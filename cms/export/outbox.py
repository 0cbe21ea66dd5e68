"""Noting changes. A note is written in the transaction of the change: both or neither.

Signals only hint at changes (Wagtail sends none for some, and some too early), so a note says
which page to look at, never what is true of it; the worker reads the committed state.
"""

from collections.abc import Iterable
from typing import Any

from wagtail.models import Page, ReferenceIndex

from cms.export import selectors
from cms.export.models import OutboxEntry
from cms.taxonomy.models import Topic


def note_page(page_id: int, reason: str) -> None:
    OutboxEntry.objects.create(page_id=page_id, reason=reason)


def note_pages(page_ids: Iterable[int], reason: str) -> None:
    OutboxEntry.objects.bulk_create(
        [OutboxEntry(page_id=page_id, reason=reason) for page_id in page_ids]
    )


def note_users_of(things: Iterable[Any], reason: str) -> None:
    """Every page that refers to one of these pictures, attachments or terms."""
    pages: set[int] = set()
    for thing in things:
        references = ReferenceIndex.get_references_to(thing)
        pages.update(int(r.object_id) for r in references if _is_page(r))
        if isinstance(thing, Topic):
            pages.update(page_id for page_id, topic in selectors.topics_of() if topic == thing.pk)
    note_pages(sorted(pages), reason)


def note_picture(digest: str, reason: str) -> None:
    OutboxEntry.objects.create(digest=digest, reason=reason)


def note_records(reason: str) -> None:
    """Taxonomy or redirects."""
    OutboxEntry.objects.create(reason=reason)


def note_everything(reason: str) -> None:
    OutboxEntry.objects.create(everything=True, reason=reason)


def _is_page(reference: ReferenceIndex) -> bool:
    return issubclass(reference.base_content_type.model_class() or object, Page)
