"""Connects Wagtail's signals to our services."""

from typing import Any

from wagtail.models import Page
from wagtail.signals import copy_for_translation_done, page_published, post_page_move

from cms.core.dates import significant_change_spend
from cms.core.models import ContentPage
from cms.core.translations import locale_follow, translation_begin


def on_copy_for_translation(source_obj: Any, target_obj: Any, **kwargs: Any) -> None:
    if isinstance(target_obj, ContentPage):
        translation_begin(source=source_obj, target=target_obj)


def on_page_published(instance: Any, revision: Any, **kwargs: Any) -> None:
    # The signal also comes when a first publication was only scheduled.
    if isinstance(instance, ContentPage) and instance.live:
        significant_change_spend(revision)


def on_page_moved(instance: Page, parent_page_after: Page, **kwargs: Any) -> None:
    if parent_page_after.depth > 1:  # the root has no language of its own
        locale_follow(instance)


def connect() -> None:
    post_page_move.connect(on_page_moved)
    page_published.connect(on_page_published)
    copy_for_translation_done.connect(on_copy_for_translation)
