"""Connects the signals of Django and Wagtail to the outbox."""

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    Page,
    PageViewRestriction,
)
from wagtail.signals import page_published, page_unpublished, post_page_move

from cms.export import outbox, terms
from cms.images.models import Attachment, Picture, WithdrawnMedia
from cms.taxonomy.models import Term


def on_page(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if isinstance(instance, Page) and not raw:
        outbox.note_page(instance.pk, "page")


def on_page_moved(sender: Any, instance: Page, **kwargs: Any) -> None:
    pages = instance.get_descendants(inclusive=True)
    outbox.note_pages(pages.values_list("pk", flat=True), "move")


def on_restriction(sender: Any, instance: PageViewRestriction, **kwargs: Any) -> None:
    pages = instance.page.get_descendants(inclusive=True)
    outbox.note_pages(pages.values_list("pk", flat=True), "privacy")


def on_file(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        # The record in the folder is that of the oldest upload of the same bytes.
        same = sender.objects.filter(digest=instance.digest).exclude(pk=instance.pk)
        outbox.note_users_of([instance, *same], sender.__name__.lower())
        if isinstance(instance, Picture):
            outbox.note_picture(instance.digest, "picture")


def on_term(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if isinstance(instance, Term) and not raw:
        # A new slug is given to all rows of the term, without a signal for the others.
        outbox.note_users_of(instance.get_translations(inclusive=True), "term")
        outbox.note_records("term")


def on_term_change(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if isinstance(instance, Term) and not raw:
        terms.term_readdress(instance)


def on_term_gone(sender: Any, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, Term):
        terms.term_forget(instance)


def on_redirect(sender: Any, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        outbox.note_records("redirect")


def on_withdrawal(sender: Any, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        outbox.note_records("withdrawal")


def on_locale(sender: Any, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        outbox.note_everything("locale")


def on_collection(sender: Any, raw: bool = False, **kwargs: Any) -> None:
    """Its privacy, or its place below a private one; the pages' tokens tell whom it concerns."""
    if not raw:
        outbox.note_everything("collection")


def connect() -> None:
    post_save.connect(on_page)
    pre_delete.connect(on_page)
    for signal in (page_published, page_unpublished):
        signal.connect(on_page)
    post_page_move.connect(on_page_moved)
    post_save.connect(on_restriction, sender=PageViewRestriction)
    pre_delete.connect(on_restriction, sender=PageViewRestriction)
    for sender in (Picture, Attachment):
        post_save.connect(on_file, sender=sender)
        # Before: afterwards nobody knows any more which pages showed it.
        pre_delete.connect(on_file, sender=sender)
    pre_save.connect(on_term_change)
    post_save.connect(on_term)
    for handler in (on_term, on_term_gone):
        pre_delete.connect(handler)
    for sender, handler in (
        (Redirect, on_redirect),
        (WithdrawnMedia, on_withdrawal),
        (Locale, on_locale),
        (Collection, on_collection),
        (CollectionViewRestriction, on_collection),
    ):
        post_save.connect(handler, sender=sender)
        post_delete.connect(handler, sender=sender)
