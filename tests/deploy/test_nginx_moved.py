"""Addresses that moved or are gone, as a real nginx answers for them with our map."""

import time
from urllib.parse import quote

import pytest

from site_builder.deploy.edge import policy
from site_builder.deploy.edge.moved import Entry
from site_builder.deploy.edge.redirect_map import MAX_KEY, redirect_map
from site_builder.index.outputs import SHORT
from tests.deploy.web_server import WebServer

MAP = ".newsroom/nginx/redirects.map"
MOVES = [
    Entry("/th/old/", 301, "/th/new/"),
    Entry("/th/ข่าวเก่า/", 301, "/th/ข่าวใหม่/"),
    Entry("/%e0%b8%81/", 301, "https://www.example.go.th/%E0%B8%81?a=b#c"),
    Entry("/index.php?option=com_content&id=12", 301, "/th/news/twelve/"),
    Entry("/index.php?option=com_content&id=13", 410),
    Entry("/index.php", 301, "/th/"),
    Entry("/news.asp?q=%e0%b8%81", 301, "/th/q/"),
    Entry("/ข่าว.php?หน้า=1", 301, "/th/page-1/"),
    Entry("/Case.php?a=B", 301, "/th/upper/"),
    Entry("/case.php?a=b", 301, "/th/lower/"),
    Entry("/th/dropped/", 410),
    Entry("/TH/", 301, "/th/"),
    Entry("/th/News/", 301, "/th/news/"),
    Entry("/TH/Was/", 301, "/th/one/"),
    Entry("/TH/was/", 301, "/th/two/"),
    Entry('/q"uo{te}$host;.php?a="$b"', 301, "/th/odd/"),
    Entry("/" + "ก" * 180 + "/", 301, "/" + "ข" * 180 + "/"),
    Entry('/a b/It\'s "so"/', 301, "/th/so/"),
    Entry("/files/old.pdf", 301, "/th/documents/"),
]


@pytest.fixture(scope="module")
def moved_site(nginx_files, tmp_path_factory):
    server = WebServer(tmp_path_factory.mktemp("moved"), *nginx_files)
    server.put("th/old/index.html", "moved, says the page")
    server.put("th/dropped/index.html", "gone, says the page")
    server.put("404.html", "none")
    server.put("th/index.html", "front page")
    server.put("th/news/index.html", "news")
    server.put(MAP, redirect_map(MOVES))
    server.start()
    yield server
    server.stop()


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/th/old/", "/th/new/"),
        ("/th/old/?fbclid=x", "/th/new/"),
        ("/th/" + quote("ข่าวเก่า") + "/", "/th/" + quote("ข่าวใหม่") + "/"),
        ("/th/" + quote("ข่าวเก่า").lower() + "/", "/th/" + quote("ข่าวใหม่") + "/"),
        ("/%E0%B8%81/", "https://www.example.go.th/%E0%B8%81?a=b#c"),
        ("/index.php?option=com_content&id=12", "/th/news/twelve/"),
        ("/index.php?option=com_content&id=14", "/th/"),
        ("/index.php", "/th/"),
        ("/news.asp?q=%E0%B8%81", "/th/q/"),
        ("/news.asp?q=%e0%b8%81", "/th/q/"),
        ("/" + quote("ข่าว.php?หน้า=1", safe="/?="), "/th/page-1/"),
        ("/Case.php?a=B", "/th/upper/"),
        ("/case.php?a=b", "/th/lower/"),
        ("/q%22uo%7Bte%7D$host;.php?a=\"$b\"", "/th/odd/"),
        ("/" + quote("ก" * 180) + "/", "/" + quote("ข" * 180) + "/"),
        ("/files/old.pdf", "/th/documents/"),
        ("/TH/", "/th/"),
        ("/th/News/", "/th/news/"),
        ("/TH/Was/", "/th/one/"),
        ("/TH/was/", "/th/two/"),
        ("/a%20b/It's%20%22so%22/", "/th/so/"),
    ],
)  # fmt: skip
def test_an_address_that_moved_leads_on(moved_site, path, location):
    answer = moved_site.ask(path)
    assert (answer.status, answer["Location"]) == (301, location)
    assert answer["Cache-Control"] == policy.cache_control(SHORT)
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_an_address_of_the_map_may_be_gone(moved_site):
    assert moved_site.ask("/index.php?option=com_content&id=13").status == 410
    page = moved_site.ask("/th/dropped/")
    assert (page.status, page.body) == (410, b"gone, says the page")


def test_no_other_address_moves(moved_site):
    for path in ("/th/older/", "/Case.php?a=b", "/news.asp?q=%E0%B8%82", "/news.asp"):
        assert moved_site.ask(path).status == 404


def test_an_address_that_differs_by_case_from_a_page_does_not_hide_it(moved_site):
    assert moved_site.ask("/th/").body == b"front page"
    assert moved_site.ask("/th/news/").body == b"news"
    assert moved_site.ask("/Th/was/").status == 404


def test_a_map_that_came_later_counts_after_a_reload_and_the_page_until_then(web_server):
    web_server.put("th/old/index.html", "moved, says the page")
    web_server.start()
    web_server.put(MAP, redirect_map(MOVES))
    assert web_server.ask("/th/old/").body == b"moved, says the page"
    web_server.reload()
    end = time.monotonic() + 20
    while (answer := web_server.ask("/th/old/")).status == 200 and time.monotonic() < end:
        time.sleep(0.02)
    assert answer["Location"] == "/th/new/"


def test_many_and_long_addresses_are_no_trouble(web_server):
    many = [
        Entry(f"/th/news/an-address-of-before-{n}/", 301, f"/th/news/{n}/") for n in range(5000)
    ]
    longest = "/" + "a" * (MAX_KEY - 1)
    web_server.put(MAP, redirect_map([*many, Entry(longest, 301, "/th/long/")]))
    assert "[warn]" not in web_server.check()
    web_server.start()
    assert web_server.ask("/th/news/an-address-of-before-4711/")["Location"] == "/th/news/4711/"
    assert web_server.ask(longest)["Location"] == "/th/long/"
