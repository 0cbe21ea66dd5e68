import hashlib

import pytest

from site_builder.deploy.edge import moved
from site_builder.deploy.edge.moved import NoSuchAddress

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
        ("/a b(c)!~*'.php?", "/a%20b(c)!~*'.php?"),
        ("/a.php?b?c", "/a.php?b?c"),
        ("/a%3fb.php?c", "/a%3Fb.php?c"),
    ],
)
def test_an_address_has_one_spelling(address, canonical):
    assert moved.canonical(address) == canonical
    assert moved.canonical(canonical) == canonical


def test_an_address_with_a_query_lies_under_its_digest():
    digest = hashlib.sha256(b"/index.php?id=12").hexdigest()
    assert moved.moved_key("/index.php?id=12") == f".moved/{digest}/index.html"


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
        moved.moved_key(address)


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
    assert moved.is_old_script(path) is old


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/th/news/park/", "/th/news/park/"),
        ("/", "/"),
        ("/th/ข่าว/?a=ก#ข", "/th/%E0%B8%82%E0%B9%88%E0%B8%B2%E0%B8%A7/?a=%E0%B8%81#%E0%B8%82"),
        ("/th/%E0%B8%82/", "/th/%E0%B8%82/"),
        ("/a b", "/a%20b"),
        ("/$host\"';{}\\", "/%24host%22%27%3B%7B%7D%5C"),
        ("https://www.example.go.th", "https://www.example.go.th"),
        ("https://example.go.th:8443/x?y", "https://example.go.th:8443/x?y"),
        ("http://127.0.0.1:8001/th/", "http://127.0.0.1:8001/th/"),
    ],
)
def test_a_location_is_ascii_and_ends_nothing(target, location):
    assert moved.location(target) == location
    assert moved.location(location) == location


@pytest.mark.parametrize(
    "target",
    [
        "", "th/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "data:text/html,x",
        "https://user@evil.example/", "https:///x", "https://ตัวอย่าง.example/", "ftp://a/b",
        "/a\r\nSet-Cookie: b", "/a\nb", "/a\tb", "/\x85", "/\ud800", "https://a.example\n",
    ],
)  # fmt: skip
def test_what_leads_nowhere_safe_is_no_location(target):
    with pytest.raises(NoSuchAddress):
        moved.location(target)


def test_what_is_stored_with_a_page_that_moved_or_is_gone():
    assert moved.metadata(301, "/th/ก/") == {"status": "301", "location": "/th/%E0%B8%81/"}
    assert moved.metadata(410) == {"status": "410"}
    for status, target in ((301, ""), (410, "/th/"), (302, "/th/"), (200, "")):
        with pytest.raises(NoSuchAddress):
            moved.metadata(status, target)
