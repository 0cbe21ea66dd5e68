"""Another builder on the same state: what it makes is its own, whole and nothing of the other's."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.site_builder import clean
from tests.site_builder.sites import ROOT, Site, tree
from tests.site_builder.town import Town

VERSION, NEWER = "jsonfeed.org/version/1.1", "jsonfeed.org/version/9.9"


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """A copy of the builder that says something else in each JSON feed."""
    folder = tmp_path / "newer"
    for name in ("site_builder", "contract", "themes"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("*.pyc"))
    files = [f for f in (folder / "site_builder").rglob("*.py") if VERSION in f.read_text("utf-8")]
    assert files
    for file in files:
        file.write_text(file.read_text("utf-8").replace(VERSION, NEWER), "utf-8")
    return folder


def run(builder: Path, site: Site) -> None:
    subprocess.run(
        [sys.executable, "-m", "site_builder", *site.arguments("--quiet", "--jobs", "1")],
        cwd=builder, check=True, env={**os.environ, "SITE_TOML": str(site.folder / "site.toml")},
    )  # fmt: skip


def test_a_newer_builder_gives_what_it_gives_by_itself_and_the_older_one_takes_it_back(
    office: Town, newer: Path
) -> None:
    site, before = office.site, tree(office.site.output)
    other = clean.elsewhere(site)
    run(newer, site)
    run(newer, other)
    assert NEWER in site.text("th/feed.json")
    assert clean.differences(site.output, other.output) == []
    assert site.build("--quiet").code == 0
    assert tree(site.output) == before
