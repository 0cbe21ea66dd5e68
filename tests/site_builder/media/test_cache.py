"""The rendition cache: whole, damaged, emptied of one picture, made smaller."""

import hashlib
import re
from pathlib import Path

import pytest

from contract.blocks import Block
from site_builder import cli
from site_builder.media import recipes
from site_builder.media.cache import SUMS, RenditionCache
from tests.site_builder.sites import Site, tree

DIGEST = "a" * 64
WANTED = recipes.renditions(DIGEST, {"width": 60, "height": 40}, "inline")


@pytest.fixture
def cache(tmp_path: Path) -> RenditionCache:
    made = RenditionCache(tmp_path / "renditions")
    made.store(DIGEST, [(r.name, r.name.encode()) for r in WANTED])
    return made


@pytest.fixture
def site(make_site, tmp_path: Path) -> Site:
    """A site with a cache of its own, a picture and an attachment, built."""
    made = make_site()
    made.renditions = tmp_path / "renditions"
    files = Block("attachments", {"files": [{"file": made.attachment()}]})
    made.document("story", Block("image", {"image": made.picture()}), files)
    assert made.build("--quiet").code == 0
    return made


def pictures(site: Site) -> list[Path]:
    return sorted((site.output / "img").iterdir())


def test_what_was_stored_is_not_lacking_and_read_back(cache: RenditionCache) -> None:
    assert cache.lacks(DIGEST, WANTED) == ()
    assert cache.read(DIGEST, WANTED[0].name) == WANTED[0].name.encode()
    assert not list(cache.root.rglob(".*"))


def test_what_is_missing_shorter_or_unknown_is_lacking(cache: RenditionCache) -> None:
    first, second = WANTED[:2]
    cache.path(DIGEST, first.name).write_bytes(b"short")
    assert cache.lacks(DIGEST, WANTED) == (first,)
    cache.path(DIGEST, second.name).unlink()
    assert cache.lacks(DIGEST, WANTED) == (first, second)
    cache.path(DIGEST, SUMS).write_text("[damaged")
    assert cache.lacks(DIGEST, WANTED) == WANTED
    assert cache.read(DIGEST, WANTED[-1].name) is None


def test_bytes_that_changed_in_the_cache_are_not_read(cache: RenditionCache) -> None:
    path = cache.path(DIGEST, WANTED[0].name)
    path.write_bytes(b"x" * path.stat().st_size)
    assert cache.read(DIGEST, WANTED[0].name) is None


@pytest.mark.parametrize("spoil", [lambda data: data[:10], lambda data: b"x" * len(data)])
@pytest.mark.parametrize("place", ["cache", "output"])
def test_a_damaged_rendition_is_made_again(site: Site, place: str, spoil) -> None:
    before = tree(site.output)
    path = pictures(site)[0]
    if place == "cache":
        path = next(site.renditions.rglob(path.name))
    path.write_bytes(spoil(path.read_bytes()))  # the two may share their bytes
    assert site.build("--quiet").code == 0
    assert tree(site.output) == before


def test_writing_into_the_output_never_changes_the_content(site: Site) -> None:
    before = tree(site.content)
    for path in site.output.rglob("*.pdf"):
        path.write_bytes(b"changed")
    assert tree(site.content) == before
    assert site.build("--quiet").code == 0


def test_a_withdrawn_picture_leaves_the_cache(site: Site) -> None:
    digest = hashlib.sha256(next(site.content.rglob("*.jpg")).read_bytes()).hexdigest()
    assert (site.renditions / digest).is_dir()
    entry = {"deleted_at": "2026-11-23T09:00:00+07:00", "digest": digest, "kind": "withdrawn"}
    site.json("tombstones.json", {"media": [entry]})
    site.build("--quiet")
    assert not (site.renditions / digest).exists()
    assert not (site.output / "img").exists()


def test_the_cache_survives_a_lost_state(site: Site) -> None:
    before = {path: path.stat().st_mtime_ns for path in site.renditions.rglob("*")}
    for path in site.state.iterdir():
        path.unlink()
    assert site.build("--quiet", "--clean").code == 0
    assert {path: path.stat().st_mtime_ns for path in site.renditions.rglob("*")} == before


def prune(site: Site, capsys: pytest.CaptureFixture[str], monkeypatch, *more: str) -> list[int]:
    monkeypatch.setenv("SITE_TOML", str(site.folder / "site.toml"))
    assert cli.main(["media", *site.arguments()[1:], *more]) == 0
    return [int(number) for number in re.findall(r"(\d+) files", capsys.readouterr().out)]


def test_pruning_removes_what_no_picture_asks_for(site: Site, capsys, monkeypatch) -> None:
    before, kept = tree(site.output), len(list(site.renditions.rglob("*.jpg")))
    stranger = site.renditions / ("b" * 64)
    stranger.mkdir()
    (stranger / "x-480.webp").write_bytes(b"x")
    (site.renditions / "old-480.webp").write_bytes(b"x")
    own = next(path for path in site.renditions.iterdir() if path.name != stranger.name)
    (own / "superseded-480.webp").write_bytes(b"x")
    (total,) = prune(site, capsys, monkeypatch)
    assert prune(site, capsys, monkeypatch, "--prune") == [3, total - 3]
    assert len(list(site.renditions.rglob("*.jpg"))) == kept
    assert site.build("--quiet").code == 0
    assert tree(site.output) == before


def test_without_a_content_folder_nothing_is_pruned(site: Site, monkeypatch) -> None:
    before = tree(site.renditions)
    site.content.rename(site.folder / "elsewhere")
    monkeypatch.setenv("SITE_TOML", str(site.folder / "site.toml"))
    assert cli.main(["media", *site.arguments()[1:], "--prune"]) == 1
    assert tree(site.renditions) == before
