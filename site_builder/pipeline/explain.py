"""Why an output was rendered, or was not, and what it depends on."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from contract import old_addresses
from site_builder.config import BuildConfig
from site_builder.errors import ContentError
from site_builder.index import outputs, traces
from site_builder.index.traces import Explanation
from site_builder.pipeline import opening

_STATES = {
    outputs.STANDS: "It stands.",
    outputs.DUE: "It is due: the next build renders it.",
    outputs.GOES: "It is to go: the next build removes it.",
}


def explain(config: BuildConfig, place: str) -> Iterator[str]:
    """Lines about the output at a path, a site path or an address. Raises ContentError."""
    if not config.index.is_file():
        raise ContentError("There is nothing to explain yet: build the site first.")
    with opening.reading(config) as index:
        found = traces.explanation(index, _path(place))
        if found is None:
            raise ContentError(f"No build made {_path(place)}: no plan wants an output there.")
        (last,) = index.execute("SELECT value FROM meta WHERE name = 'build'").fetchone()
        yield from _lines(found, int(last))


def _path(place: str) -> str:
    parts = urlsplit(place) if "://" in place else urlsplit(f"/{place.lstrip('/')}")
    old = old_addresses.spelling(f"{parts.path}?{parts.query}") if parts.query else None
    return old_addresses.file_of(old or parts.path or "/")


def _lines(found: Explanation, last: int) -> Iterator[str]:
    yield f"{found.path} ({found.class_}, {found.locale or 'every locale'})"
    yield _STATES[found.state]
    if not found.maker:
        yield f"It is copied as it is, because {found.owner} is shown or used."
        return
    when = "the last build" if found.build == last else f"build {found.build} of {last}"
    yield f"Rendered in {when}, because of: {found.reason}."
    if found.build != last:
        yield "Not since: every question that it asked has had the same answer."
    yield f"Made by {found.maker} {found.about}, wanted by {found.owner}."
    yield f"Depends on {len(found.answers)} answers:"
    yield from (f"  {key}" for key in sorted(found.answers))
    for digest, role in found.media:
        yield f"Shows {digest} as {role}."
