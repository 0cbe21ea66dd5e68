"""An upload that no page shows is told from every change that a build must look at."""

from pathlib import Path

import pytest

from contract.blocks import Block
from site_builder import config as configuration
from site_builder.config import BuildConfig
from site_builder.pipeline import uploads
from tests.site_builder.sites import Site


@pytest.fixture
def config(site: Site, monkeypatch) -> BuildConfig:
    site.document("story", Block("image", {"image": site.picture("shown.jpg")}))
    site.build("--quiet")
    monkeypatch.setenv("SITE_TOML", str(site.folder / "site.toml"))
    return configuration.load(content=site.content, output=site.output, state=site.state)


def changed(site: Site, digest: str) -> set[str]:
    folder = site.content / "media" / digest
    return {str(folder), *(str(path) for path in folder.iterdir())}


def test_a_new_picture_is_ahead(config, site) -> None:
    digest = site.picture("new.jpg")
    draft = str(site.content / "media" / digest / ".new.jpg.77")
    assert uploads.told_apart(config, {*changed(site, digest), draft}) == ({digest}, False)


def test_so_is_the_first_of_all(site, monkeypatch) -> None:
    monkeypatch.setenv("SITE_TOML", str(site.folder / "site.toml"))
    config = configuration.load(content=site.content, output=site.output, state=site.state)
    digest = site.picture("new.jpg")  # its files may have come too early to be noticed
    media = str(site.content / "media")
    assert uploads.told_apart(config, {media}) == ({digest}, False)


def test_it_is_so_beside_every_other_change(config, site) -> None:
    digest = site.picture("new.jpg")
    for place in ("version.json", "th/news/2026/a.md", "media/x/y.jpg"):
        paths = {*changed(site, digest), str(site.content / place)}
        assert uploads.told_apart(config, paths) == ({digest}, True)


def test_a_build_that_saw_it_makes_it_no_change(config, site) -> None:
    digest = site.picture("new.jpg")
    site.build("--quiet")
    assert uploads.told_apart(config, changed(site, digest)) == ({digest}, False)


def test_one_that_pages_show_is_a_change(config, site) -> None:
    assert uploads.told_apart(config, changed(site, site.picture("shown.jpg"))) == (set(), True)


def test_one_that_a_page_lacks_is_a_change(config, site) -> None:
    digest = site.picture("late.jpg")
    kept = {path.name: path.read_bytes() for path in (site.content / "media" / digest).iterdir()}
    for name in kept:
        (site.content / "media" / digest / name).unlink()
    site.document("other", Block("image", {"image": digest}))
    assert site.build("--quiet").code == 3
    for name, data in kept.items():
        (site.content / "media" / digest / name).write_bytes(data)
    assert uploads.told_apart(config, changed(site, digest)) == (set(), True)


def test_one_that_goes_is_a_change(config, site) -> None:
    gone = str(site.content / "media" / ("a" * 64))
    assert uploads.told_apart(config, {gone}) == (set(), True)


def test_a_change_of_the_theme_is_one(config, site, tmp_path: Path) -> None:
    assert uploads.told_apart(config, {str(tmp_path / "theme" / "base.html")}) == (set(), True)
    assert uploads.told_apart(config, set()) == (set(), False)
