"""Where things stand: files in the content folder, addresses on the public site.

The permanent URL map is in docs/architecture.md. Nothing here touches the disk, except
`inside`, which is the one gate for paths that come from outside.
"""

import re
from pathlib import Path

from contract import attachments

# Section (word of the URL) -> type of the documents in it.
SECTIONS = {"news": "news", "policies": "policy", "awards": "award"}
SECTION_OF_TYPE = {type_: section for section, type_ in SECTIONS.items()}
STORY_TYPES = tuple(SECTION_OF_TYPE)

TERM_KINDS = {"department": "departments", "topic": "topics"}
TAXONOMIES = ("departments", "topics", "categories")

DIGEST = re.compile(r"[0-9a-f]{64}\Z")
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.[a-z0-9]{2,5}\Z")

# What may be uploaded, by the kind of its record, and so what the site serves: nothing that a
# browser would run.
ENDINGS = {
    "image": ("jpeg", "jpg", "png", "webp"),
    "attachment": tuple(attachments.TYPES),
}

# A part of an address that begins with a dot: the state of deploys, what the builder stores apart.
HIDDEN = r"^/\.(?!well-known/)|./\."

# Addresses that the builder itself writes, and those of alerts, which no deploy brings; nothing
# from outside may take one.
_OWN = re.compile(
    r"/(static|img|files|api|sitemaps|\.well-known)(/|\Z)|/(robots\.txt|sitemap\.xml)\Z"
    r"|/[^/]+/alerts/"
)
_SEGMENT = re.compile(r"[A-Za-z0-9~_$!&()*+,;=:@\u0e00-\u0e7f-]+\Z")
_MAX_SEGMENT_BYTES = 240  # file systems take 255
MAX_PATH_BYTES = 900  # keys of buckets take 1,024


def home_url(locale: str) -> str:
    return f"/{locale}/"


def section_url(locale: str, section: str) -> str:
    return f"/{locale}/{section}/"


def document_url(type_: str, locale: str, slug: str | None) -> str:
    """The public path of a document: the year of its date is never part of it."""
    if type_ == "home":
        return home_url(locale)
    if type_ in ("page", "section"):
        return f"/{locale}/{slug}/"
    return f"/{locale}/{SECTION_OF_TYPE[type_]}/{slug}/"


def term_url(locale: str, kind: str, slug: str) -> str:
    """The front of a department or topic; `kind` is a key of TERM_KINDS."""
    return f"/{locale}/{TERM_KINDS[kind]}/{slug}/"


def period_url(front: str, year: int, month: int | None = None) -> str:
    """A year's or month's archive below the front of a section, department or topic."""
    return f"{front}{year:04d}/" if month is None else f"{front}{year:04d}/{month:02d}/"


def document_file(type_: str, locale: str, slug: str | None, year: int) -> str:
    """The file of a document, relative to the content folder, with forward slashes."""
    if type_ == "home":
        return f"{locale}/home.md"
    if type_ == "section":
        return f"{locale}/{slug}/index.md"
    if type_ == "page":
        return f"{locale}/pages/{slug}.md"
    return f"{locale}/{SECTION_OF_TYPE[type_]}/{year:04d}/{slug}.md"


def url_of_file(file: str) -> str | None:
    """The public path of a document by where its file should stand; None for other files."""
    parts = file.removesuffix(".md").split("/")
    if not file.endswith(".md"):
        return None
    if len(parts) == 4 and parts[1] in SECTIONS:
        return f"/{parts[0]}/{parts[1]}/{parts[3]}/"
    if len(parts) == 3 and parts[1] == "pages":
        return f"/{parts[0]}/{parts[2]}/"
    return None


def media_folder(digest: str) -> str:
    return f"media/{digest}"


def attachment_url(digest: str, name: str) -> str:
    return f"/files/{digest[:20]}/{name}"


def may_redirect(path: str) -> bool:
    """Whether a page may be written at an address from outside: a plain folder path, not ours.

    A dot is refused because a folder must never take the place of a file (`/th/feed.json/`), a
    percent sign because browsers ask for the decoded name.
    """
    if not (path.startswith("/") and path.endswith("/")) or path == "/" or _OWN.match(path):
        return False
    fits = len(path.encode()) <= MAX_PATH_BYTES
    return fits and all(_SEGMENT.match(name) and is_name(name) for name in path[1:-1].split("/"))


def is_name(segment: str) -> bool:
    """Whether a file or folder of an old site may have this name: words between single dots."""
    words = segment.replace(" ", "_").split(".")
    return all(map(_SEGMENT.match, words)) and len(segment.encode()) <= _MAX_SEGMENT_BYTES


def inside(folder: Path, relative: str) -> Path | None:
    """The real path of `relative` when it stays inside `folder`, symlinks resolved; else None."""
    root = folder.resolve()
    if "\0" in relative:
        return None
    path = (root / relative).resolve()
    return path if path.is_relative_to(root) else None
