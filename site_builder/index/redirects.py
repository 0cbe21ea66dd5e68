"""Which addresses lead elsewhere and which are gone: live beats redirect beats tombstone."""

from collections.abc import Set
from dataclasses import dataclass
from typing import Any

from contract import paths
from contract.problems import Problem

FILE = "redirects.json"


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
    usable = {source: target for source, target in wanted.items() if paths.may_redirect(source)}
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
        and paths.may_redirect(entry["path"])
    ]
    return moved, list({g.path: g for g in gone}.values()), problems


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
