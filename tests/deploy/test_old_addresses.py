"""Addresses of the site before, from redirects.json to what a reader gets: nginx and CloudFront."""

import json
import subprocess
from pathlib import Path
from urllib.parse import quote, unquote

import pytest

from contract import old_addresses
from tests.deploy.office import Office

FUNCTION = Path(__file__).parents[2] / "deploy/cloudfront/viewer-request.js"
THAI, MARKET = quote("ข่าว"), "/th/news/market/"
MOVES = {
    "/index.php?option=com_content&id=12": MARKET,
    "/news_view.php?id=5": "/th/news/school/",
    "/old/page.html": MARKET,
    "/default.aspx": "/th/",
    "/ข่าว.php?หน้า=ก": "/th/news/school/",
    "/ข่าว.asp": MARKET,
    "/files/view.php?id=1": "https://archive.example.go.th/view?id=1",
    "/?p=12": MARKET,
}
ASKED = {
    "/index.php?option=com_content&id=12": MARKET,
    "/news_view.php?id=5": "/th/news/school/",
    "/old/page.html": MARKET,
    "/old/page.html?fbclid=x": MARKET,
    "/default.aspx": "/th/",
    f"/{THAI}.php?{quote('หน้า')}={quote('ก')}": "/th/news/school/",
    f"/{THAI.lower()}.php?{quote('หน้า').lower()}={quote('ก')}": "/th/news/school/",
    f"/{THAI}.asp": MARKET,
    "/files/view.php?id=1": "https://archive.example.go.th/view?id=1",
    "/?p=12": MARKET,
    "/?p=12&fbclid=x": MARKET,
    "/news_view.php?id=5&utm_source=line&utm_medium=post": "/th/news/school/",
}
NOWHERE = [
    "/index.php?option=com_content&id=13", "/index.php", "/news_view.php", "/old/", "/old/page.htm",
    f"/{THAI}.php", f"/{THAI}.php?{quote('หน้า')}={quote('ข')}", "/files/view.php?id=2",
]  # fmt: skip


@pytest.fixture(scope="module")
def published(nginx_files, tmp_path_factory):
    made = Office(tmp_path_factory.mktemp("published"), nginx_files)
    for slug in ("market", "school"):
        made.site.document(slug)
    moves = [{"from": source, "to": target} for source, target in MOVES.items()]
    made.site.json("redirects.json", moves)
    made.server.start()
    done = made.run("publish")
    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stderr.lower()
    made.server.reload()
    made.until(lambda: made.get("/old/page.html").status == 301)
    yield made
    made.server.stop()


@pytest.mark.parametrize("asked", ASKED)
def test_an_old_address_leads_to_the_page_that_took_its_place(published, asked):
    published.until(lambda: published.get(asked).status == 301)  # an old worker may answer once
    answer = published.get(asked)
    assert (answer.status, answer["Location"]) == (301, ASKED[asked])


@pytest.mark.parametrize("asked", NOWHERE)
def test_other_addresses_of_the_old_site_are_not_found(published, asked):
    assert published.get(asked).status == 404


def test_a_query_that_is_no_old_address_changes_nothing(published):
    assert published.get("/?fbclid=x").status == published.get(f"{MARKET}?p=12").status == 200


def test_pages_that_are_stored_for_queries_have_no_address_of_their_own(published):
    stored = [*(published.server.root / ".moved").rglob("index.html")]
    assert len(stored) == sum("?" in source for source in MOVES)
    for file in stored:
        assert published.get(f"/{file.relative_to(published.server.root)}").status == 404
        assert published.get(f"/{file.parent.relative_to(published.server.root)}/").status == 404


def test_pages_at_old_addresses_lie_there_compressed_too(published):
    for path in ("old/page.html", "default.aspx", old_addresses.moved_key("/?p=12")):
        for end in ("", ".br", ".gz"):
            assert (published.server.root / f"{path}{end}").is_file()


def test_until_nginx_is_reloaded_the_page_itself_leads_on(office):
    office.site.json("redirects.json", [{"from": "/default.aspx", "to": MARKET}])
    assert office.run("publish").returncode == 0
    answer = office.get("/default.aspx")
    assert (answer.status, answer["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert f'{MARKET}"' in answer.body.decode()


def test_an_old_address_that_is_corrected_leads_to_its_new_target(office):
    source = "/index.php?id=12"
    for target in (MARKET, "/th/news/school/"):
        office.site.json("redirects.json", [{"from": source, "to": target}])
        assert office.run("publish").returncode == 0
        office.server.reload()
        office.until(lambda to=target: office.get(source)["Location"] == to)


def test_cloudfront_asks_for_the_file_that_the_build_made(published, node):
    events = [
        {"request": {"uri": path, "headers": {}}, "rawQuery": query or None}
        for path, _, query in (asked.partition("?") for asked in [*ASKED, *NOWHERE])
    ]
    found = json.loads(
        subprocess.run(
            [node, str(Path(__file__).with_name("run_function.js"))],
            input=json.dumps({"file": str(FUNCTION), "events": events}),
            capture_output=True, text=True, check=True,
        ).stdout
    )  # fmt: skip
    root = published.server.root
    there = [(root / unquote(answer["uri"])[1:]).is_file() for answer in found]
    assert there == [True] * len(ASKED) + [False] * len(NOWHERE)
