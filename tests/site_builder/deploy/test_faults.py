"""Deploys that die at every single call to the store: readers never miss anything, and the next
deploy completes what was begun."""

import shutil
from contextlib import closing, contextmanager

import pytest

from site_builder.deploy.stores.directory import DirectoryStore
from tests.site_builder.deploy import buckets
from tests.site_builder.deploy.faults import AFTER, BEFORE, Failed, FaultyStore
from tests.site_builder.deploy.towns import (
    Deployer,
    Town,
    broken_links,
    page_path,
    picture_path,
    public_files,
    wanted_files,
)

OLD = Town({"a1": "one", "a2": "two", "b1": "three", "gone": "secret"})
# A new style, a changed story, new ones of a new topic that lead to each other, one taken down.
NEW = Town({"a1": "one", "a2": "two!", "b1": "three", "c1": "new", "c2": "newer"}, "new", {"gone"})

# The list of the topic whose only story is taken down: empty, it stands for its hour.
EMPTIED = "th/topics/g/index.html"

STRIDE = 6  # a bucket takes long to fill: one test for every sixth call, six tests


class Street:
    """A directory to which the old town was deployed, in a fresh copy for each try."""

    def __init__(self, folder):
        self.folder, self.public = folder, folder / "public"
        self.faulty = None

    @contextmanager
    def store(self):
        with closing(DirectoryStore(self.public)) as store:
            yield store

    def deployer(self, **fault):
        made = Deployer(self.folder / "site", self.store, threads=2)
        if fault:
            made.store = lambda: self.failing(**fault)
        return made

    @contextmanager
    def failing(self, **fault):
        with closing(DirectoryStore(self.public)) as store:
            self.faulty = FaultyStore(store, **fault)
            yield self.faulty

    def files(self):
        with self.store() as store:
            return public_files(store)


@pytest.fixture(scope="module")
def old_street(tmp_path_factory):
    street = Street(tmp_path_factory.mktemp("old"))
    street.deployer().deploy(OLD)
    assert street.files() == wanted_files(OLD)
    return street


@pytest.fixture
def street(old_street, tmp_path):
    shutil.copytree(old_street.folder, tmp_path / "copy")
    return Street(tmp_path / "copy")


def check(store):
    files = public_files(store)
    assert broken_links(files) == []


def calls_of_a_deploy(street):
    street.deployer(seen=check).deploy(NEW)
    return len(street.faulty.calls)


def without_leaving(files):
    """Superseded files stay for a while: readers may still hold pages that show them."""
    new = wanted_files(NEW)
    left = {path for path in files if path not in new}
    superseded = {p for p in wanted_files(OLD) if p.startswith(("static/", "img/"))}
    assert left <= superseded | {EMPTIED}
    return {path: data for path, data in files.items() if path in new}


def test_at_no_moment_do_readers_miss_anything(street):
    calls_of_a_deploy(street)
    assert without_leaving(street.files()) == wanted_files(NEW)


@pytest.mark.thorough
@pytest.mark.parametrize("mode", [BEFORE, AFTER])
@pytest.mark.parametrize("first", [1, 2])
def test_whichever_call_fails_the_next_deploy_completes_it(old_street, tmp_path, mode, first):
    trial = Street(shutil.copytree(old_street.folder, tmp_path / "count"))
    calls = calls_of_a_deploy(trial)
    assert calls > 30
    for at in range(first, calls + 1, 2):
        copy = Street(shutil.copytree(old_street.folder, tmp_path / f"{at}"))
        with pytest.raises(Failed):
            copy.deployer(at=at, mode=mode, seen=check).deploy(NEW)
        outcome = copy.deployer(seen=check).deploy()
        assert without_leaving(copy.files()) == wanted_files(NEW), at
        assert outcome.pointer.claim is None
        again = copy.deployer().deploy()
        assert again.release is None, at
        secret = [p for p, data in copy.files().items() if b"secret" in data]
        assert secret == [], at
        shutil.rmtree(copy.folder)


@pytest.mark.parametrize("mode", [BEFORE, AFTER])
def test_deploys_that_die_one_after_the_other_are_completed(street, mode):
    for at in (24, 12, 20, 5, 17):
        with pytest.raises(Failed):
            street.deployer(at=at, mode=mode, seen=check).deploy(NEW)
    street.deployer(seen=check).deploy()
    assert without_leaving(street.files()) == wanted_files(NEW)


def test_a_deploy_of_something_else_completes_one_that_died(street):
    with pytest.raises(Failed):
        street.deployer(at=25, seen=check).deploy(NEW)
    third = Town({"a1": "one", "d1": "other"}, "third", {"gone"})
    street.deployer(seen=check).deploy(third, allow_deletes=True)
    files = street.files()
    assert {p: files.get(p) for p in wanted_files(third)} == wanted_files(third)
    assert broken_links(files) == []


def test_what_was_taken_down_is_nowhere(street):
    street.deployer().deploy(NEW)
    everything = [p for p in street.public.rglob("*") if p.is_file()]
    assert [p for p in everything if b"secret" in p.read_bytes()] == []
    assert not (street.public / picture_path("gone", "secret")).exists()
    assert b"gone" in (street.public / page_path("gone")).read_bytes()
    assert (street.public / (page_path("gone") + ".gone")).exists()


@pytest.fixture(scope="module")
def calls_in_a_bucket(moto, tmp_path_factory):
    target = moto.target()
    deployer = Deployer(tmp_path_factory.mktemp("counted"), lambda: buckets.opened(target))
    deployer.deploy(OLD)
    counting = FaultyStore(buckets.S3Store(target))
    deployer.store = lambda: closing(counting)
    deployer.deploy(NEW)
    assert len(counting.calls) > 30
    return len(counting.calls)


@pytest.mark.thorough
@pytest.mark.parametrize("mode", [BEFORE, AFTER])
@pytest.mark.parametrize("first", range(1, STRIDE + 1))
def test_in_a_bucket_it_is_the_same(moto, calls_in_a_bucket, tmp_path, mode, first):
    bucket = moto.bucket()
    for at in range(first, calls_in_a_bucket + 1, STRIDE):
        target = moto.target(bucket, f"{at}")
        deployer = Deployer(tmp_path / f"{at}", lambda target=target: buckets.opened(target))
        deployer.deploy(OLD)
        deployer.build.build(NEW)
        failing = FaultyStore(buckets.S3Store(target), at=at, mode=mode, seen=check)
        deployer.store = lambda failing=failing: closing(failing)
        with pytest.raises(Failed):
            deployer.deploy()
        deployer.store = lambda target=target: buckets.opened(target)
        deployer.deploy()
        with buckets.opened(target) as store:
            found = public_files(store)
        assert without_leaving(found) == wanted_files(NEW), at
        assert not any(b"secret" in data for data in found.values())


def test_a_server_that_ignores_conditions_gets_the_site_all_the_same(rclone, tmp_path):
    target = rclone.target()
    deployer = Deployer(tmp_path / "site", lambda: buckets.opened(target))
    deployer.deploy(OLD)
    deployer.deploy(NEW)
    with buckets.opened(target) as store:
        assert without_leaving(public_files(store)) == wanted_files(NEW)
