"""Changes that are easily missed: only few outputs show them, or nothing but a record tells of
them."""

import time

import pytest

from contract.blocks import Block
from site_builder.source import scan
from site_builder.source.scan import Stat
from tests.site_builder import clean
from tests.site_builder.sites import Site, tree
from tests.site_builder.town import Story, Town

STORY = "th/news/story-1/index.html"


def build(site: Site) -> None:
    assert site.build("--quiet").code == 0


def build_as_clean(site: Site) -> None:
    assert clean.build_as_clean(site).code == 0


# Media


def describe(site: Site, number: int, credit: str) -> str:
    return site.picture(f"picture-{number}.jpg", credit=credit)


def test_a_feed_shows_the_credit_of_most_pictures_though_it_shows_only_eight(make_site) -> None:
    """The ninth decides."""
    site: Site = make_site()
    pictures = [describe(site, number, "กขคง"[number % 2]) for number in range(9)]
    gallery = Block("gallery", {"images": [{"image": picture} for picture in pictures]})
    site.document("story", gallery)
    build(site)
    before = site.text("th/news/feed.json")
    describe(site, 8, "ข")
    build_as_clean(site)
    assert site.text("th/news/feed.json") != before


def test_an_attachment_is_named_as_its_record_says(make_site) -> None:
    site: Site = make_site()
    digest = site.attachment()
    site.document("story", Block("attachments", {"files": [{"file": digest}]}))
    build(site)
    record = {"file": "a.pdf", "size": 8, "title": {"th": "รายงาน"}, "type": "application/pdf"}
    record["size"] = (site.content / "media" / digest / "a.pdf").stat().st_size
    site.json(f"media/{digest}/attachment.json", record)
    build_as_clean(site)
    assert "รายงาน" in site.text("th/news/story/index.html")


@pytest.mark.parametrize("harm", ["missing", "changed"])
def test_a_picture_of_the_output_that_somebody_touched_is_put_right(
    office: Town, harm: str
) -> None:
    site = office.site
    before = tree(site.output)
    picture = next((site.output / "img").rglob("*.jpg"))
    picture.unlink()
    if harm == "changed":
        picture.write_bytes(b"x")
    build(site)
    assert tree(site.output) == before


# Files


def test_a_file_that_was_written_twice_within_a_tick_of_the_clock_is_read_again(
    office: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Size and times are the same after both."""
    now = time.time_ns()
    monkeypatch.setattr(scan, "_stat_of", lambda found: Stat(found.st_size, now, now, 1))
    office.change("story-1", text="ฉบับหนึ่ง")
    build(office.site)
    office.change("story-1", text="ฉบับสอง..")
    build_as_clean(office.site)


# Addresses


def test_two_stories_may_swap_their_addresses(office: Town) -> None:
    office.put(Story("first", "one", "เรื่องแรก"))
    office.put(Story("second", "two", "เรื่องที่สอง"))
    build(office.site)
    office.put(Story("first", "two", "เรื่องแรก"))
    office.put(Story("second", "one", "เรื่องที่สอง"))
    office.put(Story("first", "two", "เรื่องแรก"))
    build_as_clean(office.site)


@pytest.mark.parametrize("same", ["key", "url"])
@pytest.mark.parametrize("newer", [False, True], ids=["older", "newer"])
def test_a_story_gives_way_to_another_though_its_file_has_not_changed(
    office: Town, same: str, newer: bool
) -> None:
    double = office.double("story-1", same=same, newer=newer)
    clean.build_as_clean(office.site)
    office.remove(double)
    build_as_clean(office.site)
