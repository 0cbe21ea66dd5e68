"""Alerts from the configuration to a target, beside whatever else is at work there."""

import hashlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from contract.alerts import Alert
from contract.problems import Problem
from site_builder import atomic
from site_builder.config import BuildConfig
from site_builder.deploy import live
from site_builder.deploy.alert_lane import AlertLane, Published
from site_builder.deploy.files import File
from site_builder.deploy.live import Expected, Seen
from site_builder.deploy.pointer import Pin
from site_builder.deploy.target import Target
from site_builder.errors import STOPPING
from site_builder.index.outputs import ALERT
from site_builder.pipeline.targets import keep_apart, opened, pin, place_of
from site_builder.rendering.alerts import AlertPages


@contextmanager
def alert_lane(config: BuildConfig, target: Target, *, dry: bool = False) -> Iterator[AlertLane]:
    """The lane of alerts, which waits for nobody but another one who works in it."""
    pages = AlertPages(config.site, config.theme)
    with closing(opened(target, dry=dry, lane="-alerts")) as store:
        yield AlertLane(
            store, config.site, pages.page, lambda: datetime.fromtimestamp(store.now(), UTC)
        )


@dataclass(frozen=True)
class Given:
    """What became of a statement. `warnings` are of what failed when it was out, `seen` what the
    public was seen to get."""

    problems: list[Problem]
    is_out: bool = False
    warnings: list[str] = field(default_factory=list)
    pin: Pin | None = None
    seen: dict[str, Seen] = field(default_factory=dict)


def publish_alert(config: BuildConfig, target: Target, alert: Alert, file: str) -> Given:
    """Gives a statement to the public, unless there is an error among the problems. Raises
    DeployError when it is not out."""
    keep_apart(config, target)
    with alert_lane(config, target) as lane:
        problems = lane.problems(alert, file)
        if any(problem.severity == "error" for problem in problems):
            return Given(problems)
        published = lane.publish([alert])
    warnings, held = [], None
    try:
        note_next_change(config, target, published)
    except STOPPING as error:
        warnings.append(
            f"The alert is out, but publish --watch may not end it in time: {error}. Mend that,"
            f" then run {target.command('deploy')}"
        )
    try:
        held = pin(target)
    except STOPPING as error:
        warnings.append(f"The alert is out, but the next deploy may not be: {error}")
    return Given(problems, True, warnings, held, _seen(published, target))


def _seen(published: Published, target: Target) -> dict[str, Seen]:
    expected = [
        Expected(path, File(path, hashlib.sha256(data).hexdigest(), len(data), "alerts", ALERT))
        for path, data in published.files.items()
    ]
    return live.check(expected, live.asking(target.public_url))


def refresh_alerts(config: BuildConfig, target: Target) -> None:
    """Ends what has ended. Raises DeployError."""
    with alert_lane(config, target) as lane:
        note_next_change(config, target, lane.publish())


def note_next_change(config: BuildConfig, target: Target, published: Published) -> None:
    """For the service, in whatever process the alert was published."""
    when = published.next_change
    text = str(when.timestamp()) if when else ""
    atomic.write(_next_change(config, target), text.encode())


def next_alert_change(config: BuildConfig, target: Target) -> float | None:
    """In seconds since 1970; None when nothing ends by itself, as far as this machine knows."""
    try:
        text = _next_change(config, target).read_text()
    except OSError:
        return None
    return float(text) if text else None


def _next_change(config: BuildConfig, target: Target) -> Path:
    return place_of(config, target) / "next-alert-change"
