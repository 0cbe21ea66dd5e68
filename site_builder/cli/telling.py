"""What a deploy did, in words for whoever started it, and as an exit code."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence

from site_builder.deploy.edge import policy
from site_builder.deploy.files import OWN_PAGES
from site_builder.deploy.live import Answer, Seen
from site_builder.deploy.outcome import Outcome
from site_builder.deploy.plan import Plan, Step
from site_builder.deploy.pointer import Pin
from site_builder.deploy.target import Target
from site_builder.index.outputs import IMMUTABLE
from site_builder.pipeline.report import BUILT, LEFT_OUT
from site_builder.progress import Reporter

_NAMED = 5
_STRANGERS_NAMED = 10


def tell(outcome: Outcome, target: Target, reporter: Reporter) -> int:
    """Says what came of it; the exit code."""
    _tell_strangers(outcome.strangers)
    tell_warnings(outcome.warnings)
    if taken := _taken_down(outcome.plan):
        reporter.line(f"Taken down: {_some(taken)}.")
    for line in _summary(outcome, target):
        reporter.line(line)
    if outcome.seen:
        reporter.line(what_was_seen(outcome.seen, target))
    tell_pin(outcome.pin, target)
    if stays := _stays(outcome):
        print(
            f"Pages that could not be made stay public as they were, with what they lead to:"
            f" {_some(stays)}. What the build says of them is to be corrected.",
            file=sys.stderr,
        )
    if outcome.awaits_build:
        print(
            "What was taken down since the last build is off the public; all else waits for the"
            " next build: run build.py build, and deploy then.",
            file=sys.stderr,
        )
    falls_short = outcome.pin or outcome.warnings or outcome.awaits_build or stays
    return LEFT_OUT if falls_short or misses(outcome.seen) else BUILT


def _tell_strangers(paths: Sequence[str]) -> None:
    for path in paths[:_STRANGERS_NAMED]:
        name = harmless(path)
        print(f"warning: {name} is on the target and no deploy wrote it.", file=sys.stderr)
    if (more := len(paths) - _STRANGERS_NAMED) > 0:
        print(f"warning: so are {more:,} more files that no deploy wrote.", file=sys.stderr)


def harmless(text: str) -> str:
    """Others may have named a file so that a terminal obeys the name."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def tell_warnings(warnings: Iterable[str]) -> None:
    for warning in warnings:
        print(f"warning: {warning}", file=sys.stderr)


def tell_pin(pin: Pin | None, target: Target) -> None:
    if pin is not None:
        print(
            f"{target.url} is held at release {pin.release} since {pin.since} by {pin.by}: only"
            f" alerts and takedowns go out until {target.command('deploy', '--resume')}",
            file=sys.stderr,
        )


def what_was_seen(seen: Mapping[str, Seen], target: Target) -> str:
    url, asked = target.public_url, len(seen)
    missed = {path: found.answer for path, found in seen.items() if not found.is_met}
    if not missed:
        return f"Live: {url} gives all {asked:,} changed files that were asked for."
    if not any(found.answer.status for found in seen.values()):
        return f"Not verified: nobody answers at {url}."
    some = _some([f"{_address(path)} ({_answer(answer)})" for path, answer in missed.items()])
    return (
        f"{url} gives {asked - len(missed):,} of {asked:,} changed files. Not live yet: {some}."
        " Addresses that moved count when the web server has been reloaded (deploy/README.md)."
    )


def _answer(answer: Answer) -> str:
    if answer.status == 200:
        return "another version"
    return str(answer.status) if answer.status else "no answer"


def misses(seen: Mapping[str, Seen]) -> bool:
    """Whether the public gets something else. Before a city has its web server, nobody answers."""
    answered = any(found.answer.status for found in seen.values())
    return answered and not all(found.is_met for found in seen.values())


def _taken_down(plan: Plan) -> list[str]:
    """Addresses of the pages that went off the public."""
    steps: list[Step] = [*plan.puts, *plan.removes]
    before = [step.before.file for step in steps if step.before]
    pages = [file for file in before if file.class_ in OWN_PAGES and file.is_of(plan.news)]
    return [_address(file.path) for file in pages]


def _stays(outcome: Outcome) -> list[str]:
    """Addresses of pages and lists that there is no new version of; while a release is held all
    stays."""
    held = [] if outcome.pin else sorted(outcome.plan.held)
    return [_address(path) for path in held if policy.cache_class(path) != IMMUTABLE]


def _some(found: list[str]) -> str:
    more = len(found) - _NAMED
    return ", ".join(found[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def _address(path: str) -> str:
    return "/" + path.removesuffix("index.html")


def _summary(outcome: Outcome, target: Target) -> Iterator[str]:
    later = len(outcome.plan.later)
    for release in outcome.releases:
        text = f"Release {release.number} is at {target.url}: {release.written:,} files written"
        text += f", {release.removed:,} removed"
        is_last = release is outcome.release
        yield text + (f", {later:,} to be removed later." if later and is_last else ".")
    if not outcome.releases and not outcome.pin:
        yield f"{target.url} is up to date: release {outcome.pointer.release}."
