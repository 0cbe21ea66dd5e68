import json
from pathlib import Path

import feedparser
import jsonschema_rs
import pytest

from contract.blocks import Block
from tests import golden
from tests.site_builder.links import read
from tests.site_builder.sites import Site

SCHEMA = json.loads((Path(__file__).parent / "json_feed_schema.json").read_text(encoding="utf-8"))
LIMIT_BYTES = 250_000
HUGE = "ข้อความยาวมาก " * 1_500  # 60 KB of UTF-8


@pytest.mark.parametrize("name", golden.SITES)
def test_every_json_feed_keeps_the_standard(name: str) -> None:
    validator = jsonschema_rs.Draft202012Validator(SCHEMA, validate_formats=True)
    feeds = {
        file: text
        for file, text in golden.expected(name).items()
        if "feed" in file and file.endswith(".json")
    }
    assert len(feeds) > 4
    for file, text in feeds.items():
        feed = json.loads(text)
        assert [str(error) for error in validator.iter_errors(feed)] == [], file
        ids = [item["id"] for item in feed["items"]]
        assert len(set(ids)) == len(ids)
        assert feed["feed_url"].endswith("/" + file)
        assert feed.get("next_url") != feed["feed_url"]
        assert [i["date_published"] for i in feed["items"]] == sorted(
            (i["date_published"] for i in feed["items"]), reverse=True
        )


@pytest.mark.parametrize("name", golden.SITES)
def test_bodies_are_plain_html(name: str) -> None:
    for file, text in golden.expected(name).items():
        if "feed" not in file or not file.endswith(".json"):
            continue
        for item in json.loads(text)["items"]:
            html = item.get("content_html", "")
            for sign in (
                "<picture",
                "<source",
                "srcset",
                "<script",
                "<style",
                " class=",
                " style=",
                "<svg",
                ".webp",
            ):
                assert sign not in html, (file, sign)
            for tag in html.split("<img ")[1:]:
                head = tag.partition(">")[0]
                assert 'src="https://' in head
                assert 'width="' in head
                assert 'height="' in head
                assert 'alt="' in head
                assert ".jpg" in head
            assert all(
                link.startswith(("https://", "mailto:", "tel:")) for link in read(html).links
            )


def test_the_extension_tells_what_the_app_needs() -> None:
    feed = json.loads(golden.expected("bilingual")["th/feed.json"])
    (item,) = [item for item in feed["items"] if item["url"].endswith("/park/")]
    extension = item["_newsroom"]
    assert extension["purposes"] == ["knowledge", "service"]
    assert extension["department"] == "engineering"
    assert extension["category"] == "notice"
    assert extension["translations"] == [
        {"locale": "en", "url": "https://www.example.go.th/en/news/park/", "state": "outdated"}
    ]
    assert set(extension["cover"]) == {"url", "width", "height", "alt"}
    assert item["date_modified"] == "2026-11-25T10:00:00+07:00"
    assert item["date_published"] == "2026-11-23T09:00:00+07:00"


def test_ids_do_not_depend_on_the_address_of_the_site(site: Site) -> None:
    site.document("story")
    site.build("--quiet")
    first = json.loads(site.text("th/feed.json"))["items"][0]
    site.build("--quiet", "--site-url", "https://new.example")
    second = json.loads(site.text("th/feed.json"))["items"][0]
    assert first["id"] == second["id"]
    assert first["id"].startswith("tag:example.go.th,2026:")
    assert first["id"].endswith("/th")
    assert first["url"] != second["url"]


def test_feeds_of_huge_stories_stay_small(site: Site) -> None:
    for number in range(25):
        site.document(
            f"story-{number}", Block("text", HUGE), Block("text", HUGE),
            title="ก" * 250, summary="ข" * 1000, source_note="ค" * 500,
            date=f"2026-11-{number % 28 + 1:02d}T09:00:00+07:00",
        )  # fmt: skip
    assert site.build("--quiet").code == 0
    for name in ("th/feed.json", "th/feed.xml", "th/news/feed.json"):
        assert (site.output / name).stat().st_size < LIMIT_BYTES, name
    items = json.loads(site.text("th/feed.json"))["items"]
    assert len(items) == 20
    assert all("content_html" in item or "content_text" in item for item in items)


def test_links_within_a_story_are_absolute_in_the_feed(site: Site) -> None:
    site.document("other", date="2026-01-01T09:00:00+07:00")
    site.document("story", Block("text", "[a](#part) [b](/th/news/) [c](https://d.example/#e)"))
    site.build("--quiet")
    html = json.loads(site.text("th/feed.json"))["items"][0]["content_html"]
    assert 'href="https://www.example.go.th/th/news/story/#part"' in html
    assert 'href="https://www.example.go.th/th/news/"' in html
    assert 'href="https://d.example/#e"' in html


def test_pages_of_months_lead_from_the_newest_to_the_oldest(site: Site) -> None:
    for month in (1, 3, 7):
        site.document(f"story-{month}", date=f"2026-{month:02d}-10T09:00:00+07:00")
    site.build("--quiet")
    seen, at = [], "https://www.example.go.th/th/feed.json"
    while at:
        seen.append(at.rpartition("/")[2])
        at = json.loads(site.text(at.removeprefix("https://www.example.go.th/"))).get("next_url")
    assert seen == ["feed.json", "feed-2026-07.json", "feed-2026-03.json", "feed-2026-01.json"]


def test_the_source_of_a_story_closes_its_text_and_stands_in_the_extension(site: Site) -> None:
    site.document("told", source_note="เรียบเรียงจาก <ข่าว> & ภาพ")
    site.document("own", date="2026-11-22T09:00:00+07:00")
    site.build("--quiet")
    told, own = json.loads(site.text("th/feed.json"))["items"]
    paragraph = "<p>ที่มาของข้อมูล: เรียบเรียงจาก &lt;ข่าว&gt; &amp; ภาพ</p>"
    assert told["content_html"].endswith(f"\n{paragraph}")
    assert told["_newsroom"]["source_note"] == "เรียบเรียงจาก <ข่าว> & ภาพ"
    assert "ที่มาของข้อมูล" not in own["content_html"]
    assert own["_newsroom"]["source_note"] is None
    (month, _) = json.loads(site.text("th/feed-2026-11.json"))["items"]
    assert month["_newsroom"]["source_note"] == "เรียบเรียงจาก <ข่าว> & ภาพ"
    atom = feedparser.parse(site.text("th/feed.xml").encode(), sanitize_html=False)
    assert atom.entries[0].content[0].value.endswith(paragraph)
