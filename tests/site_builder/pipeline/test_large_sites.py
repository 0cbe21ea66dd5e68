"""Of a large site a build looks at a part of the output folder only. What a killed build left there
goes all the same, and what somebody harmed is found in the end."""

import pytest

from site_builder.pipeline import audit, output_folder
from tests.site_builder import children, clean, harm
from tests.site_builder.scenes import Scene
from tests.site_builder.sites import tree
from tests.site_builder.town import Town

PART = 20


@pytest.fixture(autouse=True)
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is a small site otherwise, is a large one here."""
    for module in (audit, output_folder):
        monkeypatch.setattr(module, "PART", PART)


@pytest.mark.parametrize("middle", [False, True], ids=["before", "within"])
@pytest.mark.parametrize("at", range(20, 140, 10))
def test_nothing_stays_that_a_killed_build_left(scene: Scene, at: int, middle: bool) -> None:
    site = scene.site()
    children.killed(site, at, "--quiet", middle=middle)
    assert site.build("--quiet").code == 0
    assert clean.differences(site.output, scene.expected) == []


@pytest.mark.parametrize("at", [20, 60, 120, 200])
def test_nothing_of_before_stays_when_a_build_that_began_anew_was_killed(
    scene: Scene, at: int
) -> None:
    """It knew nothing of what stood in the folder."""
    site = scene.site()
    children.killed(site, at, "--quiet", "--clean")
    assert site.build("--quiet").code == 0
    assert clean.differences(site.output, scene.expected) == []


@pytest.mark.parametrize("at", [10, 30, 60, 90])
def test_edits_taken_back_after_a_kill_leave_nothing(scene: Scene, at: int) -> None:
    site = scene.site()
    children.killed(site, at, "--quiet", middle=True)
    scene.revert(site)
    assert site.build("--quiet").code == 0
    assert clean.differences(site.output, scene.built) == []


@pytest.mark.parametrize("how", [harm.remove, harm.garble], ids=lambda how: how.__name__)
def test_every_harmed_output_is_put_right_within_a_round_of_builds(office: Town, how) -> None:
    site = office.site
    before = tree(site.output)
    for path in [path for path in before if not path.startswith(".")][::7]:
        how(site.output / path)
    for _ in range(len(before) // PART + 2):
        assert site.build("--quiet").code == 0
    assert tree(site.output) == before
