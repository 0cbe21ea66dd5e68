"""The functions that CloudFront runs, run by node with events as CloudFront gives them."""

import copy
import json
import re
import subprocess
from itertools import product
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract import old_addresses
from contract.old_addresses import NoSuchAddress
from site_builder.deploy.edge import moved, policy
from site_builder.index.outputs import SHORT

HERE = Path(__file__).parent
FOLDER = HERE.parents[1] / "deploy" / "cloudfront"
REQUEST, RESPONSE = FOLDER / "viewer-request.js", FOLDER / "viewer-response.js"
# What runtime 2.0 is not documented to have; `?.` is known to fail there.
MISSING = {
    "optional chaining": r"\?\.(?!\d)",
    "nullish": r"\?\?",
    "spread": r"\.\.\.",
    "destructuring": r"(?:const|let|var)\s*[\[{]",
    "classes": r"\bclass\b",
    "for of": r"\bfor\b.*\bof\b",
    "named groups and look-behind": r"\(\?<",
    "default parameters": r"function \w+\([^)]*=|\([^()]*=[^()>=]*\)\s*=>",
    "exports": r"\b(?:export|module)\b",
    "globals of node": r"\b(?:process|global|Buffer|setTimeout|fetch|eval)\b",
}


@pytest.fixture(scope="module")
def run(node):
    def run_(function, events):
        asked = json.dumps({"file": str(function), "events": events})
        found = subprocess.run(
            [node, str(HERE / "run_function.js")], input=asked, capture_output=True, text=True, check=False
        )  # fmt: skip
        assert found.returncode == 0, found.stderr
        return json.loads(found.stdout)

    return run_


def event(name):
    return json.loads((HERE / "events" / f"{name}.json").read_text(encoding="utf-8"))


def request_for(address):
    """As a browser asks: the path encoded, the query as it stands."""
    path, mark, query = address.partition("?")
    made = event("viewer-request")
    made["request"]["uri"] = path
    made["rawQuery"] = query if mark else None
    return made


def response_with(code=200, /, **metadata):
    made = event("viewer-response")
    made["response"]["statusCode"] = code
    for name, value in metadata.items():
        made["response"]["headers"][f"x-amz-meta-{name}"] = {"value": value}
    return made


@pytest.mark.parametrize("function", [REQUEST, RESPONSE], ids=lambda path: path.name)
def test_a_function_has_only_what_the_runtime_has(function):
    text = function.read_text(encoding="utf-8")
    assert len(text.encode()) < 10_000
    assert text.isascii()
    code = re.sub(r"(?m)//.*$", "", text)
    assert [what for what, pattern in MISSING.items() if re.search(pattern, code)] == []


@pytest.mark.parametrize(
    ("address", "uri"),
    [
        ("/", "/index.html"),
        ("/th/", "/th/index.html"),
        ("/th/news/park/?fbclid=1", "/th/news/park/index.html"),
        ("/%E0%B8%81/", "/%E0%B8%81/index.html"),
        ("/th/feed.json", "/th/feed.json"),
        ("/th/feed.json?a=b", "/th/feed.json"),
        ("/404.html?x=1", "/404.html"),
        ("/th/index.html?x=1", "/th/index.html"),
        ("/static/css/site.0a1b.css?v=1", "/static/css/site.0a1b.css"),
        ("/.well-known/apple-app-site-association", "/.well-known/apple-app-site-association"),
        ("/.well-known/security.txt", "/.well-known/security.txt"),
        ("/index.php", "/index.php"),
        ("/index.php?", "/index.php"),
    ],
)
def test_an_address_leads_to_its_object(run, address, uri):
    (found,) = run(REQUEST, [request_for(address)])
    assert found["uri"] == uri
    assert found["headers"] == event("viewer-request")["request"]["headers"]


@pytest.mark.parametrize(
    ("address", "location"),
    [
        ("/th", "/th/"),
        ("/th/news/park?a=%E0%B8%81&b", "/th/news/park/?a=%E0%B8%81&b"),
        ("/th/news/park?", "/th/news/park/"),
        ("/%e0%b8%81", "/%e0%b8%81/"),
    ],
)
def test_a_page_without_its_last_slash_leads_there(run, address, location):
    (found,) = run(REQUEST, [request_for(address)])
    assert (found["statusCode"], found["headers"]["location"]["value"]) == (301, location)
    assert found["headers"]["cache-control"]["value"] == policy.cache_control(SHORT)


@pytest.mark.parametrize(
    "address",
    [
        "/.newsroom/releases/1.json", "/%2enewsroom/releases/1.json", "/%2Enewsroom", "/.moved/0a/",
        "/th/.draft/", "/th/%2e%2e/x/", "/.well-known", "/.well-known/.x", "//evil.example",
        "/%2Fevil.example", "/%2f%2fevil.example", "/\\evil.example", "/%5Cevil.example", "/th//x",
        "/a%0d%0aSet-Cookie:x", "/%00", "/%ff", "/%zz",
    ],
)  # fmt: skip
def test_what_is_hidden_or_no_path_is_not_found(run, address):
    (found,) = run(REQUEST, [request_for(address)])
    assert found == {"statusCode": 404, "statusDescription": "Not Found"}


SCRIPTS = [
    "/index.php?option=com_content&id=12", "/index.php?b=1&a=2", "/index.php?a=2&b=1",
    "/News.ASP?q=%e0%b8%81", "/news.aspx?q=%E0%B8%81", "/a/b/c.jsp?x=1?y", "/cgi-bin/x.cgi?1+2",
    "/about.htm?lang=th", "/page.html?id=%zz", "/%E0%B8%82%E0%B9%88%E0%B8%B2%E0%B8%A7.php?a",
    "/%e0%b8%82%e0%b9%88%e0%b8%b2%e0%b8%a7.php?a", "/a%20b(c)!~*'.php?x=ก&y=ก", "/a%3Fb.php?c",
    "/?p=12", "/web/?page_id=3", "/b.php?id=1&fbclid=x&utm_source=y", "/c.php?fbclid=x&id=1",
]  # fmt: skip


def test_a_script_of_an_old_site_is_found_by_the_digest_of_its_address(run):
    found = run(REQUEST, [request_for(address) for address in SCRIPTS])
    keys = [f"/{old_addresses.moved_key(address)}" for address in SCRIPTS]
    assert [request["uri"] for request in found] == keys
    assert len(set(keys)) == len(SCRIPTS) - 1  # the same word, encoded in either case


text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@settings(max_examples=8)
@given(st.lists(st.tuples(text, text, st.booleans()), min_size=40, max_size=80))
def test_python_and_the_function_agree_on_every_address(run, made):
    asked = []
    for name, query, lower in made:
        path = quote(f"/{name}x.php", safe="/")
        path = path.lower() if lower and path.count("%") else path
        asked.append(f"{path}?q{query}")
    for address, found in zip(
        asked, run(REQUEST, [request_for(address) for address in asked]), strict=True
    ):
        try:
            key = f"/{old_addresses.moved_key(address)}"
        except NoSuchAddress:
            continue  # the function may look for it, and finds nothing
        assert found.get("uri") == key, address


def test_python_and_the_function_agree_on_what_trackers_append(run):
    words = ["fbclid=x", "utm_source=a%20b", "id=12", "gclid", "utm_=1", "xfbclid=1", "igsh="]
    queries = ["&".join(chosen) for chosen in product(words, repeat=3)]
    found = run(REQUEST, [request_for(f"/a.php?{query}") for query in queries])
    for query, request in zip(queries, found, strict=True):
        own = old_addresses.asked(query)
        key = old_addresses.moved_key(f"/a.php?{query}") if own else "a.php"
        assert request["uri"] == f"/{key}", query


def test_python_and_the_function_agree_where_a_query_counts(run):
    paths = ["/a.php", "/A.PHP", "/index.html", "/Index.html", "/th/404.html", "/404.htm", "/x.html",
             "/x.phpx", "/php", "/x.asp", "/x.aspx", "/x.cgi", "/x.jsp", "/x.json", "/a.php/", "/",
             "/web/", "/th"]  # fmt: skip
    queries = ["q=1", "p=1", "page_id=22", "cat=3", "attachment_id=4", "p=", "p=x", "P=1", "p=1&q=2",
               "xp=1", "p=1/", "fbclid=x", "p=1&fbclid=x", "utm_source=a&utm_medium=b", "fbclid=x&p=1"]  # fmt: skip
    asked = [(path, query) for path in paths for query in queries]
    found = run(REQUEST, [request_for(f"{path}?{query}") for path, query in asked])
    rewritten = [request.get("uri", "").startswith("/.moved/") for request in found]
    known = [(path, old_addresses.asked(query)) for path, query in asked]
    assert rewritten == [old_addresses.has_query(*each) for each in known]


def test_a_page_that_moved_answers_301(run):
    stored = moved.metadata(301, "/th/ข่าว/")
    (found,) = run(RESPONSE, [response_with(**stored)])
    assert (found["statusCode"], found["statusDescription"]) == (301, "Moved Permanently")
    assert found["headers"]["location"] == {"value": "/th/%E0%B8%82%E0%B9%88%E0%B8%B2%E0%B8%A7/"}
    assert "body" not in found


@pytest.mark.parametrize("status", [200, 206])
def test_a_page_that_is_gone_answers_410_with_its_own_text(run, status):
    event_ = response_with(status, **moved.metadata(410))
    event_["response"]["headers"]["content-range"] = {"value": "bytes 0-9/812"}
    (found,) = run(RESPONSE, [event_])
    assert (found["statusCode"], found["statusDescription"]) == (410, "Gone")
    kept = {"content-type", "content-length", "cache-control", "etag", "server"}
    assert set(found["headers"]) == kept
    assert "body" not in found


@pytest.mark.parametrize(
    ("status", "metadata"),
    [
        (200, {}),
        (304, {"status": "410"}),
        (200, {"status": "301"}),
        (200, {"status": "500"}),
        (304, {}),
    ],
)
def test_any_other_answer_keeps_its_status(run, status, metadata):
    event_ = response_with(status, **metadata)
    (found,) = run(RESPONSE, [copy.deepcopy(event_)])
    assert found["statusCode"] == status
    assert "location" not in found["headers"]


@pytest.mark.parametrize(
    "path",
    [
        "th/feed.json", "th/news/feed-2026-11.json", "th/feed.xml", "th/news/feed-2026-11.xml",
        "sitemap.xml", "alerts.json", "files/0a/feed.json", ".well-known/feed.json", "feed/a.json",
    ],
)  # fmt: skip
def test_every_answer_has_the_type_that_the_policy_tells(run, path):
    made = response_with()
    made["request"]["uri"] = f"/{path}"
    made["response"]["headers"]["content-type"]["value"] = policy.stored_type(path)
    (found,) = run(RESPONSE, [made])
    assert found["headers"]["content-type"]["value"] == policy.content_type(path)


def test_an_answer_without_a_type_gets_none(run):
    made = response_with(304)
    made["request"]["uri"] = "/th/feed.json"
    del made["response"]["headers"]["content-type"]
    (found,) = run(RESPONSE, [made])
    assert "content-type" not in found["headers"]


def test_nothing_of_the_bucket_shows(run):
    (found,) = run(RESPONSE, [response_with(note="x", status="200")])
    assert [name for name in found["headers"] if name.startswith("x-amz-")] == []
