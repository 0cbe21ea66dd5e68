"""Ways back: the bytes of an earlier release, but nothing that was taken down since."""

import shutil
from contextlib import closing
from dataclasses import replace

import pytest

from site_builder.deploy import releases
from site_builder.deploy.rollback import Rollback
from site_builder.deploy.stores.directory import DirectoryStore
from site_builder.errors import DeployError
from tests.site_builder.deploy.faults import AFTER, BEFORE, Failed, FaultyStore
from tests.site_builder.deploy.towns import (
    Deployer,
    Town,
    broken_links,
    digest_of,
    page_path,
    picture_path,
    public_files,
    wanted_files,
)

ONE = Town({"a1": "one", "a2": "two", "b1": "three"})
TWO = Town({"a1": "ruined", "a2": "ruined", "b1": "three", "c1": "new"}, "new")


@pytest.fixture
def deployer(deployer):
    deployer.deploy(ONE)
    deployer.deploy(TWO)
    return deployer


def files(folder):
    with closing(DirectoryStore(folder)) as store:
        return public_files(store)


def pages(found):
    """Without what stays for a while for those who hold another page."""
    return {p: data for p, data in found.items() if not p.startswith(("static/", "img/"))}


def test_a_rollback_gives_the_bytes_of_that_release(deployer, folder):
    outcome = deployer.roll_back(1)
    found = files(folder)
    assert pages(found) == pages(wanted_files(ONE))
    assert found.items() >= wanted_files(ONE).items()
    assert broken_links(found) == []
    assert (outcome.release.number, outcome.release.kind) == (3, "rollback")


def test_a_release_is_held_until_someone_resumes(deployer, folder):
    pin = deployer.roll_back(1).pin
    assert pin.release == 1
    assert "@" in pin.by
    assert pin.since.startswith("20")
    outcome = deployer.deploy(Town({**TWO.stories, "d1": "newer"}, "new"))
    assert outcome.release is None
    assert outcome.pin == pin
    assert pages(files(folder)) == pages(wanted_files(ONE))
    resumed = deployer.deploy(resume=True)
    assert resumed.pin is None
    assert pages(files(folder)) == pages(wanted_files(Town({**TWO.stories, "d1": "newer"}, "new")))


def test_one_may_go_back_twice_and_forth(deployer, folder):
    deployer.roll_back(1)
    deployer.roll_back(2)
    assert pages(files(folder)) == pages(wanted_files(TWO))
    deployer.roll_back(1)
    assert pages(files(folder)) == pages(wanted_files(ONE))
    deployer.deploy(resume=True)
    assert pages(files(folder)) == pages(wanted_files(TWO))


def test_a_story_that_was_taken_down_does_not_come_back(deployer, folder):
    third = Town({"a1": "ruined", "b1": "three", "c1": "new"}, "new", taken={"a2"})
    deployer.deploy(third)
    deployer.roll_back(1)
    found = files(folder)
    everything = [p.read_bytes() for p in folder.rglob("*") if p.is_file()]
    assert not any(b"two" in data or b"picture a2" in data for data in everything)
    assert found[page_path("a2")] == wanted_files(third)[page_path("a2")]
    assert broken_links(found) == []


def test_what_shows_what_was_taken_down_stays_as_it_is_with_what_it_leads_to(deployer, folder):
    third = Town({"a1": "ruined", "b1": "three", "c1": "new"}, "new", taken={"a2"})
    deployer.deploy(third)
    deployer.roll_back(1)
    found, now = files(folder), wanted_files(third)
    assert found["th/news/index.html"] == now["th/news/index.html"]  # it showed a2 then
    assert found[page_path("c1")] == now[page_path("c1")]  # the list leads there
    assert found["sitemap.xml"] == wanted_files(ONE)["sitemap.xml"]


def test_a_picture_that_was_taken_down_does_not_come_back(deployer, folder):
    deployer.deploy(Town(dict(TWO.stories), "new", withdrawn={digest_of("a2")}))
    deployer.roll_back(1)
    everything = [p.read_bytes() for p in folder.rglob("*") if p.is_file()]
    assert not any(b"picture a2" in data for data in everything)
    assert broken_links(files(folder)) == []


def test_a_takedown_goes_through_while_a_release_is_held(deployer, folder):
    deployer.roll_back(1)
    new = Town({"a1": "ruined", "b1": "three", "c1": "new"}, "new", taken={"a2"})
    outcome = deployer.deploy(new)
    everything = [p.read_bytes() for p in folder.rglob("*") if p.is_file()]
    assert not any(b"two" in data or b"picture a2" in data for data in everything)
    found = files(folder)
    assert found[page_path("a2")] == wanted_files(new)[page_path("a2")]
    assert found["sitemap.xml"] == wanted_files(ONE)["sitemap.xml"]  # all else is as it was held
    assert broken_links(found) == []
    assert outcome.pin.release == 1
    assert deployer.deploy().release is None


def test_there_is_no_way_back_to_what_never_was(deployer):
    for number in (0, 3, -1, 77):
        with pytest.raises(DeployError, match="no way back"):
            deployer.roll_back(number)


def test_after_thirty_releases_the_oldest_is_put_away(deployer, folder, monkeypatch):
    monkeypatch.setattr(releases, "KEPT", 3)
    for number in range(6):
        deployer.deploy(Town({"a1": f"version {number}", "b1": "three"}, f"style {number}"))
    with pytest.raises(DeployError, match="no way back"):
        deployer.roll_back(5)
    blobs = [p.read_bytes() for p in (folder / ".newsroom/blobs").rglob("*") if p.is_file()]
    assert not any(b"version 2" in data for data in blobs)
    assert any(b"version 3" in data for data in blobs)
    deployer.roll_back(6)
    assert b"version 3" in files(folder)[page_path("a1")]


def test_nothing_of_old_manifests_is_left_over(deployer, folder, monkeypatch):
    monkeypatch.setattr(releases, "KEPT", 2)
    for number in range(5):
        deployer.deploy(Town({"a1": f"version {number}"}, "new"))
    assert len([*(folder / ".newsroom/manifest").iterdir()]) == 2
    assert len([*(folder / ".newsroom/releases").iterdir()]) == 2
    assert not (folder / ".newsroom/attempts").exists()


@pytest.mark.thorough
@pytest.mark.parametrize("mode", [BEFORE, AFTER])
def test_a_rollback_that_dies_is_completed_by_the_next_one(deployer, tmp_path, mode):
    def at(folder, **fault):
        made = Deployer(
            folder / "site", lambda: closing(DirectoryStore(folder / "public")), threads=1
        )
        if fault:
            made.store = lambda: closing(FaultyStore(DirectoryStore(folder / "public"), **fault))
        return made

    def copied(name):
        copy = tmp_path / name
        for part in ("site", "public"):
            shutil.copytree(tmp_path / part, copy / part)
        return copy

    for number in range(1, 200, 3):
        copy = copied(f"{number}")
        try:
            at(copy, at=number, mode=mode).roll_back(1)
            break
        except Failed:
            pass
        at(copy).roll_back(1)
        assert pages(files(copy / "public")) == pages(wanted_files(ONE)), number
        shutil.rmtree(copy)
    assert number > 20


def test_a_deploy_after_a_rollback_that_died_is_as_if_it_had_not_been(deployer, folder, tmp_path):
    deployer.store = lambda: closing(FaultyStore(DirectoryStore(folder), at=25))
    with pytest.raises(Failed):
        deployer.roll_back(1)
    deployer.store = lambda: closing(DirectoryStore(folder))
    outcome = deployer.deploy()
    assert outcome.pin is None
    assert pages(files(folder)) == pages(wanted_files(TWO))


def test_a_release_stays_held_after_a_second_rollback_that_died(deployer, folder):
    ruined = Town(dict.fromkeys(ONE.stories, "RUINED"), "new")
    deployer.deploy(ruined)
    deployer.roll_back(1)
    for at in (16, 22, 28):
        deployer.store = lambda at=at: closing(FaultyStore(DirectoryStore(folder), at=at))
        with pytest.raises(Failed):
            deployer.roll_back(2)
        deployer.store = lambda: closing(DirectoryStore(folder))
        outcome = deployer.deploy()
        assert outcome.pin.release == 1
        assert pages(files(folder)) == pages(wanted_files(ONE)), at


def test_a_rollback_reads_each_version_once(deployer, folder):
    stories = {f"a{number}": "text" for number in range(150)}
    deployer.deploy(Town(stories), allow_deletes=True)
    deployer.deploy(Town(dict.fromkeys(stories, "other"), "new"))
    taken = Town(dict.fromkeys([*stories][3:], "other"), "new", taken={"a0", "a1", "a2"})
    deployer.deploy(taken)
    counting = FaultyStore(DirectoryStore(folder))
    deployer.store = lambda: closing(counting)
    deployer.roll_back(3)
    reads = [call for call in counting.calls if call.startswith("read")]
    assert len(reads) < 8 * len(stories)


def test_bytes_that_are_damaged_are_not_brought_back(deployer, folder):
    for blob in (folder / ".newsroom/blobs").rglob("*"):
        if blob.is_file() and b"<h1>one</h1>" in blob.read_bytes():
            data = blob.read_bytes()
            blob.unlink()
            blob.write_bytes(data + b"rot")
    deployer.roll_back(1)
    assert not any(b"rot" in data for data in files(folder).values())
    assert broken_links(files(folder)) == []


@pytest.mark.parametrize("at", range(3, 20))
def test_what_stands_in_for_what_was_left_half_written_leads_to_nothing_that_is_missing(
    tmp_path, folder, at
):
    """Two deploys died: what they touched gets the last build's version, which leads to a page
    that never arrived."""
    deployer = Deployer(tmp_path / "site", lambda: closing(DirectoryStore(folder)), threads=1)
    deployer.deploy(Town({"a0": "text-a0", "a1": "text-a1", "b1": "text-b1"}))
    without = {"a0": "text-a0", "b1": "text-b1"}
    for last, stories in ((at, without), (3, {**without, "a5": "text-a5"})):
        deployer.store = lambda last=last: closing(FaultyStore(DirectoryStore(folder), at=last))
        with pytest.raises(Failed):
            deployer.deploy(Town(stories, taken={"a1"}))
    deployer.store = lambda: closing(DirectoryStore(folder))
    deployer.roll_back(1)
    assert broken_links(files(folder)) == []


def test_what_is_not_kept_any_more_is_told(deployer, folder):
    shutil.rmtree(folder / ".newsroom/blobs")
    outcome = deployer.roll_back(1)
    assert outcome.plan.puts == []

    def work(session):
        Rollback(session, deployer.build, 1).run()
        return session.warnings

    (warning,) = deployer.opened(work)
    assert "release 1" in warning
    assert "not kept any more" in warning


def test_a_picture_goes_with_the_page_that_a_deploy_which_died_left_half_written(tmp_path, folder):
    """The page becomes a notice here, and the next deploy could not tell whose picture it was."""
    deployer = Deployer(tmp_path / "site", lambda: closing(DirectoryStore(folder)), threads=1)
    town = Town({"a0": "text-a0", "a1": "text-a1", "b1": "text-b1"})
    deployer.deploy(town)
    deployer.store = lambda: closing(FaultyStore(DirectoryStore(folder), at=10))
    with pytest.raises(Failed):
        deployer.deploy(replace(town, style="new"))
    deployer.store = lambda: closing(DirectoryStore(folder))
    without = {"a0": "text-a0", "b1": "text-b1"}
    deployer.build.build(Town(without, "new", taken={"a1"}))
    deployer.roll_back(1)
    assert broken_links(files(folder)) == []
    deployer.deploy(resume=True)
    assert picture_path("a1", "text-a1") not in files(folder)
