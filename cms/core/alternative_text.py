"""The words for a picture where it stands: what keeps a page from being published.

Imports are not held to this: what other tools wrote, and what stood before the rule, comes in and
is asked for at the next publication.
"""

from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from contract import alt_text

DECORATION = _("A decoration has no alternative text: remove the text or the tick.")
MISSING = _("Write what the picture shows, or tick that it is decoration only.")
MISSING_IN_GALLERY = _(
    "Nothing tells what is to be seen in picture {numbers}. Write words for all pictures here, or"
    " open the settings of each (the gear): write there, or tick that it is decoration only."
)
_NAMED = 5
EMPTY_WORDS = _("“{text}” says nothing of the picture: write what is to be seen in it.")


def fault(alt: str, *, decorative: bool, picture: Any, needed: bool = True) -> Promise | None:
    """Why the words do not do for a picture, or None. Where the place itself says nothing, those
    of the picture's own record are read; not `needed` are words that others give."""
    if decorative:
        return DECORATION if alt else None
    if alt:
        return fault_of_text(alt)
    if not needed or picture is None:
        return None
    own = [text for text in picture.alt.values() if text]
    return next(filter(None, map(fault_of_text, own)), None) if own else MISSING


def missing_in_gallery(numbers: list[int]) -> Promise:
    """`numbers` count from 1; at most five are named."""
    named = ", ".join(map(str, numbers[:_NAMED])) + (", …" if len(numbers) > _NAMED else "")
    return format_lazy(MISSING_IN_GALLERY, numbers=named)


def fault_of_text(text: str) -> Promise | None:
    return format_lazy(EMPTY_WORDS, text=text) if alt_text.says_nothing(text) else None
