"""What a real nginx answers with our configuration."""

import gzip
import ssl
import subprocess
from urllib.request import urlopen

import pytest

from site_builder.deploy.edge import policy
from site_builder.index.outputs import ALERT, IMMUTABLE, SHORT
from tests.deploy.web_server import WebServer

PAGE = "<!doctype html><p>หน้า</p>" * 40
CLASSES = {
    "index.html": SHORT,
    "th/index.html": SHORT,
    "th/news/park/index.html": SHORT,
    "th/feed.json": SHORT,
    "th/news/feed-2026-11.json": SHORT,
    "th/feed.xml": SHORT,
    "sitemap.xml": SHORT,
    "robots.txt": SHORT,
    "api/v1/index.json": SHORT,
    "alerts.json": ALERT,
    "th/alerts/index.html": ALERT,
    "static/css/site.0a1b.css": IMMUTABLE,
    "static/js/gallery.0a1b.js": IMMUTABLE,
    "static/fonts/sarabun.0a1b.woff2": IMMUTABLE,
    "static/images/icon.0a1b.svg": IMMUTABLE,
    "img/0a1b-640.avif": IMMUTABLE,
    "img/0a1b-640.webp": IMMUTABLE,
    "img/0a1b-640.jpg": IMMUTABLE,
    "files/0a1b/plan.pdf": IMMUTABLE,
    "files/0a1b/list.csv": IMMUTABLE,
    "files/0a1b/notes.txt": IMMUTABLE,
    "files/0a1b/page.html": IMMUTABLE,
    "files/0a1b/feed.json": IMMUTABLE,
    ".well-known/apple-app-site-association": SHORT,
    ".well-known/assetlinks.json": SHORT,
    ".well-known/security.txt": SHORT,
    ".well-known/proof": SHORT,
    ".well-known/release.json": ALERT,
}  # fmt: skip
NOT_FOUND = {"404.html": "none", "th/404.html": "ไม่พบ", "en/404.html": "not found"}
HIDDEN = [
    ".newsroom/manifest.json", ".newsroom-output", "th/.draft/index.html", ".moved/0a/index.html",
    "th/.x", "files/.secret.pdf", ".well-known/.x",
]  # fmt: skip


@pytest.fixture(scope="module")
def site(nginx_files, tmp_path_factory):
    """A site that only lies there; tests that change it start their own."""
    server = WebServer(tmp_path_factory.mktemp("site"), *nginx_files)
    for path in CLASSES:
        server.put(path, PAGE)
    for path, text in NOT_FOUND.items():
        server.put(path, text)
    for path in HIDDEN:
        server.put(path, "secret")
    server.put("th/index.html.br", b"brotli")
    server.put("th/index.html.gz", gzip.compress(PAGE.encode()))
    server.put("th/only-gz/index.html", PAGE)
    server.put("th/only-gz/index.html.gz", gzip.compress(PAGE.encode()))
    server.put("files/0a1b/list.csv.gz", gzip.compress(PAGE.encode()))
    server.put("th/news/gone/index.html", "<p>gone</p>")
    server.put("th/news/gone/index.html.gz", gzip.compress(b"<p>gone</p>"))
    server.put("th/news/gone/index.html.gone", "")
    server.start()
    yield server
    server.stop()


def address(path):
    return "/" + path.removesuffix("index.html")


def test_the_configuration_is_accepted_without_a_warning(web_server):
    said = web_server.check()
    assert "test is successful" in said
    assert "[warn]" not in said


@pytest.mark.parametrize("path", CLASSES)
def test_a_file_has_the_headers_of_the_policy(site, path):
    answer = site.ask(address(path))
    assert (answer.status, answer.body.decode()) == (200, PAGE)
    expected = policy.stored_headers(path, CLASSES[path]) | policy.security_headers(path)
    for name, value in (expected | {"Content-Type": policy.content_type(path)}).items():
        assert answer.headers.get_all(name) == [value]
    cors = ["*"] if policy.allows_any_origin(path) else None
    assert answer.headers.get_all("Access-Control-Allow-Origin") == cors
    assert ("Content-Disposition" in answer.headers) == path.startswith("files/")
    assert answer["Strict-Transport-Security"] is None
    assert answer["Server"] == "nginx"


@pytest.mark.parametrize("path", ["th/index.html", "img/0a1b-640.jpg", "files/0a1b/plan.pdf"])
def test_head_answers_like_get_without_a_body(site, path):
    get, head = site.ask(address(path)), site.ask(address(path), "HEAD")
    assert head.body == b""
    same = [name for name in get.headers if name != "Date"]
    assert [head[name] for name in same] == [get[name] for name in same]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_written(site, method):
    answer = site.ask("/th/", method)
    assert answer.status == 405
    assert (
        answer["Content-Security-Policy"] == policy.security_headers("")["Content-Security-Policy"]
    )


@pytest.mark.parametrize(
    ("path", "asked", "given"),
    [
        ("/th/", None, None),
        ("/th/", "", None),
        ("/th/", "identity", None),
        ("/th/", "deflate, zstd", None),
        ("/th/", "gzip", "gzip"),
        ("/th/", "gzip, deflate, br", "br"),
        ("/th/", "br;q=0, gzip", "gzip"),
        ("/th/", "br;q=0, gzip;q=0", None),
        ("/th/", "gzip;q=0", None),
        ("/th/only-gz/", "gzip, br", "gzip"),
        ("/th/only-gz/", "br", None),
        ("/files/0a1b/list.csv", "gzip", "gzip"),
        ("/th/feed.json", "gzip, br", None),
        ("/th/news/park/", "gzip, br", None),
    ],
)
def test_a_client_gets_the_encoding_that_it_asked_for_or_none(site, path, asked, given):
    answer = site.ask(path, **({} if asked is None else {"accept_encoding": asked}))
    assert answer["Content-Encoding"] == given
    plain = {"gzip": gzip.decompress, "br": lambda body: body.replace(b"brotli", PAGE.encode())}
    assert plain.get(given, bytes)(answer.body) == PAGE.encode()
    has_other = path not in ("/th/feed.json", "/th/news/park/")
    assert (answer["Vary"] == "Accept-Encoding") == has_other


def test_a_proxy_gets_the_encoding_that_it_asked_for(site):
    answer = site.ask("/th/only-gz/", accept_encoding="gzip", via="1.1 proxy")
    assert answer["Content-Encoding"] == "gzip"


def test_encodings_of_one_page_have_etags_of_their_own(site):
    encodings = ("identity", "gzip", "br")
    assert len({site.ask("/th/", accept_encoding=asked)["ETag"] for asked in encodings}) == 3


@pytest.mark.parametrize("asked", ["identity", "gzip", "br"])
def test_who_has_the_page_is_told_so(site, asked):
    first = site.ask("/th/", accept_encoding=asked)
    again = site.ask("/th/", accept_encoding=asked, if_none_match=first["ETag"])
    assert (again.status, again.body, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Cache-Control"] == policy.cache_control(SHORT)
    other = site.ask("/th/", accept_encoding=asked, if_none_match='"other"')
    assert other.status == 200


def test_other_bytes_of_equal_length_have_another_etag(web_server):
    web_server.put("th/index.html", "one", mtime=1_790_000_000)
    web_server.start()
    first = web_server.ask("/th/")
    web_server.put("th/index.html", "two", mtime=1_790_000_001)
    second = web_server.ask("/th/", if_none_match=first["ETag"])
    assert (second.status, second.body) == (200, b"two")
    assert second["ETag"] != first["ETag"]


def test_a_part_of_a_file_can_be_asked_for(site):
    answer = site.ask("/files/0a1b/plan.pdf", range="bytes=0-8")
    assert (answer.status, answer.body) == (206, PAGE.encode()[:9])
    assert answer["Cache-Control"] == policy.cache_control(IMMUTABLE)
    assert answer["Content-Security-Policy"] == policy.DOWNLOAD_CSP
    assert site.ask("/files/0a1b/plan.pdf", range="bytes=99999-").status == 416


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/nothing/", "none"),
        ("/th/nothing/", "ไม่พบ"),
        ("/en/news/nothing/", "not found"),
        ("/en/nothing.html", "not found"),
        ("/xx/nothing/", "none"),
        ("/%E0%B8%81/", "none"),
        ("/img/0a1b-9.jpg", "none"),
        ("/files/0a1b/none.pdf", "none"),
        ("/files/", "none"),
        ("/th/news/", "ไม่พบ"),
        ("/th/none.json", "ไม่พบ"),
    ],
)
def test_what_is_not_there_answers_with_the_page_of_its_language(site, path, text):
    answer = site.ask(path)
    assert (answer.status, answer.body.decode()) == (404, text)
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert answer["Cache-Control"] == policy.NOT_FOUND_CACHE_CONTROL
    assert answer["Content-Disposition"] is None
    for name, value in policy.SECURITY_HEADERS.items():
        assert answer[name] == value


def test_a_script_of_another_site_learns_that_a_feed_is_not_there(site):
    answer = site.ask("/th/news/feed.json")
    assert (answer.status, answer["Access-Control-Allow-Origin"]) == (404, "*")


def test_a_site_without_a_page_for_it_still_answers_404(web_server):
    web_server.start()
    assert web_server.ask("/th/nothing/").status == 404


@pytest.mark.parametrize(
    "path",
    [
        *(f"/{path}" for path in HIDDEN),
        "/%2enewsroom/manifest.json", "/%2Enewsroom-output", "//.newsroom-output",
        "/th/../.newsroom-output", "/th/%2e%2e/.newsroom-output", "/.well-known",
        "/.well-known/../.newsroom-output", "/th/index.html.gz", "/th/index.html.br",
        "/th/news/gone/index.html.gone",
    ],
)  # fmt: skip
def test_nothing_hidden_is_given_out(site, path):
    answer = site.ask(path, accept_encoding="gzip, br")
    assert answer.status == 404
    assert b"secret" not in answer.body
    assert answer["Content-Encoding"] is None


def test_nothing_outside_the_folder_is_given_out(site):
    (site.folder / "secret").write_text("secret")
    for path in ("/../secret", "/%2e%2e/secret", "/th/..%2f..%2fsecret", "/th/../../secret"):
        answer = site.ask(path)
        assert answer.status in (400, 404)
        assert b"secret" not in answer.body


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/th", "/th/"),
        ("/th?a=1&b=2", "/th/?a=1&b=2"),
        ("//th", "/th/"),
        ("/th/news/park", "/th/news/park/"),
    ],
)
def test_a_page_without_its_last_slash_leads_there_and_nowhere_else(site, path, location):
    answer = site.ask(path)
    assert (answer.status, answer["Location"]) == (301, location)
    assert answer["Cache-Control"] == policy.cache_control(SHORT)


@pytest.mark.parametrize(
    "path", ["/th/news/gone/", "/th/news/gone/index.html", "/th/news/gone/?a=b"]
)
@pytest.mark.parametrize("asked", ["identity", "gzip"])
def test_a_page_that_is_gone_answers_410_with_its_notice(site, path, asked):
    answer = site.ask(path, accept_encoding=asked)
    body = gzip.decompress(answer.body) if asked == "gzip" else answer.body
    assert (answer.status, body) == (410, b"<p>gone</p>")
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert answer["Cache-Control"] == policy.cache_control(SHORT)
    for name, value in policy.SECURITY_HEADERS.items():
        assert answer[name] == value
    assert site.ask(path, accept_encoding=asked, if_none_match=answer["ETag"] or "*").status == 410


def test_a_page_is_gone_and_back_without_a_reload(web_server):
    web_server.put("th/news/x/index.html", "page")
    web_server.start()
    assert web_server.ask("/th/news/x/").status == 200
    mark = web_server.put("th/news/x/index.html.gone", "")
    assert (web_server.ask("/th/news/x/").status, web_server.ask("/th/news/x/").body) == (
        410,
        b"page",
    )
    mark.unlink()
    assert web_server.ask("/th/news/x/").status == 200


def test_requests_are_logged_where_the_logs_are_kept(web_server):
    web_server.put("index.html", "front")
    web_server.start()
    web_server.ask("/?from=test")
    web_server.stop()
    assert '"GET /?from=test HTTP/1.1" 200' in (web_server.logs / "access.log").read_text()


def test_https_tells_browsers_to_stay_with_it(web_server):
    certificate = tuple(str(web_server.folder / name) for name in ("cert.pem", "key.pem"))
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-out", certificate[0], "-keyout", certificate[1]],
        capture_output=True,
        check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    web_server.certificate = certificate
    web_server.put("index.html", "front")
    web_server.start()
    trusted = ssl.create_default_context(cafile=certificate[0])
    with urlopen(f"https://localhost:{web_server.port}/", context=trusted) as answer:
        assert answer.headers["Strict-Transport-Security"] == policy.HSTS
        assert answer.headers["Referrer-Policy"] == policy.SECURITY_HEADERS["Referrer-Policy"]
