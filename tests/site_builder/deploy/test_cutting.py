"""Cutting a mention out of a page or feed as it stands."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.deploy import cutting

NEEDLES = ["/th/news/flood-plan/", "แผนรับมือน้ำท่วมฉบับใหม่", "/img/abc-640.jpg"]
CARD = (
    '<li class="card"><article><h2><a href="/th/news/flood-plan/">แผนรับมือน้ำท่วมฉบับใหม่</a></h2>'
    '<img src="/img/abc-640.jpg"><p>สรุปที่ไม่มีใครควรเห็น</p></article></li>'
)
OTHER = '<li class="card"><article><h2><a href="/th/news/other/">เรื่องอื่น</a></h2></article></li>'


def cut(path, text):
    made = cutting.without(path, text.encode(), NEEDLES)
    return None if made is None else made.decode()


def test_the_card_of_a_list_goes_whole():
    page = f"<!doctype html><ul>{OTHER}{CARD}{OTHER}</ul>"
    assert cut("a/index.html", page) == f"<!doctype html><ul>{OTHER}{OTHER}</ul>"


def test_a_link_within_a_long_story_goes_and_the_story_stays():
    text = "<p>ย่อหน้า</p>" * 800
    page = f'<article>{text}<p>ดู <a href="/th/news/flood-plan/">แผน</a></p>{text}</article>'
    assert cut("a/index.html", page) == f"<article>{text}<p>ดู </p>{text}</article>"


def test_head_and_data_lose_the_mention():
    page = (
        '<head><title>x</title><meta property="og:image" content="https://x.go.th/img/abc-640.jpg">'
        '<script type="application/ld+json">{"image": "https://x.go.th/img/abc-640.jpg"}</script>'
        "</head><p>y</p>"
    )
    assert cut("a/index.html", page) == "<head><title>x</title></head><p>y</p>"


@pytest.mark.parametrize(
    "link",
    [
        'href="/th/news/flood-plan/"',
        "href='/th/news/flood-plan/'",
        'href="/th/news/flood-plan/?v=2"',
        'href="https://www.example.go.th/th/news/flood-plan/"',
    ],
)
def test_it_is_found_however_it_is_written(link):
    assert cut("a/index.html", f"<p>a</p><ul><li><a {link}>b</a></li></ul>") == "<p>a</p><ul></ul>"


def test_a_thai_address_is_found_encoded():
    page = '<li><a href="/th/%E0%B8%82%E0%B9%88%E0%B8%B2%E0%B8%A7/">b</a></li>'
    assert cutting.without("a.html", page.encode(), ["/th/ข่าว/"]) == b""


def test_the_item_of_a_feed_goes_and_the_others_lose_their_links():
    feed = {
        "items": [
            {"id": "1", "url": "https://x.go.th/th/news/flood-plan/", "title": "t"},
            {"id": "2", "url": "https://x.go.th/th/news/other/",
             "content_html": '<p>a <a href="https://x.go.th/th/news/flood-plan/">b</a></p>',
             "image": "https://x.go.th/img/abc-640.jpg"},
        ]
    }  # fmt: skip
    made = json.loads(cut("th/feed.json", json.dumps(feed)))
    assert made == {
        "items": [{"id": "2", "url": "https://x.go.th/th/news/other/", "content_html": "<p>a </p>"}]
    }


def test_the_entry_of_an_atom_feed_and_of_a_sitemap_go_whole():
    atom = (
        "<feed><entry><id>1</id><link href='https://x.go.th/th/news/flood-plan/'/></entry>"
        "<entry><id>2</id></entry></feed>"
    )
    assert cut("th/feed.xml", atom) == "<feed><entry><id>2</id></entry></feed>"
    map_ = "<urlset><url><loc>https://x.go.th/th/news/flood-plan/</loc></url></urlset>"
    assert cut("sitemaps/th.xml", map_) == "<urlset></urlset>"


def test_what_cannot_be_cut_is_told():
    assert cut("a/index.html", "<div>แผนรับมือน้ำท่วมฉบับใหม่</div>") is None
    assert cut("th/feed.json", '{"/th/news/flood-plan/": 1}') is None
    assert cut("th/feed.json", "no json /th/news/flood-plan/") is None


def test_what_mentions_nothing_stays_as_it_is():
    page = f"<!doctype html><ul>{OTHER}</ul>"
    assert cut("a/index.html", page) == page


@given(st.lists(st.sampled_from([CARD, OTHER, "<p>", "</p>", "<div>", "</li>", "x", "<br>"])))
def test_either_nothing_is_left_or_it_is_told(parts):
    made = cut("a/index.html", "".join(parts))
    assert made is None or not cutting.mentions(made, NEEDLES)
