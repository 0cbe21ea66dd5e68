"""A page and its translations."""

import uuid

from django.db import transaction
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page

from cms.core.models import ContentPage, source_revision


def translation_begin(*, source: Page, target: ContentPage) -> None:
    """A fresh copy for translation tells of the same day, remembers what it was made from, and
    belongs to whoever made it: contributors edit what is theirs."""
    if target.alias_of_id:
        return
    target.owner = get_active_log_context().user or target.owner
    target.published_at = source.specific.published_at
    target.translated_from_revision = source_revision(source)
    target.save()
    target.save_revision(changed=False, clean=False)


@transaction.atomic
def locale_follow(moved: Page) -> None:
    """A page that was moved speaks the language of its new parent, and so does all below it.

    Where its translation stands there already, it becomes a story of its own. Wagtail's screens
    move nothing into another language; its `move` does, and leaves the locale as it was.
    """
    locale = moved.get_parent().locale
    for page in moved.get_descendants(inclusive=True).exclude(locale=locale).specific():
        others = Page.objects.filter(translation_key=page.translation_key, locale=locale)
        page.locale = locale
        if others.exists():
            page.translation_key = uuid.uuid4()
        page.translated_from_revision = None
        changed = ["locale", "translation_key", "translated_from_revision"]
        page.save(update_fields=changed, clean=False)  # a draft may be unfinished
