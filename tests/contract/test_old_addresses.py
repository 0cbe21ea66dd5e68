import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract import old_addresses, paths
from contract.old_addresses import NoSuchAddress

THAI = "/%E0%B8%82%E0%B9%88%E0%B8%B2%E0%B8%A7.php"


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("/index.php?option=com_content&id=12", "/index.php?option=com_content&id=12"),
        ("/ข่าว.php?a", f"{THAI}?a"),
        (f"{THAI}?a", f"{THAI}?a"),
        (f"{THAI.lower()}?a", f"{THAI}?a"),
        ("/a%2db.php?x=%e0%b8%81+%20", "/a-b.php?x=%E0%B8%81+%20"),
        ("/a.php?x=ก", "/a.php?x=%E0%B8%81"),
        ("/a.php?x=%zz%4", "/a.php?x=%zz%4"),
        ("/a b(c)!~*'.php?", "/a%20b(c)!~*'.php"),
        ("/a.php?b?c", "/a.php?b?c"),
        ("/a.php?id=1&fbclid=x&utm_source=y", "/a.php?id=1"),
        ("/a.php?fbclid=x", "/a.php"),
        ("/a.php?fbclid=x&id=1", "/a.php?fbclid=x&id=1"),
        ("/a%3fb.php?c", "/a%3Fb.php?c"),
    ],
)
def test_an_address_has_one_spelling(address, canonical):
    assert old_addresses.canonical(address) == canonical
    assert old_addresses.canonical(canonical) == canonical


def test_an_address_with_a_query_lies_under_its_digest():
    digest = hashlib.sha256(b"/index.php?id=12").hexdigest()
    assert old_addresses.moved_key("/index.php?id=12") == f".moved/{digest}/index.html"


@pytest.mark.parametrize(
    "address",
    [
        "index.php?a", "//evil.example/a.php?b", "/a//b.php?c", "/a\\b.php?c", "/a%5cb.php?c",
        "/a%00.php?b", "/a%0a.php?b", "/a\n.php?b", "/a.php?b\nc", "/a.php?b c", "/a.php?b\x7f",
        "/%ff.php?a", "/\ud800.php?a", "/a.php?\ud800", "/.newsroom/a.php?b", "/th/%2e%2e/a.php?b",
    ],
)  # fmt: skip
def test_what_no_server_is_asked_for_is_no_address(address):
    with pytest.raises(NoSuchAddress):
        old_addresses.moved_key(address)


@pytest.mark.parametrize(
    ("path", "old"),
    [
        ("/index.php", True), ("/a/News.ASP", True), ("/x.aspx", True), ("/x.jsp", True),
        ("/cgi-bin/x.cgi", True), ("/about.htm", True), ("/about.html", True), ("/Index.html", True),
        ("/index.html", False), ("/th/404.html", False), ("/th/news/", False), ("/a.php/", False),
        ("/.php", False), ("/a.phpx", False), ("/th/feed.json", False), ("/php", False),
    ],
)  # fmt: skip
def test_scripts_of_old_sites_are_known_by_their_ending(path, old):
    assert old_addresses.is_old_script(path) is old


@pytest.mark.parametrize(
    ("source", "spelt"),
    [
        ("/th/ข่าว/เก่า/", "/th/ข่าว/เก่า/"),
        ("/index.php", "/index.php"),
        ("/index.php?", "/index.php"),
        ("/default.aspx", "/default.aspx"),
        ("/old/page.html", "/old/page.html"),
        ("/old/Index.HTM", "/old/Index.HTM"),
        ("/news%20of%20may.asp", "/news of may.asp"),
        ("/%E0%B8%82%E0%B9%88%E0%B8%B2%E0%B8%A7.php", "/ข่าว.php"),
        ("/index.php?option=com_content&id=12", "/index.php?option=com_content&id=12"),
        ("/news_view.php?id=5", "/news_view.php?id=5"),
        ("/ข่าว.php?หน้า=ก", "/ข่าว.php?%E0%B8%AB%E0%B8%99%E0%B9%89%E0%B8%B2=%E0%B8%81"),
        ("/a.asp?q=%e0%b8%81", "/a.asp?q=%E0%B8%81"),
        ("/a.asp?q=%A1%D2", "/a.asp?q=%A1%D2"),  # Thai of before UTF-8
        ("/files/download.php?id=5", "/files/download.php?id=5"),
        ("/joomla1.5/index.php?id=5", "/joomla1.5/index.php?id=5"),
        ("/?p=12", "/?p=12"),
        ("/web/?page_id=12", "/web/?page_id=12"),
    ],
)
def test_an_old_address_that_may_lead_on_has_one_spelling(source, spelt):
    assert old_addresses.spelling(source) == spelt
    assert old_addresses.spelling(spelt) == spelt


@pytest.mark.parametrize(
    "source",
    [
        "/", "/index.html", "/th/404.html", "/old/index.html", "/index.html?id=1", "/th/feed.json",
        "/robots.txt", "/sitemap.xml", "/th/news/?id=1", "/th/news?id=1", "/th/feed.json?id=1",
        "/?fbclid=p", "/?p=x", "/?q=1", "/files/a.php", "/static/a.html",
        "/img/a.html", "/api/a.php", "/th/alerts/a.html", "/th/alerts/old/", "/.php", "/.a.php?b",
        "/.well-known/a.php", "/.well-known/a.php?b", "/.moved/a.php?b", "/a/../b.php",
        "/a/../b.php?c", "/%2e%2e/a.php?b", "/a.b/c.php", "/a.php/", "/a.php/x.php", "/a..php",
        "//a.php?b", "/a//b.php?c", "/a%2f%2fb.php?c", "/a%25.php", "/%ff.php", "/a%00.php",
        "/a;<b>.php", "/a.php?b#c", "/a.php#c", '/a.php?b"c', "/a.php?b'c", "/a.php?<b>",
        "/a.php?b\\c", "/a.php?b c", "/a.php?b\n", "a.php", "https://old.example/a.php?b", "",
        "/" + "ก" * 100 + ".php", "/" + "a" * 238 + ".php", "/a.php?" + "ก" * 200,
        "/" + "/".join(["a" * 200] * 5) + ".php",
    ],
)  # fmt: skip
def test_from_any_other_address_nothing_leads_on(source):
    assert old_addresses.spelling(source) is None


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/th/old/", "th/old/index.html"),
        ("/index.php", "index.php"),
        ("/old/ข่าว.html", "old/ข่าว.html"),
        ("/index.php?id=12", old_addresses.moved_key("/index.php?id=12")),
        ("/?p=12", old_addresses.moved_key("/?p=12")),
    ],
)
def test_an_address_has_a_file_that_answers_for_it(address, file):
    assert old_addresses.file_of(address) == file


def test_a_folder_never_takes_the_place_of_a_file():
    for path in ("/index.php/", "/th/feed.json/", "/old/page.html/"):
        assert not paths.may_redirect(path)


@given(st.text(max_size=20), st.text(max_size=20), st.sampled_from([".php", ".html", "/", ""]))
def test_whatever_is_accepted_is_spelt_once_and_stays_in_the_site(name, query, ending):
    for source in (f"/{name}{ending}", f"/{name}{ending}?{query}", f"/{name}{ending}?p={query}"):
        spelt = old_addresses.spelling(source)
        if spelt is None:
            continue
        assert old_addresses.spelling(spelt) == spelt
        assert old_addresses.plain(old_addresses.canonical(spelt)) == spelt
        file = old_addresses.file_of(spelt)
        assert not file.startswith("/")
        assert not {"", ".", ".."} & {*file.split("/")}
