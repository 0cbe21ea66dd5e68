"""Which addresses lead elsewhere and which are gone: live beats redirect beats tombstone."""

import re
from collections.abc import Set
from dataclasses import dataclass
from typing import Any

from contract.problems import Problem

FILE = "redirects.json"

# Addresses that the builder itself writes; nothing from outside may take one.
_OWN = re.compile(
    r"/(static|img|files|api|sitemaps|\.well-known)(/|\Z)|/(robots\.txt|sitemap\.xml)\Z"
)
_SEGMENT = re.compile(r"[A-Za-z0-9~_$!&()*+,;=:@\u0e00-\u0e7f-]+\Z")
MAX_SEGMENT_BYTES = 240  # file systems take 255


@dataclass(frozen=True)
class Moved:
    """An address that leads to another: a site path or an https address."""

    path: str
    target: str


@dataclass(frozen=True)
class Gone:
    """An address whose document was removed; `kind` is gone or withdrawn."""

    path: str
    locale: str
    kind: str


def resolve(
    redirects: list[dict[str, str]],
    tombstones: list[dict[str, Any]],
    live: Set[str],
) -> tuple[list[Moved], list[Gone], list[Problem]]:
    """Redirects flattened, loops dropped and reported. `live` are the addresses that the site
    has without them."""
    targets = {e["path"]: e["to"] for e in tombstones if e["kind"] == "redirect"}
    targets |= {entry["from"]: entry["to"] for entry in redirects}
    wanted = {source: target for source, target in targets.items() if source not in live}
    usable = {source: target for source, target in wanted.items() if acceptable(source)}
    ends = sorted(_followed(usable).items())
    moved = [Moved(source, end) for source, end in ends if end is not None]
    problems = [
        Problem("redirect.path", FILE, 0, {"source": source})
        for source in sorted(wanted.keys() - usable.keys())
    ]
    problems += [
        Problem("redirect.loop", FILE, 0, {"source": source}) for source, end in ends if end is None
    ]
    gone = [
        Gone(entry["path"], entry["locale"], entry["kind"])
        for entry in sorted(tombstones, key=lambda e: (e["path"], e["deleted_at"]))
        if entry["kind"] != "redirect"
        and entry["path"] not in usable
        and entry["path"] not in live
        and acceptable(entry["path"])
    ]
    return moved, list({g.path: g for g in gone}.values()), problems


def acceptable(path: str) -> bool:
    """Whether a page may be written at an address from outside: a plain folder path, not ours.

    A dot is refused because a folder must never take the place of a file (`/th/feed.json/`), a
    percent sign because browsers ask for the decoded name.
    """
    if not path.endswith("/") or path == "/" or _OWN.match(path):
        return False
    return all(
        _SEGMENT.match(segment) and len(segment.encode()) <= MAX_SEGMENT_BYTES
        for segment in path[1:-1].split("/")
    )


def _followed(targets: dict[str, str]) -> dict[str, str | None]:
    """Where each address leads in the end; None for those that lead back or into a loop."""
    ends: dict[str, str | None] = {}
    for source in targets:
        trail, at = dict[str, None](), source
        while at in targets and at not in ends and at not in trail:
            trail[at] = None
            at = targets[at]
        own_end = None if at in trail else at
        ends |= dict.fromkeys(trail, ends.get(at, own_end))
    return ends
