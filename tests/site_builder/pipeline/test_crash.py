"""A build that is killed at any write leaves what the next one repairs."""

import random
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.site_builder import children, clean
from tests.site_builder.children import KILLED, Child
from tests.site_builder.scenes import BROKEN, NEW, NEW_TEXT, Scene
from tests.site_builder.sites import Site, tree

pytestmark = pytest.mark.thorough

# How far the build comes before it is killed: some of these parts of its writes.
LAST = 15
EACH, MANY, FEW = range(LAST + 1), range(0, LAST + 1, 2), range(1, LAST, 3)


@pytest.fixture(scope="module")
def writes(scene: Scene) -> int:
    """Of the whole build that follows the edits."""
    build = Child(scene.site(), "--quiet")
    assert build.wait() == 0
    assert build.writes > 60
    return build.writes


def at(part: int, writes: int) -> int:
    return 1 + part * (writes - 1) // LAST


def killed(scene: Scene, number: int, *, middle: bool = False) -> Site:
    site = scene.site()
    assert children.killed(site, number, "--quiet", middle=middle)
    return site


def assert_repaired(site: Site, expected: Path) -> None:
    built = site.build("--quiet")
    assert (built.code, built.stderr) == (0, "")
    assert clean.differences(site.output, expected) == []


@pytest.mark.parametrize("middle", [False, True], ids=["before", "within"])
@pytest.mark.parametrize("part", EACH)
def test_the_next_build_ends_as_if_there_had_been_no_kill(scene, writes, part, middle) -> None:
    site = killed(scene, at(part, writes), middle=middle)
    assert scene.strangers(site) == []
    assert_repaired(site, scene.expected)


@pytest.mark.parametrize("part", MANY)
def test_edits_that_were_taken_back_leave_nothing(scene, writes, part) -> None:
    site = killed(scene, at(part, writes), middle=part % 4 == 2)
    scene.revert(site)
    assert_repaired(site, scene.built)


@pytest.mark.parametrize("part", MANY)
def test_nothing_stays_public_of_what_was_deleted_since(scene, writes, part) -> None:
    site = killed(scene, at(part, writes))
    (site.content / f"th/news/2027/{NEW}.md").unlink()
    assert clean.build_as_clean(site).code == 0
    found = [f for f in site.output.rglob("*") if f.is_file() and shows_new(f.read_bytes())]
    assert found == []


def shows_new(data: bytes) -> bool:
    return any(word.encode() in data for word in (NEW, NEW_TEXT))


@pytest.mark.parametrize("part", FEW)
@pytest.mark.parametrize("second", [9, 40])
def test_two_kills_in_a_row_are_repaired_like_one(scene, writes, part, second) -> None:
    site = killed(scene, at(part, writes))
    children.killed(site, second, "--quiet", middle=True)
    assert_repaired(site, scene.expected)


@pytest.mark.parametrize("part", FEW)
def test_the_killed_build_may_be_another_than_the_first_killed_one(scene, writes, part) -> None:
    """Killed after the edits, and again after they were taken back."""
    site = killed(scene, at(part, writes))
    scene.revert(site)
    children.killed(site, at(part, writes) // 2 + 1, "--quiet")
    assert_repaired(site, scene.built)


@pytest.mark.parametrize("from_the_end", range(9))
def test_a_picture_comes_back_whose_removal_was_killed(make_site, from_the_end) -> None:
    """Its files may be unlinked already, while the records still say that they are to go."""
    site: Site = make_site()
    picture = site.picture("cover.jpg")
    site.document("story", cover={"image": picture})
    assert site.build("--quiet").code == 0
    site.document("story", modified="2026-11-02T09:00:00.000000+07:00")
    whole = shutil.copytree(site.folder, site.folder.with_name(f"{site.folder.name}-whole"))
    trial = Child(replace(site, folder=whole), "--quiet")
    assert trial.wait() == 0
    children.killed(site, trial.writes - from_the_end, "--quiet")
    site.document("story", cover={"image": picture}, modified="2026-11-03T09:00:00.000000+07:00")
    clean.build_as_clean(site)
    assert tree(site.output / "img")


@pytest.mark.parametrize("part", FEW)
def test_a_killed_build_loses_no_last_good_version(scene, writes, part) -> None:
    site = killed(scene, at(part, writes), middle=True)
    site.write(BROKEN, "---\n")
    built = clean.build_as_clean(site)
    assert (built.code, built.report["kept_last_good"]) == (3, [BROKEN])


@pytest.mark.parametrize("part", FEW)
def test_a_first_build_that_was_killed_is_done_by_the_next(scene, make_site, part) -> None:
    site = make_site("first", bilingual=True)
    site.content = scene.after / "content"
    children.killed(site, 1 + part * 20, "--quiet", middle=True)
    assert_repaired(site, scene.expected)


@pytest.mark.parametrize("part", FEW)
def test_a_clean_build_that_was_killed_is_repaired(scene, writes, part) -> None:
    site = scene.site()
    children.killed(site, at(part, writes), "--quiet", "--clean", middle=True)
    assert_repaired(site, scene.expected)


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("turn", range(4))
def test_a_kill_from_outside_at_any_moment_is_repaired(scene, turn, jobs) -> None:
    """Not only between writes: within those of SQLite, and while workers render."""
    site = scene.site()
    build = Child(site, "--quiet", "--clean", "--jobs", jobs)
    time.sleep(random.Random(f"{turn} {jobs}").uniform(0.02, 0.35))
    build.kill()
    assert build.wait() in (KILLED, 0)
    assert_repaired(site, scene.expected)


def test_whoever_is_not_killed_writes_the_same(scene) -> None:
    """Watching a build changes nothing of it."""
    site = scene.site()
    build = Child(site, "--quiet")
    assert (build.wait(), build.stderr) == (0, "")
    assert tree(site.output) == scene.trees[1]
