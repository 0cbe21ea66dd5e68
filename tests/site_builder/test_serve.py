import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message
from functools import partial
from pathlib import Path

import pytest

from contract import attachments
from site_builder import serve
from site_builder.config import BuildConfig
from site_builder.deploy.edge import policy
from site_builder.pipeline import leading_on
from tests.site_builder.sites import Site


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    for name, text in {
        "index.html": "front", "th/index.html": "หน้าแรก", "404.html": "none", "th/404.html": "ไม่พบ",
        "th/feed.json": "{}", "th/feed.xml": "<a/>", ".newsroom-output": "marker",
        "files/0a/plan.docx": "plan", "files/0a/list.csv": "1,2", "files/0a/page.html": "<script>",
        "th/files/page.txt": "text",
    }.items():  # fmt: skip
        path = tmp_path / "output" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "secret").write_text("secret")
    with serve.server(tmp_path / "output", "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def moved_site(tmp_path: Path) -> Iterator[str]:
    site = Site(tmp_path / "site", tmp_path / "renditions")
    moves = {
        "/index.php?id=1": "/th/news/story-1/", "/ก.php?q=ก": "/th/ก/", "/th/old/": "/th/",
        "/old/page.html": "https://old.example.go.th/",
    }  # fmt: skip
    site.json("redirects.json", [{"from": old, "to": to} for old, to in moves.items()])
    assert site.build("--quiet").code == 0
    config = BuildConfig(
        site.site, site.content, site.output, site.state, site.renditions, site.content, jobs=1
    )
    leads_to = partial(leading_on.location, config)
    with serve.server(site.output, "127.0.0.1", 0, None, leads_to) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def get(url: str) -> tuple[int, str, str]:
    try:
        with urllib.request.urlopen(url) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers["Content-Type"], error.read().decode()


def test_folders_show_their_index(address: str) -> None:
    assert get(f"{address}/th/") == (200, "text/html; charset=utf-8", "หน้าแรก")


def test_feeds_have_their_own_types(address: str) -> None:
    assert get(f"{address}/th/feed.json")[1] == "application/feed+json; charset=utf-8"
    assert get(f"{address}/th/feed.xml")[1] == "application/atom+xml; charset=utf-8"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/nothing/", "none"),
        ("/th/nothing/", "ไม่พบ"),
        ("/xx/nothing", "none"),
        ("/%2e%2e/x", "none"),
    ],
)
def test_what_is_not_there_answers_with_the_sites_own_page(
    address: str, path: str, text: str
) -> None:
    assert get(address + path)[::2] == (404, text)


@pytest.mark.parametrize(
    "path",
    [
        "/.newsroom-output",
        "/../secret",
        "/%2e%2e/secret",
        "/th/../../secret",
        "/%2enewsroom-output",
    ],
)
def test_nothing_outside_or_hidden_is_served(address: str, path: str) -> None:
    status, _, body = get(address + path)
    assert status == 404
    assert "secret" not in body
    assert "marker" not in body


def headers(url: str) -> Message:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, method="HEAD")) as answer:
            return answer.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.headers


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        ("plan.docx", attachments.TYPES["docx"]),
        ("list.csv", "text/csv"),
        ("page.html", "application/octet-stream"),  # none of ours: nothing to be run
        ("%70lan.docx?a", attachments.TYPES["docx"]),
    ],
)
def test_attachments_are_downloads_that_run_nothing(address: str, name: str, type_: str) -> None:
    found = headers(f"{address}/files/0a/{name}")
    assert found["Content-Type"] == type_
    assert found["Content-Disposition"] == "attachment"
    assert found["X-Content-Type-Options"] == "nosniff"
    assert found["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    "path", ["/th/", "/th/files/page.txt", "/files/0a/none.pdf", "/files/", "/files/../th/"]
)
def test_pages_are_no_downloads(address: str, path: str) -> None:
    found = headers(address + path)
    assert "Content-Disposition" not in found
    assert "sandbox" not in found["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["th/", "th/feed.json", "files/0a/plan.docx", "nothing/"])
def test_answers_have_the_headers_of_the_public_edge(address: str, path: str) -> None:
    found = headers(f"{address}/{path}")
    for name, value in policy.security_headers(path).items():
        assert found.get_all(name) == [value]
    assert ("Access-Control-Allow-Origin" in found) == policy.allows_any_origin(path)
    assert "Strict-Transport-Security" not in found


class Unfollowed(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/index.php?id=1", "/th/news/story-1/"),
        ("/index.php?id=1&fbclid=x", "/th/news/story-1/"),
        ("/%E0%B8%81.php?q=%e0%b8%81", "/th/%E0%B8%81/"),
        ("/old/page.html?fbclid=x", "https://old.example.go.th/"),
        ("/th/old/", "/th/"),
    ],
)
def test_an_address_that_moved_leads_on_as_at_the_edge(
    moved_site: str, path: str, target: str
) -> None:
    with pytest.raises(urllib.error.HTTPError) as raised:
        urllib.request.build_opener(Unfollowed).open(moved_site + path)
    with raised.value as answer:
        assert (answer.code, answer.headers["Location"]) == (301, target)


@pytest.mark.parametrize(
    "path", ["/index.php?id=2", "/index.php", "//index.php?id=1", "/%ff.php?a"]
)
def test_no_other_address_leads_on(moved_site: str, path: str) -> None:
    assert get(moved_site + path)[0] == 404


def test_a_broken_request_is_answered(address: str) -> None:
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(b"GET / HTTP/x\r\n\r\n")
        assert b"400" in connection.recv(1000)
