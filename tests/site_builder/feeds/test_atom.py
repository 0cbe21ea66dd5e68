"""Atom by an independent reader, and the archives of RFC 5005."""

from xml.etree import ElementTree as tree

import feedparser
import pytest

from contract.blocks import Block
from tests import golden
from tests.site_builder.sites import Site

ATOM = "{http://www.w3.org/2005/Atom}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
URL = "https://www.example.go.th"


@pytest.fixture
def archived(site: Site) -> Site:
    """Stories in three months, one of the last within a month boundary of Asia/Bangkok."""
    for month in (1, 3, 7):
        for day in (10, 20):
            site.document(f"story-{month}-{day}", date=f"2026-{month:02d}-{day}T09:00:00+07:00")
    site.document("boundary", date="2026-02-28T20:00:00Z")
    assert site.build("--quiet").code == 0
    return site


def links(site: Site, path: str) -> dict[str, str]:
    root = tree.fromstring((site.output / path).read_bytes())
    return {
        link.get("rel", ""): link.get("href", "").removeprefix(f"{URL}/")
        for link in root.findall(f"{ATOM}link")
    }


@pytest.mark.parametrize("name", golden.SITES)
def test_every_atom_feed_is_read_without_complaint(name: str) -> None:
    feeds = {f: t for f, t in golden.expected(name).items() if "/feed" in f and f.endswith(".xml")}
    assert feeds
    for file, text in feeds.items():
        parsed = feedparser.parse(text.encode())
        assert not parsed.bozo, (file, parsed.get("bozo_exception"))
        assert parsed.version == "atom10"
        assert parsed.feed.id.startswith("tag:")
        assert parsed.feed.updated_parsed
        ids = [entry.id for entry in parsed.entries]
        assert len(set(ids)) == len(ids)
        for entry in parsed.entries:
            assert entry.link.startswith("https://")
            assert entry.updated_parsed
            assert entry.published_parsed
            assert entry.get("content") or entry.get("summary")


def test_both_locales_never_share_an_entry() -> None:
    texts = golden.expected("bilingual")
    ids = [
        {e.id for e in feedparser.parse(texts[f"{locale}/feed.xml"].encode()).entries}
        for locale in ("th", "en")
    ]
    assert not ids[0] & ids[1]


def test_the_subscription_document_leads_back_through_all_months(archived: Site) -> None:
    seen, at = [], "th/news/feed.xml"
    while at:
        seen.append(at.rpartition("/")[2])
        at = links(archived, at).get("prev-archive", "")
    assert seen == ["feed.xml", "feed-2026-07.xml", "feed-2026-03.xml", "feed-2026-01.xml"]


def test_archives_name_their_neighbours_and_the_current_document(archived: Site) -> None:
    found = links(archived, "th/feed-2026-03.xml")
    assert found["current"] == "th/feed.xml"
    assert found["self"] == "th/feed-2026-03.xml"
    assert found["prev-archive"] == "th/feed-2026-01.xml"
    assert found["next-archive"] == "th/feed-2026-07.xml"


def test_only_a_closed_month_is_an_archive(archived: Site) -> None:
    def closed(path: str) -> bool:
        root = tree.fromstring((archived.output / path).read_bytes())
        return root.find(f"{HISTORY}archive") is not None

    assert closed("th/feed-2026-01.xml")
    assert closed("th/feed-2026-03.xml")
    assert not closed("th/feed-2026-07.xml")
    assert not closed("th/feed.xml")
    assert "next-archive" not in links(archived, "th/feed-2026-07.xml")


def test_a_closed_month_holds_still_when_a_new_story_comes(archived: Site) -> None:
    before = archived.text("th/feed-2026-03.xml")
    archived.document("new", date="2026-09-01T09:00:00+07:00")
    archived.build("--quiet")
    assert archived.text("th/feed-2026-03.xml") == before
    assert "fh:archive" in archived.text("th/feed-2026-07.xml")


def test_months_are_those_of_the_sites_time_zone(archived: Site) -> None:
    assert "boundary" in archived.text("th/feed-2026-03.xml")
    assert not archived.exists("th/feed-2026-02.xml")
    assert archived.exists("th/news/2026/03/index.html")


def test_text_that_xml_cannot_hold_never_gets_there(site: Site) -> None:
    site.document(
        "story", Block("html", "<p>a &amp; b &lt;script&gt; ]]&gt; “ก้” 😀</p>"), title="a & <b> ]]>"
    )
    assert site.build("--quiet").code == 0
    parsed = feedparser.parse((site.output / "th/feed.xml").read_bytes())
    assert not parsed.bozo
    assert parsed.entries[0].title == "a & <b> ]]>"


def test_an_empty_feed_is_valid(site: Site) -> None:
    site.build("--quiet")
    parsed = feedparser.parse((site.output / "th/feed.xml").read_bytes())
    assert not parsed.bozo
    assert parsed.entries == []
    assert "prev-archive" not in links(site, "th/feed.xml")
