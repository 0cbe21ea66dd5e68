"""A full disk stops a build with one sentence; nothing is lost, and with room again the next one
ends as a clean one.

Real disks are small file systems in memory, which only root may mount; elsewhere these tests are
skipped, and those remain in which the system refuses to write on the test's behalf.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site_builder import children, clean
from tests.site_builder.children import Child, Writes
from tests.site_builder.scenes import BROKEN, Scene
from tests.site_builder.sites import Site, tree

pytestmark = pytest.mark.thorough

DISK = 12 * 2**20
BLOCK = 4096


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("Only root may mount a small disk: run the tests as root to try a real one.")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def moved_to(disk: Path, site: Site, names: list[str]) -> None:
    """Some folders of the site are on that disk."""
    for name in names:
        shutil.copytree(getattr(site, name), disk / name)
        setattr(site, name, disk / name)


def fill(disk: Path, blocks: int) -> Path:
    """Leaves room for so many blocks; gives the file that takes the rest."""
    ballast = disk / "ballast"
    free = os.statvfs(disk).f_bavail - blocks
    with ballast.open("wb") as file:
        file.write(b"\0" * BLOCK * max(free, 0))
    return ballast


def assert_told(code: int, stderr: str, *folders: Path) -> None:
    """One sentence that names the folder in which there is no room."""
    assert code == 1, stderr
    assert stderr.startswith("build.py: ")
    assert stderr.count("\n") == 1, stderr
    assert "No space left" in stderr or "full" in stderr
    assert any(str(folder) in stderr for folder in folders), stderr


def assert_nothing_lost(scene: Scene, site: Site) -> None:
    """Pages are as they were or as they are to be; none is missing, none is half a page."""
    assert scene.strangers(site) == []
    before, after = scene.trees
    assert (before.keys() & after.keys()) - tree(site.output).keys() == set()


def assert_made_good(scene: Scene, site: Site) -> None:
    built = site.build("--quiet")
    assert (built.code, built.stderr) == (0, "")
    assert clean.differences(site.output, scene.expected) == []


PLACES = pytest.mark.parametrize(
    "names", [["output", "state"], ["output"], ["state"]], ids="+".join
)


@PLACES
@pytest.mark.parametrize("blocks", [0, 2, 8, 20, 40, 60, 80, 120, 200])
def test_a_build_on_a_full_disk_loses_nothing_and_is_made_good_with_room(
    scene: Scene, disk: Path, names: list[str], blocks: int
) -> None:
    site = scene.site()
    moved_to(disk, site, names)
    ballast = fill(disk, blocks)
    code = site.build("--quiet").code
    assert code == 1 if blocks < 8 else code in (0, 1)
    assert_nothing_lost(scene, site)
    ballast.unlink()
    assert_made_good(scene, site)


@PLACES
@pytest.mark.parametrize("blocks", [0, 8, 20, 40, 60])
def test_a_full_disk_is_told_in_one_sentence(
    scene: Scene, disk: Path, names: list[str], blocks: int
) -> None:
    site = scene.site()
    moved_to(disk, site, names)
    fill(disk, blocks)
    built = site.build("--quiet")
    if built.code:
        assert_told(built.code, built.stderr, disk)


@pytest.mark.parametrize("blocks", [0, 8, 40])
def test_a_full_disk_takes_no_last_good_version(scene: Scene, disk: Path, blocks: int) -> None:
    site = scene.site()
    moved_to(disk, site, ["output", "state"])
    ballast = fill(disk, blocks)
    site.build("--quiet")
    ballast.unlink()
    site.write(BROKEN, "---\n")
    built = clean.build_as_clean(site)
    assert (built.code, built.report["kept_last_good"]) == (3, [BROKEN])


def test_a_full_disk_of_renditions_is_told_and_made_good(scene: Scene, disk: Path) -> None:
    site = scene.site()
    moved_to(disk, site, ["renditions"])
    ballast = fill(disk, 0)
    built = site.build("--quiet")
    assert_told(built.code, built.stderr, disk)
    assert_nothing_lost(scene, site)
    ballast.unlink()
    assert_made_good(scene, site)


@pytest.mark.parametrize("at", [1, 3, 6, 10, 20, 40, 60])
def test_when_the_system_refuses_to_write_it_is_told_and_made_good(scene: Scene, at: int) -> None:
    """From one write on; what SQLite writes is not refused here."""
    site = scene.site()
    build = Child(site, "--quiet", writes=Writes(site, at, children.fill_disk))
    assert_told(build.wait(), build.stderr, site.output, site.state, site.renditions)
    assert_nothing_lost(scene, site)
    assert_made_good(scene, site)
