"""Slugs of pages and terms: proposed where the editor gave none, refused where they cannot be."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contract import slugs, thai

PROBLEMS = {
    "slug.form": _("Use only small English letters, digits and single hyphens, like flood-report."),
    "slug.long": _("At most 60 characters."),
    "slug.digits": _("A number alone is the address of a year's archive: add a word."),
    "slug.reserved": _("This word is already a fixed address of the site: choose another."),
}


def propose(titles: Iterable[str], *, fallback: str, taken: Callable[[str], bool]) -> str:
    """A free slug from the first title that gives one; a title in Latin letters comes first."""
    proposal = slugs.propose(*sorted(titles, key=thai.has_thai)) or fallback
    candidate, number = proposal, 1
    while taken(candidate):
        number += 1
        candidate = f"{_stem(proposal)}-{number}"
    return candidate


def is_proposal(slug: str, titles: Iterable[str]) -> bool:
    """Whether `slug` was proposed from these titles, with a number at its end or without."""
    proposal = slugs.propose(*sorted(titles, key=thai.has_thai))
    stem, _hyphen, number = slug.rpartition("-")
    return slug == proposal or (number.isdigit() and stem == _stem(proposal))


def _stem(proposal: str) -> str:
    """A proposal cut so that a number fits behind it."""
    return slugs.shorten(proposal, slugs.MAX_LENGTH - 4)


def check(slug: str) -> None:
    """Raises ValidationError on the field `slug` for one that the URL map cannot hold."""
    code = slugs.problem(slug, settings.SITE_CONFIG.locale_codes)
    if code:
        raise ValidationError({"slug": ValidationError(PROBLEMS[code], code=code)})
