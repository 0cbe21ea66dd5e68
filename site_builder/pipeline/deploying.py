"""Deploys of the last build: from the configuration to the parts that a deploy is made of."""

import fcntl
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from site_builder import atomic
from site_builder.config import BuildConfig
from site_builder.deploy import live, pointer
from site_builder.deploy.afterwards import Afterwards
from site_builder.deploy.alert_lane import page_path
from site_builder.deploy.build import LastBuild
from site_builder.deploy.cloudfront import CloudFront
from site_builder.deploy.deployment import Deployment, Wishes
from site_builder.deploy.mirror import Mirror
from site_builder.deploy.outcome import Outcome
from site_builder.deploy.pointer import ClaimLost, Hold, Pointer
from site_builder.deploy.releases import Release
from site_builder.deploy.rollback import Rollback, is_untouched, no_way_back
from site_builder.deploy.session import Session
from site_builder.deploy.stores import Store
from site_builder.deploy.stores.s3 import THREADS, S3Store
from site_builder.deploy.target import Target
from site_builder.errors import BuildError, DeployError, GiveWay, Refusal
from site_builder.index import database
from site_builder.pipeline.alerting import alert_lane, note_next_change
from site_builder.pipeline.handing_over import StandingBuild
from site_builder.pipeline.targets import keep_apart, opened, place_of
from site_builder.progress import Reporter

_TICK_SECONDS = 0.5


def deploy(
    config: BuildConfig,
    target: Target,
    reporter: Reporter,
    wishes: Wishes,
    *,
    dry: bool = False,
    between: Callable[[], None] = lambda: None,
) -> Outcome:
    """Brings the last build to the target. A `dry` one changes nothing. Raises DeployError."""
    keep_apart(config, target)
    if dry:  # it shows what would be refused
        wishes = replace(wishes, allow_deletes=True)
    with prepared(config, target, reporter, dry=dry, between=between) as (session, last_build):

        def bring_alerts(shells: dict[str, bytes]) -> None:
            with alert_lane(config, target, dry=dry) as lane:
                note_next_change(config, target, lane.publish(shells=shells))

        afterwards = _afterwards(session, target, between)
        try:
            tell_caches = afterwards.tell_caches if not dry else lambda: None
            outcome = Deployment(session, last_build, wishes, bring_alerts, tell_caches).run()
        except BuildError as error:
            tells = bool(session.made) or isinstance(error, Refusal)
            if tells and not dry and not isinstance(error, (ClaimLost, GiveWay)):
                afterwards.of_what_went_out()
            raise
        if not dry:
            afterwards.run(outcome)
        return outcome


def roll_back(config: BuildConfig, target: Target, reporter: Reporter, number: int) -> Outcome:
    """Gives the public that release again. Raises DeployError."""
    with closing(opened(target, dry=True)) as store:
        if is_untouched(store):  # a name that was mistyped gets no folder
            raise no_way_back(target, number)
    with prepared(config, target, reporter) as (session, last_build):
        lane = map(page_path, config.site.locale_codes)
        outcome = Rollback(session, last_build, number, lane).run()
        _afterwards(session, target).run(outcome)
        return outcome


def releases(
    config: BuildConfig, target: Target, reporter: Reporter
) -> tuple[Pointer, list[Release]]:
    """The releases to which there is a way back, the newest first. Raises DeployError."""
    with prepared(config, target, reporter, dry=True) as (session, _):
        found, _etag = pointer.read(session.store)
        if not session.known.is_last_seen(found):
            session.releases.load(found.release)
        return found, [*session.releases.all()][::-1]


def _afterwards(
    session: Session, target: Target, between: Callable[[], None] = lambda: None
) -> Afterwards:
    def wait(seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            between()
            time.sleep(min(left, _TICK_SECONDS))

    cdn = CloudFront(target, wait) if target.distribution else None
    return Afterwards(session, cdn, live.asking(target.public_url), wait)


@contextmanager
def prepared(
    config: BuildConfig,
    target: Target,
    reporter: Reporter,
    *,
    dry: bool = False,
    between: Callable[[], None] = lambda: None,
) -> Iterator[tuple[Session, LastBuild]]:
    """A target on which nobody else of this installation works."""
    place = place_of(config, target)
    with (
        _alone(place, target, reporter, dry=dry),
        _sound(place / "mirror.sqlite"),
        closing(Mirror(place / "mirror.sqlite", dry=dry)) as mirror,
        closing(opened(target, dry=dry)) as store,
    ):
        hold = _hold(store, config.state, place, dry=dry)
        if isinstance(store, S3Store):
            store.before_attempt = hold.check
        build = StandingBuild(config, reporter, None if dry else place / "aside")
        threads = THREADS if target.folder is None else config.jobs
        session = Session(
            target, store, mirror, hold, reporter,
            threads=threads, zone=config.site.zone, between=between,
        )  # fmt: skip
        yield session, build
        build.clear()


def _hold(store: Store, state: Path, place: Path, *, dry: bool) -> Hold:
    """What the process before this one left behind it may take up at once: it alone had this place,
    and wrote down who it was. A copy of the installation elsewhere did not."""
    mine, file = f"{_installation(state)}/{secrets.token_hex(8)}", place / "owner"
    before = file.read_text() if file.exists() else ""
    if not dry:
        atomic.write(file, mine.encode())
    return Hold(store, mine, inherits=before)


@contextmanager
def _alone(place: Path, target: Target, reporter: Reporter, *, dry: bool) -> Iterator[None]:
    """One process of this installation at a time; the system frees it when its holder dies."""
    if dry:
        yield
        return
    with (place / "lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            reporter.line(f"Waiting for the deploy to {target.url} that is running.")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def _sound(mirror: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):  # a full disk, a lock
            raise
        database.discard(mirror)
        raise DeployError(
            f"{mirror} was damaged ({error}) and has been removed; it is only a copy. Repeat the"
            " command."
        ) from error


def _installation(state: Path) -> str:
    """A name that tells this installation from others that deploy to the same target."""
    file = state / "installation"
    if not file.exists():
        atomic.write(file, secrets.token_hex(8).encode())
    return file.read_text().strip()
