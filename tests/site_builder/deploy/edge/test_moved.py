import pytest

from contract.old_addresses import NoSuchAddress
from site_builder.deploy.edge import moved


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
