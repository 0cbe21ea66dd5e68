"""Work that is not published: kept, and looked through before a publication of many."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from wagtail.models import Page

from cms.core.models import ContentPage


@transaction.atomic
def draft_keep(page: ContentPage, *, user: Any, dated: bool) -> None:
    """Makes a draft of a page whose publication was refused; the revision has been saved already.

    Wagtail saves a new page as live before it asks anyone; so this one was given the date of its
    publication too, unless the editor `dated` it.
    """
    if not page.live or page.first_published_at:
        return
    page.live = False
    page.has_unpublished_changes = True
    if not dated:
        page.published_at = None
    page.save(clean=False)
    page.save_revision(user=user, clean=False, overwrite_revision=page.latest_revision)


def to_be_published(pages: Iterable[Page], *, below: bool) -> Iterator[Page]:
    """The pages that Wagtail's bulk action publishes, with the drafts `below` them if wanted."""
    for page in pages:
        if not isinstance(page, Page):
            continue  # a bulk action of something else
        yield page.specific
        if below:
            yield from page.get_descendants().not_live().specific().iterator()
