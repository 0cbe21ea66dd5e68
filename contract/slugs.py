"""Slugs: the last part of a public address. ASCII, short, never a fixed word of the URL map."""

import re
import unicodedata

MAX_LENGTH = 60

# Words that stand in the URL map beside slugs, now or as announced: docs/architecture.md.
RESERVED = frozenset(
    "404 alerts api archive archives awards departments feed feeds files home img index media news "
    "pages policies robots search sitemap sitemaps static tags taxonomy topics well-known".split()
)

_FORM = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_FEED = re.compile(r"feed-[0-9]{4}-[0-9]{2}\Z")


def problem(slug: str, locales: tuple[str, ...] = ()) -> str | None:
    """The problem code of a slug, or None when it may be used. Locale codes are fixed words too."""
    if not _FORM.match(slug):
        return "slug.form"
    if len(slug) > MAX_LENGTH:
        return "slug.long"
    if slug.isdigit():
        return "slug.digits"
    if slug in RESERVED or slug in locales or _FEED.match(slug):
        return "slug.reserved"
    return None


def propose(*titles: str) -> str:
    """A slug from the first title that gives one; Thai is romanised (RTGS). '' when none does."""
    for title in titles:
        slug = shorten("-".join(_words(title)))
        if slug and problem(slug) is not None:
            slug = shorten(f"page-{slug}")
        if slug:
            return slug
    return ""


def shorten(slug: str, length: int = MAX_LENGTH) -> str:
    """The slug cut to `length` characters, at a word where it has several."""
    if len(slug) <= length:
        return slug
    head, _, _ = slug[: length + 1].rpartition("-")
    return head or slug[:length]


def _words(title: str) -> list[str]:
    from contract import thai  # loads a dictionary: only when a slug is wanted

    text = thai.arabic_digits(thai.normalise(title))
    if thai.has_thai(text):
        text = thai.romanise(text)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.findall(r"[a-z0-9]+", plain.lower().replace("'", ""))
