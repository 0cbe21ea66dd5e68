"""Text is visible at once; pictures that must be made first follow, and then nothing differs from
a build that had waited for them."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from contract.blocks import Block
from site_builder import cli
from tests.site_builder.sites import Site, picture_bytes, tree

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


def test_a_feed_gives_a_story_when_its_pictures_are_there(site: Site) -> None:
    before = items(site)
    add_story(site)
    site.build("--text-first", "--quiet")
    assert items(site) == before
    assert "เรื่อง story" not in site.text("th/news/feed.xml")
    site.build("--quiet")
    assert '<img src="https://www.example.go.th/img/' in items(site)["เรื่อง story"]["content_html"]
    assert "เรื่อง story" in site.text("th/news/feed.xml")


def test_no_other_story_of_a_feed_waits(site: Site) -> None:
    add_story(site)
    site.document(
        "older", Block("text", "แก้แล้ว"), Block("image", {"image": site.picture("old.jpg")})
    )
    site.build("--text-first", "--quiet")
    assert "แก้แล้ว" in items(site)["เรื่อง older"]["content_html"]


def test_a_feed_does_not_wait_with_what_was_taken_down(site: Site) -> None:
    add_story(site)
    (site.content / "th/news/2026/older.md").unlink()
    site.build("--text-first", "--quiet")
    assert items(site) == {}


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


def test_what_the_public_sees_already_does_not_go_for_a_while(site: Site) -> None:
    before = tree(site.output)
    shutil.rmtree(site.renditions)
    result = site.build("--text-first", "--quiet")
    assert result.report["counts"]["awaited_pictures"] == 0
    assert tree(site.output) == before


def test_nor_does_a_picture_of_which_another_part_is_to_be_seen(site: Site) -> None:
    digest = site.picture("cover.jpg", size=(400, 100))
    site.document("older", cover={"image": digest})
    site.build("--quiet")
    site.picture("cover.jpg", size=(400, 100), focal={"x": 0, "y": 5, "width": 1, "height": 1})
    add_story(site)
    site.build("--text-first", "--quiet")
    page = site.text("th/news/older/index.html")
    assert "<picture" in page
    assert "เรื่อง older" in items(site)


def test_without_knowing_what_the_public_sees_nothing_is_left_out(site: Site) -> None:
    shutil.rmtree(site.state)
    add_story(site)
    result = site.build("--text-first", "--quiet")
    assert result.report["counts"]["awaited_pictures"] == 0
    assert "<picture" in site.text(PAGE)


def test_a_picture_that_is_known_comes_at_once_in_another_role_too(site: Site) -> None:
    site.document("story", cover={"image": site.picture("old.jpg")})
    site.build("--text-first", "--quiet")
    assert "<picture" in site.text(PAGE).split("<main")[1]


@pytest.mark.parametrize("spoilt", [b"no picture", None], ids=["bytes", "size"])
def test_a_picture_that_is_no_good_never_takes_its_text_along(site: Site, spoilt) -> None:
    digest = site.picture("c.jpg")
    site.document("story", Block("text", "ฉบับใหม่"), Block("image", {"image": digest}))
    if spoilt:
        (site.content / "media" / digest / "c.jpg").write_bytes(spoilt)
    else:
        site.json(f"media/{digest}/image.json", {"file": "c.jpg", "height": 1, "width": 9})
    result = site.build("--text-first", "--quiet")
    assert result.code == 3
    assert not site.exists(PAGE)


def test_a_picture_that_cannot_be_decoded_brings_the_last_good_version_back(site: Site) -> None:
    add_story(site, "a.jpg")
    site.build("--quiet")
    digest = half_a_picture(site)
    site.document("story", Block("text", "ฉบับใหม่"), Block("image", {"image": digest}))
    assert site.build("--text-first", "--quiet").code == 0
    assert "ฉบับใหม่" in site.text(PAGE)
    result = site.build("--quiet")
    assert (result.code, result.codes) == (3, ["media.unreadable"])
    assert "น้ำลดแล้ว" in site.text(PAGE)


def half_a_picture(site: Site) -> str:
    data = picture_bytes("half.jpg", (600, 400))
    data = data[: len(data) // 2]
    digest = hashlib.sha256(data).hexdigest()
    site.write(f"media/{digest}/half.jpg", data)
    site.json(f"media/{digest}/image.json", {"file": "half.jpg", "height": 400, "width": 600})
    return digest
