"""Several deploys to one target: one after the other, never a mix."""

import threading
import time
from contextlib import closing

import pytest

from site_builder.deploy import pointer, releases
from site_builder.deploy.deployment import Deployment, Wishes
from site_builder.deploy.pointer import ClaimLost, Hold
from site_builder.deploy.stores.directory import DirectoryStore
from site_builder.errors import DeployError
from tests.site_builder.deploy import buckets
from tests.site_builder.deploy.faults import Failed, FaultyStore
from tests.site_builder.deploy.towns import (
    QUIET,
    Deployer,
    Town,
    broken_links,
    page_path,
    public_files,
    wanted_files,
)

ONE = Town({f"a{n}": "of one" for n in range(6)}, "one")
OTHER = Town({f"a{n}": "of the other" for n in range(6)}, "other")


def pages(found):
    return {p: data for p, data in found.items() if not p.startswith(("static/", "img/"))}


@pytest.fixture
def target(moto):
    return moto.target()


def deployer(folder, target, **more):
    return Deployer(folder, lambda: buckets.opened(target), **more)


def in_bucket(target):
    with buckets.opened(target) as store:
        return public_files(store)


def together(*works):
    """Runs all at once; the errors that ended any of them."""
    errors, ready = [], threading.Barrier(len(works))

    def run(work):
        ready.wait()
        try:
            work()
        except DeployError as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads)
    return errors


@pytest.mark.thorough
@pytest.mark.parametrize("number", range(20))
def test_of_two_deploys_at_once_the_target_equals_one(tmp_path, target, number, monkeypatch):
    monkeypatch.setattr(pointer, "_LOOK_SECONDS", 0.02)
    one, other = deployer(tmp_path / "one", target), deployer(tmp_path / "other", target)
    one.build.build(ONE)
    other.build.build(OTHER)
    errors = together(
        lambda: one.deploy(allow_deletes=True), lambda: other.deploy(allow_deletes=True)
    )
    assert errors == []
    found = in_bucket(target)
    assert pages(found) in (pages(wanted_files(ONE)), pages(wanted_files(OTHER)))
    assert broken_links(found) == []


def test_two_deploys_to_a_directory_at_once_go_one_after_the_other(tmp_path):
    def opened():
        return closing(DirectoryStore(tmp_path / "public"))

    one, other = Deployer(tmp_path / "one", opened), Deployer(tmp_path / "other", opened)
    one.build.build(ONE)
    other.build.build(OTHER)
    assert together(one.deploy, other.deploy) == []
    with opened() as store:
        found = public_files(store)
    assert pages(found) in (pages(wanted_files(ONE)), pages(wanted_files(OTHER)))


def test_a_deploy_that_stalls_stops_at_its_next_write(tmp_path, target):
    """It falls silent in the middle; another one takes over and finishes; it wakes up."""
    one, other = deployer(tmp_path / "one", target, threads=1), deployer(tmp_path / "other", target)
    one.build.build(ONE)
    other.build.build(OTHER)
    one.lease = 0.5
    after_it_woke = []

    class Stalling(FaultyStore):
        def write(self, key, upload, expected):
            if key == page_path("a3") and not woken:
                time.sleep(0.7)
                other.deploy(allow_deletes=True)
                woken.append(True)
                self.store.before_attempt(key)
            etag = super().write(key, upload, expected)
            if woken:
                after_it_woke.append(key)
            return etag

        @property
        def before_attempt(self):
            return self.store.before_attempt

        @before_attempt.setter
        def before_attempt(self, check):
            self.store.before_attempt = check

    woken = []
    one.store = lambda: closing(Stalling(buckets.S3Store(target)))
    with pytest.raises(ClaimLost, match="took this target over"):
        one.deploy()
    assert woken
    assert [key for key in after_it_woke if not key.startswith(".newsroom")] == []
    found = in_bucket(target)
    assert found.items() >= wanted_files(OTHER).items()
    assert broken_links(found) == []


def test_what_another_installation_left_half_done_is_taken_up_when_its_claim_has_ended(
    tmp_path, target, monkeypatch
):
    monkeypatch.setattr(pointer, "_LOOK_SECONDS", 0.05)
    one, other = deployer(tmp_path / "one", target), deployer(tmp_path / "other", target)
    one.build.build(ONE)
    other.build.build(OTHER)
    one.lease = 1.5
    one.store = lambda: closing(FaultyStore(buckets.S3Store(target), at=20))
    began = time.monotonic()
    with pytest.raises(Failed):
        one.deploy()
    other.deploy(allow_deletes=True)
    assert time.monotonic() - began > 1.0
    found = in_bucket(target)
    assert pages(found) == pages(wanted_files(OTHER))
    assert broken_links(found) == []


def test_a_claim_is_renewed_while_a_deploy_works(tmp_path):
    with closing(DirectoryStore(tmp_path)) as store:
        hold = Hold(store, "me/1", lease=0.3)
        hold.take(QUIET)
        first = hold.pointer.claim.until
        time.sleep(0.15)
        hold.keep()
        assert hold.pointer.claim.until > first
        assert pointer.read(store)[0].claim == hold.pointer.claim


def test_a_lost_answer_to_a_claim_is_no_lost_claim(tmp_path):
    with closing(DirectoryStore(tmp_path)) as directory:
        store = FaultyStore(directory, at=2, mode="applied, reply lost", dead=False)
        hold = Hold(store, "me/1")
        with pytest.raises(Failed):
            hold.take(QUIET)
        again = Hold(directory, "me/2")
        again.take(QUIET)
        assert again.pointer.claims == 2


def test_a_refused_deploy_leaves_no_claim(tmp_path, target):
    made = deployer(tmp_path / "one", target)
    made.deploy(ONE)
    with pytest.raises(DeployError):
        made.roll_back(77)
    with buckets.opened(target) as store:
        found, _ = pointer.read(store)
    assert found.claim is None
    assert found.settled == found.claims


def test_a_claim_that_a_copy_of_this_installation_made_is_waited_for(tmp_path):
    """Only what the process before this one left behind is taken up at once."""
    with closing(DirectoryStore(tmp_path)) as store:
        Hold(store, "me/1").take(QUIET)
        Hold(store, "me/2", inherits="me/1").take(QUIET)
        waits = []

        def wait(seconds):
            waits.append(seconds)
            raise TimeoutError

        with pytest.raises(TimeoutError):
            Hold(store, "me/3", inherits="me/1").take(QUIET, wait)
        assert waits


def test_what_nobody_needs_any_more_is_removed_within_the_claim(tmp_path, monkeypatch):
    """Afterwards another deploy may need it."""
    monkeypatch.setattr(releases, "KEPT", 2)
    claims = []

    class Watched(DirectoryStore):
        def remove(self, key, etag):
            if key.startswith((".newsroom/blobs/", ".newsroom/manifest/")):
                claims.append(pointer.read(self)[0].claim)
            super().remove(key, etag)

    deployer_ = Deployer(tmp_path / "site", lambda: closing(Watched(tmp_path / "public")))
    for turn in range(5):
        deployer_.deploy(Town({"a1": f"text {turn}", "b1": "three"}), audit=turn == 4)
    assert claims
    assert all(claims)


def test_the_journal_of_a_deploy_that_died_before_it_had_tidied_goes_with_the_next(tmp_path):
    public = tmp_path / "public"
    deployer_ = Deployer(tmp_path / "site", lambda: closing(DirectoryStore(public)))
    deployer_.deploy(ONE)
    deployer_.build.build(OTHER)
    deployer_.opened(
        lambda session: Deployment(session, deployer_.build, Wishes(allow_deletes=True)).run()
    )
    journals = public / ".newsroom/attempts"
    assert [*journals.iterdir()]
    deployer_.deploy()
    assert not journals.exists()
