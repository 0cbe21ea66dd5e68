"""Changes that are easily missed: only few outputs show them, or nothing but a record tells of
them."""

import json
import time
from typing import Any

import pytest

from contract.blocks import Block
from site_builder.source import scan
from site_builder.source.scan import Scan
from tests.contract import office_files
from tests.site_builder import clean
from tests.site_builder.sites import Site, rest, tree
from tests.site_builder.town import Story, Town

STORY = "th/news/story-1/index.html"


def build(site: Site) -> None:
    assert site.build("--quiet").code == 0


def build_as_clean(site: Site) -> None:
    assert clean.build_as_clean(site).code == 0


@pytest.fixture
def rested(office: Town) -> Town:
    """With files that are older than a tick of the clock and known to the builder. Right after they
    were copied it takes each picture for a changed one."""
    rest()
    build(office.site)
    return office


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


@pytest.fixture
def report(make_site) -> Site:
    """A story with an attachment."""
    site: Site = make_site()
    site.document("story", Block("attachments", {"files": [{"file": site.attachment()}]}))
    build(site)
    return site


def record(site: Site, **more: object) -> None:
    """What is said of the attachment is another now."""
    (file,) = site.content.glob("media/*/attachment.json")
    said = json.loads(file.read_bytes()) | more
    (file.parent / str(said["file"])).write_bytes(office_files.PDF)
    site.json(str(file.relative_to(site.content)), said)


def test_an_attachment_has_the_title_of_its_record(report: Site) -> None:
    record(report, title={"th": "รายงาน"})
    build_as_clean(report)
    assert "รายงาน" in report.text("th/news/story/index.html")


def test_an_attachment_that_has_another_name_has_another_address(report: Site) -> None:
    record(report, file="b.pdf")
    build_as_clean(report)
    assert [file.name for file in report.output.glob("files/**/*.pdf")] == ["b.pdf"]


@pytest.mark.parametrize("harm", ["missing", "changed"])
def test_a_picture_of_the_output_that_somebody_touched_is_put_right(
    rested: Town, harm: str
) -> None:
    site = rested.site
    before = tree(site.output)
    picture = next((site.output / "img").rglob("*.jpg"))
    picture.unlink()
    if harm == "changed":
        picture.write_bytes(b"x")
    build(site)
    assert tree(site.output) == before


def test_a_picture_that_goes_takes_along_the_stories_that_show_it_until_it_is_back(
    office: Town,
) -> None:
    site = office.site
    picture, away = site.content / "media" / office.digest("a.jpg"), site.folder / "away"
    picture.rename(away)
    assert clean.build_as_clean(site).code == 3
    away.rename(picture)
    build_as_clean(site)


def test_a_page_that_goes_takes_its_picture_along(rested: Town) -> None:
    """No list and no feed shows it, too."""
    picture = Block("image", {"image": rested.picture("new.jpg")})
    page = rested.site.document("contact", picture, type_="page")
    rest()
    build(rested.site)
    rested.remove(page)
    build_as_clean(rested.site)


def test_a_picture_comes_and_goes_with_the_page_that_shows_it(rested: Town) -> None:
    rested.change("story-1", cover="a.jpg")
    build_as_clean(rested.site)
    rested.change("story-5", cover="b.jpg")
    build_as_clean(rested.site)


def test_a_story_comes_into_the_feeds_when_its_picture_is_made(rested: Town) -> None:
    rested.put(Story("new", "new", "เรื่องใหม่", day="2027-03-01", cover="new.jpg"))
    rest()
    assert rested.site.build("--quiet", "--text-first").report["counts"]["awaited_pictures"] == 1
    assert "เรื่องใหม่" not in rested.site.text("th/feed.json")
    build_as_clean(rested.site)
    assert "เรื่องใหม่" in rested.site.text("th/feed.json")


# Files


def test_a_file_that_was_written_twice_within_a_tick_of_the_clock_is_read_again(
    office: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Size and times are the same after both."""
    now, look = time.time_ns() + 10**11, scan.scan  # however slow the machine is

    def within_a_tick(*given: Any) -> Scan:
        found = look(*given)
        found.files = {file: (stat[0], now, now, 1) for file, stat in found.files.items()}
        return found

    monkeypatch.setattr(scan, "scan", within_a_tick)
    office.change("story-1", text="ฉบับก")
    build(office.site)
    office.change("story-1", text="ฉบับข")
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
    rested: Town, same: str, newer: bool
) -> None:
    double = rested.double("story-3", same=same, newer=newer)
    clean.build_as_clean(rested.site)
    rested.remove(double)
    build_as_clean(rested.site)


def test_the_first_of_several_addresses_leads_to_the_last(office: Town) -> None:
    office.rename("story-1", "story-1-moved")
    build(office.site)
    office.rename("story-1", "story-1-again")
    build_as_clean(office.site)
    assert "/th/news/story-1-again/" in office.site.text(STORY)


def test_what_is_gone_may_be_said_to_be_withdrawn(office: Town) -> None:
    office.delete("story-1", "gone")
    build(office.site)
    before = office.site.text(STORY)
    office.tombstones["documents"][0]["kind"] = "withdrawn"
    office.site.json("tombstones.json", office.tombstones)
    build_as_clean(office.site)
    assert office.site.text(STORY) != before


def test_a_redirect_gives_way_to_a_month_and_comes_back_when_its_last_story_leaves(
    office: Town,
) -> None:
    site, month = office.site, "th/news/2026/12/index.html"
    site.json("redirects.json", [{"from": "/th/news/2026/12/", "to": "/th/news/"}])
    build(site)
    redirect = site.text(month)
    rest()
    build(site)
    office.change("story-1", day="2026-12-20")
    build_as_clean(site)
    assert office.stories["story-1"].url() in site.text(month)
    office.change("story-1", day="2026-09-20")
    build_as_clean(site)
    assert site.text(month) == redirect


# Settings


def test_another_time_zone_moves_stories_to_other_months(office: Town) -> None:
    office.change("story-1", day="2026-08-01")
    build(office.site)
    office.site.configure(office.site.config.replace("Asia/Bangkok", "Pacific/Honolulu"))
    build_as_clean(office.site)
    assert office.stories["story-1"].url() in office.site.text("th/news/2026/07/index.html")
