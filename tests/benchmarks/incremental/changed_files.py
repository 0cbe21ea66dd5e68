"""What a new story changes in the output folder: how many files in each locale, and which kinds."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

SHARED = "shared"
_PICTURES = "img/"
_NEW = re.compile(r"/(new-story-\d+)/")
_PATTERNS = (
    (re.compile(r"^sitemaps/([a-z-]+)-\d{4}-\d{2}\.xml"), r"sitemaps/<locale>-<month>.xml"),
    (re.compile(r"feed-\d{4}-\d{2}\."), "feed-<month>."),
    (re.compile(r"/\d{4}/\d{2}/"), "/<year>/<month>/"),
    (re.compile(r"/\d{4}/"), "/<year>/"),
    (re.compile(r"/departments/[a-z][a-z-]+/"), "/departments/<department>/"),
    (re.compile(r"/topics/[a-z][a-z-]+/"), "/topics/<topic>/"),
    (re.compile(r"/[a-z0-9-]+-\d+/index"), "/<another story>/index"),
)


def by_locale(changed: Iterable[str], locales: Sequence[str]) -> dict[str, list[str]]:
    """The files of each locale, and under SHARED those of none. Pictures are left out."""
    found: dict[str, list[str]] = {locale: [] for locale in (*locales, SHARED)}
    for path in changed:
        if not path.startswith(_PICTURES):
            found[_locale(path, locales)].append(path)
    return found


def most(changed: Iterable[str], locales: Sequence[str]) -> int:
    """Of one locale, the shared files counted as well."""
    found = by_locale(changed, locales)
    return max(len(found[locale]) for locale in locales) + len(found[SHARED])


def kinds(changed: Iterable[str], locales: Sequence[str]) -> Counter[str]:
    """Kind of file -> how many there are in the locale that has most of them."""
    counts, all_paths = Counter[str](), list(changed)
    newest = max((found[1] for path in all_paths if (found := _NEW.search(path))), default="")
    for locale, paths in by_locale(all_paths, locales).items():
        for kind, count in Counter(_kind(path, locale, newest) for path in paths).items():
            counts[kind] = max(counts[kind], count)
    return counts


def _locale(path: str, locales: Sequence[str]) -> str:
    first = path.partition("/")[0]
    if first == "sitemaps":
        first = path.removeprefix("sitemaps/")[:-12]  # without -2026-10.xml
    return first if first in locales else SHARED


def _kind(path: str, locale: str, newest: str) -> str:
    path = path.replace(f"/{newest}/", "/<the story>/") if newest else path
    for pattern, name in _PATTERNS:
        path = pattern.sub(name, path)
    return path.replace(f"{locale}/", "<locale>/", 1) if path.startswith(f"{locale}/") else path
