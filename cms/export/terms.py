"""The public address of a department or topic, whose slug the office may change."""

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale

from cms.export.models import PathRedirect
from cms.taxonomy.models import Department, Term, Topic
from contract import paths

_KINDS: dict[type[Term], str] = {Department: "department", Topic: "topic"}


def fronts() -> set[str]:
    """The addresses that the terms may have now."""
    return {
        paths.term_url(locale, kind, slug)
        for model, kind in _KINDS.items()
        for slug in set(model.objects.values_list("slug", flat=True))
        for locale in settings.SITE_CONFIG.locale_codes
    }


@transaction.atomic
def term_readdress(term: Term) -> None:
    """Notes the old address of a term that is about to be saved with another slug."""
    if type(term) not in _KINDS:
        return
    before = type(term).objects.filter(pk=term.pk).values_list("slug", flat=True).first()
    if not before or before == term.slug:
        return
    for locale in Locale.objects.values_list("language_code", flat=True):
        old, new = (
            paths.term_url(locale, _KINDS[type(term)], slug) for slug in (before, term.slug)
        )
        PathRedirect.objects.filter(from_path=new).delete()
        PathRedirect.objects.filter(to=old).update(to=new)
        PathRedirect.objects.update_or_create(
            from_path=old, defaults={"document_id": None, "locale": "", "to": new}
        )


def term_forget(term: Term) -> None:
    """Nothing leads to a term that is about to be deleted in its last language."""
    if type(term) in _KINDS and not term.get_translations().exists():
        for locale in Locale.objects.values_list("language_code", flat=True):
            front = paths.term_url(locale, _KINDS[type(term)], term.slug)
            PathRedirect.objects.filter(to=front).delete()
