"""The output is a pure function of content, theme and site.toml."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from contract.blocks import Block
from tests.site_builder.sites import ROOT, Site, tree

# Small sites are built in one process; so that workers are tried, "small" is made smaller.
COMMAND = """
import sys
from site_builder import cli, parallel
from site_builder.rendering import writer
parallel.SMALL = writer.FEW = 2
writer.CHUNK = 5
sys.exit(cli.main(sys.argv[1:]))
"""
CORNERS = [
    {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C", "jobs": "1"},
    {"PYTHONHASHSEED": "77", "TZ": "America/New_York", "LC_ALL": "C.UTF-8", "jobs": "2"},
    {"PYTHONHASHSEED": "random", "TZ": "Asia/Bangkok", "LANG": "th_TH.UTF-8", "jobs": "2"},
]


def fill(site: Site) -> None:
    pictures = [site.picture(f"{name}.jpg", (640, 400)) for name in "abc"]
    for number in range(5):
        for locale in ("th", "en")[: 1 + number % 2]:
            site.document(
                f"story-{number}",
                Block("text", "a [b](page:00000000-0000-4000-8000-000000000000)"),
                Block("gallery", {"alt": "ภาพ", "images": [{"image": p} for p in pictures]}),
                locale=locale,
                date=f"2026-{number + 1:02d}-28T23:30:00+07:00",
                topics=["roads", "water"][: 1 + number % 2],
                department="engineering",
                cover={"image": pictures[number % 3]},
            )
    site.json("redirects.json", [{"from": f"/r{n}/", "to": f"/r{n + 1}/"} for n in range(9)])


def run(site: Site, corner: dict[str, str]) -> None:
    environment = {**os.environ, "SITE_TOML": str(site.folder / "site.toml")} | corner
    jobs = environment.pop("jobs")
    command = [sys.executable, "-W", "error", "-c", COMMAND, *site.arguments("--jobs", jobs)]
    done = subprocess.run(
        [*command, "--quiet"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "link.missing" in done.stderr


def test_clean_builds_are_equal_whatever_the_machine_says(tmp_path: Path) -> None:
    trees = []
    for number, corner in enumerate(CORNERS):
        folder = tmp_path / ("deep/" * number) / f"site {number}"
        site = Site(folder, folder / "renditions", bilingual=True)
        fill(site)
        if number == 2:  # an output folder of another build
            site.document("leftover")
            run(site, corner)
            (site.content / "th/news/2026/leftover.md").unlink()
            for path in (folder / "state").iterdir():
                path.unlink()
        run(site, corner)
        trees.append(tree(site.output))
    assert len(trees[0]) > 100
    assert trees[0] == trees[1] == trees[2]
    assert not [path for path in trees[0] if "leftover" in path]


def test_a_second_build_touches_no_file(make_site) -> None:
    site = make_site(bilingual=True)
    fill(site)
    attachment = site.attachment()
    site.document("paper", Block("attachments", {"files": [{"file": attachment}]}))
    assert site.build("--quiet").code == 0
    before = _times(site)
    assert site.build("--quiet", "--jobs", "2").code == 0
    assert _times(site) == before


def test_media_that_could_not_be_linked_are_not_copied_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Content, cache and output may lie on different disks."""

    def no_link(*_: object) -> None:
        raise OSError("another disk")

    monkeypatch.setattr(os, "link", no_link)
    site.document("story", Block("image", {"image": site.picture()}))
    site.build("--quiet")
    before = _times(site)
    site.build("--quiet")
    assert _times(site) == before


def _times(site: Site) -> dict[str, int]:
    return {str(p): p.stat().st_mtime_ns for p in site.output.rglob("*") if p.is_file()}


@pytest.mark.parametrize("seconds", [0.6, 0.9])
def test_a_killed_build_leaves_what_the_next_one_repairs(tmp_path: Path, seconds: float) -> None:
    site = Site(tmp_path / "site", tmp_path / "renditions", bilingual=True)
    fill(site)
    environment = {**os.environ, "SITE_TOML": str(site.folder / "site.toml")}
    command = [sys.executable, "-c", COMMAND, *site.arguments("--jobs", "1", "--quiet")]
    killed = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        killed.wait(seconds)
    killed.kill()
    killed.wait()
    assert site.build("--quiet").code == 0
    clean = Site(tmp_path / "clean", tmp_path / "other-renditions", bilingual=True)
    fill(clean)
    clean.build("--quiet")
    assert tree(site.output) == tree(clean.output)
