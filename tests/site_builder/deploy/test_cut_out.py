"""A takedown that no build knows of yet: the public loses it at once."""

from contextlib import closing

import pytest

from site_builder.deploy.files import TakenDown
from site_builder.deploy.stores.directory import DirectoryStore
from tests.site_builder.deploy.faults import Failed, FaultyStore
from tests.site_builder.deploy.towns import (
    Town,
    broken_links,
    digest_of,
    page_path,
    public_files,
    wanted_files,
)

TOWN = Town({"a1": "the first of all", "a2": "the secret one", "b1": "the third of all"})
STORY = TakenDown(documents=frozenset({("a2", "th")}))
PICTURE = TakenDown(media=frozenset({digest_of("a2")}))


@pytest.fixture
def deployer(deployer):
    deployer.deploy(TOWN)
    return deployer


def everything(folder):
    return [p.read_bytes() for p in folder.rglob("*") if p.is_file()]


def files(folder):
    with closing(DirectoryStore(folder)) as store:
        return public_files(store)


def test_a_story_leaves_page_lists_feeds_and_pictures(deployer, folder):
    deployer.build.pending = STORY
    outcome = deployer.deploy()
    assert outcome.awaits_build
    assert not any(b"secret" in data or b"picture a2" in data for data in everything(folder))
    found = files(folder)
    assert "หน้านี้ไม่มีแล้ว".encode() in found[page_path("a2")]
    assert (folder / (page_path("a2") + ".gone")).exists()
    assert b"/th/news/a1/" in found["th/news/index.html"]
    assert b"/th/news/a2/" not in found["th/news/index.html"]
    assert [link for link in broken_links(found) if "static" in link or "img" in link] == []


def test_a_picture_leaves_the_pages_that_show_it(deployer, folder):
    deployer.build.pending = PICTURE
    deployer.deploy()
    assert not any(b"picture a2" in data for data in everything(folder))
    found = files(folder)
    assert b"the secret one" in found[page_path("a2")]
    assert broken_links(found) == []


def test_nothing_else_goes_out_before_the_next_build(deployer, folder):
    deployer.build.pending = STORY
    deployer.build.build(Town({**TOWN.stories, "a1": "changed"}))
    deployer.deploy()
    assert b"changed" not in files(folder)[page_path("a1")]


def test_the_next_build_takes_its_place(deployer, folder):
    deployer.build.pending = STORY
    deployer.deploy()
    new = Town({"a1": "the first of all", "b1": "the third of all"}, taken={"a2"})
    deployer.build.pending = TakenDown()
    outcome = deployer.deploy(new)
    assert not outcome.awaits_build
    assert files(folder) == wanted_files(new)


def test_a_takedown_of_what_was_never_public_changes_nothing(deployer, folder):
    before = files(folder)
    deployer.build.pending = TakenDown(documents=frozenset({("nothing", "th")}))
    outcome = deployer.deploy()
    assert outcome.release is None
    assert outcome.awaits_build
    assert files(folder) == before


def test_it_goes_through_while_a_release_is_held(deployer, folder):
    deployer.deploy(Town({**TOWN.stories, "a1": "ruined"}))
    deployer.roll_back(1)
    deployer.build.pending = STORY
    outcome = deployer.deploy()
    assert outcome.pin.release == 1
    assert not any(b"secret" in data for data in everything(folder))


def test_one_that_dies_is_completed(deployer, folder, tmp_path):
    deployer.build.pending = STORY
    for at in (3, 6, 9, 12, 15):
        deployer.store = lambda at=at: closing(FaultyStore(DirectoryStore(folder), at=at))
        with pytest.raises(Failed):
            deployer.deploy()
    deployer.store = lambda: closing(DirectoryStore(folder))
    deployer.deploy()
    assert not any(b"secret" in data or b"picture a2" in data for data in everything(folder))
