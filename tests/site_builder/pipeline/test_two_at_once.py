"""Two builds of one site at once: one waits for the other, says for which, and both are whole."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from tests.site_builder import clean
from tests.site_builder.children import Child
from tests.site_builder.scenes import Scene
from tests.site_builder.sites import ROOT, Site

SECONDS = 120


def assert_whole(scene: Scene, site: Site) -> None:
    assert clean.differences(site.output, scene.expected) == []
    built = site.build("--quiet")
    assert (built.code, built.stderr) == (0, "")
    assert clean.differences(site.output, scene.expected) == []


@pytest.mark.thorough
@pytest.mark.parametrize("turn", range(20))
def test_two_builds_at_random_moments_are_both_whole(scene: Scene, turn: int) -> None:
    site, delay = scene.site(), random.Random(turn).uniform(0, 0.3)
    first = Child(site)
    time.sleep(delay)
    second = Child(site, *(["--clean"] if turn % 2 else []))
    assert [first.wait(), second.wait()] == [0, 0], first.stderr + second.stderr
    waited = [one for one in (first, second) if "Waiting for the build" in one.stderr]
    assert len(waited) <= 1
    for one, other in ((first, second), (second, first)):
        assert one not in waited or f"(process {other.pid})" in one.stderr
    assert_whole(scene, site)


def export(site: Site, state: str) -> None:
    """A build waits, with the lock in its hands, while an export is "writing"."""
    site.json("version.json", {"content_version": 1, "format": 1, "state": state})


def started(site: Site) -> subprocess.Popen[str]:
    environment = {**os.environ, "SITE_TOML": str(site.folder / "site.toml")}
    return subprocess.Popen(
        [sys.executable, "-m", "site_builder", *site.arguments()],
        cwd=ROOT, env=environment, text=True, stderr=subprocess.PIPE,
    )  # fmt: skip


def ended(build: subprocess.Popen[str]) -> int:
    build.communicate(timeout=SECONDS)
    return build.returncode


def held_by(build: subprocess.Popen[str], site: Site) -> bool:
    lock = site.state / "lock"
    return lock.is_file() and f"process {build.pid}" in lock.read_text()


def wait_until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not done():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_the_second_says_who_holds_the_lock_and_builds_what_is_there_when_its_turn_comes(
    scene: Scene,
) -> None:
    site = scene.site(scene.before)
    export(site, "writing")
    first = started(site)
    wait_until(lambda: held_by(first, site))
    second = started(site)
    assert second.stderr
    assert second.stderr.readline() == (
        f"Waiting for the build that is running (process {first.pid}).\n"
    )
    assert (first.poll(), second.poll()) == (None, None)
    scene.edit(site)
    assert [ended(first), ended(second)] == [0, 0]
    assert_whole(scene, site)


def test_a_build_whose_predecessor_is_killed_goes_on_at_once(scene: Scene) -> None:
    site = scene.site()
    export(site, "writing")
    first = started(site)
    wait_until(lambda: held_by(first, site))
    second = started(site)
    assert second.stderr
    assert "Waiting for the build" in second.stderr.readline()
    first.kill()
    first.communicate()
    export(site, "complete")
    assert ended(second) == 0
    assert_whole(scene, site)
