"""Text is visible at once; pictures that must be made first follow, and then nothing differs from
a build that had waited for them."""

import json
import shutil
from pathlib import Path

import pytest

from contract.blocks import Block
from site_builder import cli
from tests.site_builder.sites import Site, tree

PAGE = "th/news/story/index.html"
FEED = "th/news/feed.json"


@pytest.fixture
def site(make_site, tmp_path: Path) -> Site:
    """A built site of one older story, with a cache of its own."""
    made = make_site()
    made.renditions = tmp_path / "renditions"
    made.document("older", Block("image", {"image": made.picture("old.jpg")}))
    assert made.build("--quiet").code == 0
    return made


def add_story(site: Site, *names: str, **front: object) -> list[str]:
    digests = [site.picture(name) for name in names or ("a.jpg", "b.jpg")]
    gallery = Block("gallery", {"images": [{"image": digest} for digest in digests]})
    site.document("story", Block("text", "น้ำลดแล้ว"), gallery, **front)
    return digests


def encode(site: Site, capsys: pytest.CaptureFixture[str], monkeypatch) -> str:
    monkeypatch.setenv("SITE_TOML", str(site.folder / "site.toml"))
    monkeypatch.setattr("os.nice", lambda _increment: 0)
    places = site.arguments("--jobs", "1", "--encode")[1:]
    assert cli.main(["media", *places]) == 0
    return capsys.readouterr().out.splitlines()[0]


def items(site: Site) -> dict[str, dict]:
    return {item["title"]: item for item in json.loads(site.text(FEED))["items"]}


def test_the_text_is_there_before_its_pictures(site: Site) -> None:
    add_story(site)
    result = site.build("--text-first")
    assert (result.code, result.report["counts"]["awaited_pictures"]) == (0, 2)
    assert "น้ำลดแล้ว" in site.text(PAGE)
    assert "<picture" not in site.text(PAGE)
    assert "2 pictures follow" in result.stderr


def test_every_page_refers_only_to_what_is_there(site: Site) -> None:
    add_story(site)
    site.build("--text-first", "--quiet")
    for page in site.output.rglob("*.html"):
        for part in page.read_text("utf-8").split('"'):
            for address in part.split(", ") if part.startswith("/img/") else ():
                assert site.exists(address.split(" ")[0].lstrip("/")), (page, address)


def test_the_build_that_follows_gives_what_a_waiting_one_gives(
    site: Site, make_site, capsys, monkeypatch
) -> None:
    add_story(site)
    site.build("--text-first", "--quiet")
    assert encode(site, capsys, monkeypatch) == "took up 2 pictures"
    assert encode(site, capsys, monkeypatch) == "took up 0 pictures"
    result = site.build("--quiet")
    assert result.report["counts"]["awaited_pictures"] == 0
    waiting = make_site("waiting")
    shutil.copytree(site.content, waiting.content, dirs_exist_ok=True)
    waiting.build("--quiet")
    assert tree(site.output) == tree(waiting.output)


def test_with_all_renditions_made_it_is_a_plain_build(site: Site) -> None:
    add_story(site)
    site.build("--quiet")
    before = tree(site.output)
    site.build("--text-first", "--quiet")
    assert tree(site.output) == before


def test_a_feed_waits_for_the_pictures_of_its_items(site: Site) -> None:
    before = site.text(FEED)
    add_story(site)
    site.build("--text-first", "--quiet")
    assert site.text(FEED) == before
    site.build("--quiet")
    assert '<img src="https://www.example.go.th/img/' in items(site)["เรื่อง story"]["content_html"]


def test_a_feed_that_was_not_there_comes_with_the_pictures(site: Site) -> None:
    cover = {"image": site.picture("cover.jpg")}
    add_story(site, date="2026-10-01T09:00:00+07:00", cover=cover)
    site.build("--text-first", "--quiet")
    assert not site.exists("th/feed-2026-10.json")
    site.build("--quiet")
    assert site.exists("th/feed-2026-10.json")


def test_a_feed_does_not_wait_with_what_was_taken_down(site: Site) -> None:
    add_story(site)
    (site.content / "th/news/2026/older.md").unlink()
    site.build("--text-first", "--quiet")
    assert [*items(site)] == ["เรื่อง story"]


def test_a_feed_does_not_wait_with_a_picture_that_was_taken_down(site: Site) -> None:
    digest = site.picture("old.jpg")
    shutil.rmtree(site.content / "media" / digest)
    entry = {"deleted_at": "2026-11-24T09:00:00+07:00", "digest": digest, "kind": "withdrawn"}
    site.json("tombstones.json", {"media": [entry]})
    site.document("older", Block("text", "ข้อความเท่านั้น"))
    add_story(site)
    site.build("--text-first", "--quiet")
    assert "<img" not in site.text(FEED)
    assert "ข้อความเท่านั้น" in site.text(FEED)


def test_what_a_waiting_feed_shows_stays_though_the_cache_is_lost(
    site: Site, capsys, monkeypatch
) -> None:
    before, shown = site.text(FEED), tree(site.output / "img")
    shutil.rmtree(site.renditions)
    site.build("--text-first", "--quiet")
    assert (site.text(FEED), tree(site.output / "img")) == (before, shown)
    assert not site.renditions.exists()
    assert "<picture" not in site.text("th/news/older/index.html")
    assert encode(site, capsys, monkeypatch) == "took up 1 pictures"
    site.build("--quiet")
    assert (site.text(FEED), tree(site.output / "img")) == (before, shown)


def test_a_feed_that_was_damaged_is_written_with_the_pictures(site: Site) -> None:
    add_story(site)
    (site.output / FEED).write_text("damaged")
    site.build("--text-first", "--quiet")
    assert not site.exists(FEED)
    site.build("--quiet")
    assert "เรื่อง story" in items(site)


def test_a_picture_that_waits_in_one_role_stays_in_the_others(site: Site) -> None:
    before = site.text("th/news/older/index.html")
    assert "<picture" in before
    site.document("story", cover={"image": site.picture("old.jpg")})
    site.build("--text-first", "--quiet")
    older = site.text("th/news/older/index.html")
    assert older.count("<picture") >= before.count("<picture")
    assert "/img/" not in site.text(PAGE).split("<main")[1].split("<aside")[0].split("</article")[0]


def test_a_picture_that_cannot_be_made_brings_the_last_good_version_back(site: Site) -> None:
    digest = add_story(site, "a.jpg")[0]
    site.build("--quiet")
    site.document(
        "story", Block("text", "ฉบับใหม่"), Block("image", {"image": digest, "caption": "ก"})
    )
    broken = site.picture("c.jpg")
    site.document("story", Block("text", "ฉบับใหม่"), Block("image", {"image": broken}))
    (site.content / "media" / broken / "c.jpg").write_bytes(b"no picture")
    assert site.build("--text-first", "--quiet").code == 0
    assert "ฉบับใหม่" in site.text(PAGE)
    result = site.build("--quiet")
    assert (result.code, result.codes) == (3, ["media.digest"])
    assert "น้ำลดแล้ว" in site.text(PAGE)
