"""Which addresses lead elsewhere and which are gone: live beats redirect beats tombstone."""

from collections.abc import Container, Iterator, Set
from dataclasses import dataclass
from typing import Any

from contract import old_addresses, paths
from contract.problems import Problem, capped

FILE, TOMBSTONES = "redirects.json", "tombstones.json"


@dataclass(frozen=True)
class Moved:
    """An address, with its query if that is part of it, that leads to another: a site path or an
    https address."""

    path: str
    target: str


@dataclass(frozen=True)
class Gone:
    """An address whose document was removed; `kind` is gone or withdrawn."""

    path: str
    locale: str
    kind: str


@dataclass(frozen=True)
class _Entry:
    """A redirect of `file`, its source in one spelling."""

    source: str
    target: str
    file: str

    @property
    def may_act(self) -> bool:
        """A tombstone has an address of this site's own map, never one of an old site."""
        if self.file == TOMBSTONES:
            return paths.may_redirect(self.source)
        return old_addresses.spelling(self.source) is not None


def noticed(redirects: list[dict[str, str]], tombstones: list[dict[str, Any]]) -> set[str]:
    """The addresses of which they speak."""
    return {_spelt(entry["from"]) for entry in redirects} | {e["path"] for e in tombstones}


def resolve(
    redirects: list[dict[str, str]],
    tombstones: list[dict[str, Any]],
    live: Set[str],
) -> tuple[list[Moved], list[Gone], list[Problem]]:
    """Redirects flattened, loops dropped and reported. `live` are those of the noticed addresses
    that the site has without them."""
    tombstones = sorted(tombstones, key=_age)
    entries = [
        _Entry(e["path"], e["to"], TOMBSTONES) for e in tombstones if e["kind"] == "redirect"
    ]
    # The last of several counts: a redirect before a tombstone, a younger before an older one.
    entries += sorted(
        (_Entry(_spelt(entry["from"]), entry["to"], FILE) for entry in redirects),
        key=lambda entry: entry.target,
        reverse=True,
    )
    wanted = {entry.source: entry for entry in entries if entry.may_act}
    usable = {source: entry for source, entry in wanted.items() if source not in live}
    ends = _followed({source: _next(entry.target, usable) for source, entry in usable.items()})
    moved = [Moved(source, end) for source, end in sorted(ends.items()) if end is not None]
    gone = {
        entry["path"]: Gone(entry["path"], entry["locale"], entry["kind"])
        for entry in tombstones
        if entry["kind"] != "redirect"
        and entry["path"] not in usable
        and entry["path"] not in live
        and paths.may_redirect(entry["path"])
    }
    problems = [
        *_impossible(entries, tombstones, live),
        *_contested(entries, live),
        *(
            Problem("redirect.loop", usable[source].file, 0, {"source": source})
            for source, end in sorted(ends.items())
            if end is None
        ),
    ]
    return moved, list(gone.values()), capped(problems)


def _spelt(source: str) -> str:
    return old_addresses.spelling(source) or source


def _next(target: str, sources: Container[str]) -> str:
    """A target as it was written, or else as the source that it is in another spelling."""
    return spelt if (spelt := _spelt(target)) in sources else target


def _age(tombstone: dict[str, Any]) -> tuple[str, ...]:
    return tuple(tombstone.get(key, "") for key in ("path", "deleted_at", "kind", "to", "locale"))


def _impossible(
    entries: list[_Entry], tombstones: list[dict[str, Any]], live: Set[str]
) -> Iterator[Problem]:
    """Addresses at which no page can stand."""
    impossible = {entry.source for entry in entries if entry.file == FILE and not entry.may_act}
    for source in sorted(impossible - live):
        yield Problem("redirect.path", FILE, 0, {"source": source})
    for path in sorted({entry["path"] for entry in tombstones}):
        if not paths.may_redirect(path):
            yield Problem("tombstone.path", TOMBSTONES, 0, {"path": path})


def _contested(entries: list[_Entry], live: Set[str]) -> Iterator[Problem]:
    """Redirects that do not count, for another or a page has their address."""
    targets: dict[str, set[str]] = {}
    for entry in entries:
        if entry.file == FILE:
            targets.setdefault(entry.source, set()).add(entry.target)
    for source, found in sorted(targets.items()):
        if len(found) > 1:
            params = {"source": source, "target": min(found), "count": len(found)}
            yield Problem("redirect.repeated", FILE, 0, params)
        if source in live:
            yield Problem("redirect.live", FILE, 0, {"source": source}, "warning")


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
