import re
from pathlib import Path

import pytest

from contract import attachments
from site_builder.deploy.edge import policy
from site_builder.index.outputs import ALERT, IMMUTABLE, SHORT
from tests import golden

THEME = Path(__file__).resolve().parents[4] / "themes" / "thungsong"


@pytest.mark.parametrize(
    ("path", "type_"),
    [
        ("th/index.html", "text/html; charset=utf-8"),
        ("th/feed.json", "application/feed+json; charset=utf-8"),
        ("th/departments/engineering/feed-2026-11.json", "application/feed+json; charset=utf-8"),
        ("th/news/feed.xml", "application/atom+xml; charset=utf-8"),
        ("th/news/feed-2026-11.xml", "application/atom+xml; charset=utf-8"),
        ("sitemap.xml", "application/xml; charset=utf-8"),
        ("sitemaps/th-2026-11.xml", "application/xml; charset=utf-8"),
        ("robots.txt", "text/plain; charset=utf-8"),
        ("alerts.json", "application/json; charset=utf-8"),
        ("api/v1/index.json", "application/json; charset=utf-8"),
        ("static/css/site.0a1b.css", "text/css; charset=utf-8"),
        ("static/js/gallery.0a1b.js", "text/javascript; charset=utf-8"),
        ("static/fonts/sarabun-400.0a1b.woff2", "font/woff2"),
        ("static/images/icon.0a1b.svg", "image/svg+xml; charset=utf-8"),
        ("img/0a1b-640.avif", "image/avif"),
        ("img/0a1b-640.webp", "image/webp"),
        ("img/0a1b-640.jpg", "image/jpeg"),
        ("files/0a1b/plan.docx", attachments.TYPES["docx"]),
        ("files/0a1b/list.csv", "text/csv"),
        ("files/0a1b/page.html", attachments.JUST_BYTES),
        ("files/0a1b/feed.json", attachments.JUST_BYTES),
        (".well-known/apple-app-site-association", "application/json"),
        (".well-known/assetlinks.json", "application/json"),
        (".well-known/security.txt", "text/plain; charset=utf-8"),
        (".well-known/proof-of-domain", "text/plain; charset=utf-8"),
        ("th/files/readme.txt", "text/plain; charset=utf-8"),
        ("old/index.PHP", "text/html; charset=utf-8"),
        ("CNAME", attachments.JUST_BYTES),
        ("tool.exe", attachments.JUST_BYTES),
    ],
)  # fmt: skip
def test_what_lies_at_a_path_has_its_type(path, type_):
    assert policy.content_type(path) == type_


def test_every_output_and_file_of_the_theme_has_a_type_of_its_own():
    paths = [
        *(path for name in golden.SITES for path in golden.expected(name)),
        *(f"static/{file.name}" for file in THEME.glob("static/**/*") if file.is_file()),
    ]
    assert len(paths) > 100
    assert [path for path in paths if policy.content_type(path) == attachments.JUST_BYTES] == []


def test_hashed_files_may_be_kept_for_ever_and_alerts_for_a_moment():
    assert policy.cache_control(IMMUTABLE) == "public, max-age=31536000, immutable"
    assert policy.cache_control(ALERT) == "public, max-age=0, s-maxage=5"
    assert "stale" not in policy.cache_control(ALERT)


def test_the_longest_life_of_a_page_in_caches_is_what_its_header_allows():
    seconds = map(int, re.findall(r"=(\d+)", policy.cache_control(SHORT)))
    assert sum(seconds) == policy.LONGEST_SHORT_LIFE_SECONDS
    assert policy.LONGEST_SHORT_LIFE_SECONDS <= 600


@pytest.mark.parametrize(
    ("path", "class_"),
    [
        ("static/css/site.0a1b.css", IMMUTABLE),
        ("img/0a1b-640.avif", IMMUTABLE),
        ("files/0a1b/alerts.json", IMMUTABLE),
        ("alerts.json", ALERT),
        (".well-known/release.json", ALERT),
        (".well-known/release.json.txt", SHORT),
        ("th/alerts/index.html", ALERT),
        ("en/alerts/x.json", ALERT),
        ("index.html", SHORT),
        ("th/news/alerts/index.html", SHORT),
        ("alerts.jsonx", SHORT),
        ("th/files/index.html", SHORT),
        ("images/a.png", SHORT),
    ],
)
def test_the_class_of_a_path_is_known_by_its_address(path, class_):
    assert policy.cache_class(path) == class_


def test_what_is_stored_with_an_object():
    assert policy.stored_headers("th/index.html", SHORT) == {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": policy.cache_control(SHORT),
    }
    assert policy.stored_headers("files/0a1b/plan.pdf", IMMUTABLE) == {
        "Content-Type": "application/pdf",
        "Cache-Control": policy.cache_control(IMMUTABLE),
        "Content-Disposition": "attachment",
    }


@pytest.mark.parametrize(
    ("path", "type_"),
    [
        ("th/feed.json", "application/json; charset=utf-8"),
        ("th/feed.xml", "application/xml; charset=utf-8"),
        ("th/index.html", "text/html; charset=utf-8"),
        ("files/0a1b/plan.pdf", "application/pdf"),
    ],
)
def test_a_feed_is_stored_under_a_type_that_cloudfront_compresses(path, type_):
    assert policy.stored_headers(path, SHORT)["Content-Type"] == type_


@pytest.mark.parametrize("path", ["404.html", "th/404.html"])
def test_that_something_is_not_there_is_remembered_for_a_moment(path):
    assert policy.stored_headers(path, SHORT)["Cache-Control"] == policy.NOT_FOUND_CACHE_CONTROL


def test_pages_may_run_the_sites_own_script_and_nothing_inline():
    csp = policy.security_headers("th/index.html")["Content-Security-Policy"]
    rules = dict(rule.split(" ", 1) for rule in csp.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert rules["frame-ancestors"] == "'none'"
    for word in ("unsafe", "http", "*", "data:", "blob:"):
        assert word not in csp


def test_a_picture_may_be_styled_by_the_browser_that_shows_it_alone_and_run_nothing():
    csp = policy.security_headers("img/0a1b-640.jpg")["Content-Security-Policy"]
    assert "style-src 'self' 'unsafe-inline';" in csp
    assert csp.count("unsafe") == 1


def test_downloads_run_nothing():
    headers = policy.security_headers("files/0a1b/plan.pdf")
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("th/feed.json", True),
        ("th/news/feed-2026-11.xml", True),
        ("img/0a1b-640.jpg", True),
        ("files/0a1b/plan.pdf", True),
        ("api/v1/stories/0a.json", True),
        ("alerts.json", True),
        ("th/index.html", False),
        ("sitemap.xml", False),
        ("static/fonts/sarabun.woff2", False),
        ("th/news/feedback/index.html", False),
        (".well-known/assetlinks.json", False),
    ],
)
def test_other_sites_may_read_feeds_media_and_what_the_app_reads(path, allowed):
    assert policy.allows_any_origin(path) is allowed


@pytest.mark.parametrize(
    ("path", "hidden"),
    [
        (".newsroom/releases/1.json", True),
        (".newsroom-output", True),
        (".moved/0a/index.html", True),
        (".well-known", True),
        (".well-known/.x", True),
        ("th/.x", True),
        ("th/../x", True),
        ("th//.x", True),
        ("/.x", True),
        (".well-known/assetlinks.json", False),
        ("th/a.b/index.html", False),
        ("index.html", False),
    ],
)
def test_parts_that_begin_with_a_dot_are_hidden(path, hidden):
    assert policy.is_hidden(path) is hidden
