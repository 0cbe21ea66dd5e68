"""A built site as nginx gives it out: every output at its address, as the records have it."""

import hashlib
from contextlib import closing

import pytest

from contract.blocks import Block
from site_builder.deploy.edge import policy
from site_builder.index import database
from tests.deploy.web_server import WebServer
from tests.site_builder.sites import Site


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("built")
    site = Site(folder / "site", folder / "renditions", bilingual=True)
    picture, attachment = site.picture(), site.attachment()
    for locale in ("th", "en"):
        files = Block("attachments", {"files": [{"file": attachment, "title": "แผน"}]})
        site.document("story", files, locale=locale, cover={"image": picture})
    site.json("redirects.json", [{"from": "/th/old/", "to": "/th/news/story/"}])
    gone = {"id": "50d2888a-2458-5563-ad67-3433ba409392", "locale": "th", "path": "/th/news/gone/",
            "kind": "gone", "deleted_at": "2026-11-23T09:00:00+07:00"}  # fmt: skip
    site.json("tombstones.json", {"documents": [gone], "media": []})
    report = site.build()
    assert report.code == 0, report.stderr
    return site


@pytest.fixture(scope="module")
def outputs(built):
    """path -> (class, cache class, sha256)"""
    with closing(database.readable(built.state / "index.sqlite")) as connection:
        rows = connection.execute("SELECT path, class, cache, sha256 FROM outputs").fetchall()
    return {path: rest for path, *rest in rows}


@pytest.fixture(scope="module")
def public(built, nginx_files, tmp_path_factory):
    server = WebServer(tmp_path_factory.mktemp("public"), *nginx_files)
    server.root = built.output
    server.put("th/news/gone/index.html.gone", "")
    server.start()
    yield server
    server.stop()


def test_the_cache_class_of_an_output_is_known_by_its_address(outputs):
    assert {class_ for class_, _cache, _sha in outputs.values()} >= {
        "alerts", "asset", "entry", "feed", "gone", "list", "media", "redirect", "story",
    }  # fmt: skip
    assert any(path.startswith("files/") for path in outputs)
    differ = [path for path, (_, cache, _) in outputs.items() if policy.cache_class(path) != cache]
    assert differ == []


def test_every_output_is_given_out_with_what_is_stored_with_it(outputs, public):
    for path, (class_, cache, sha256) in outputs.items():
        answer = public.ask("/" + path.removesuffix("index.html"))
        assert answer.status == (410 if class_ == "gone" else 200), path
        assert hashlib.sha256(answer.body).hexdigest() == sha256, path
        expected = policy.stored_headers(path, cache) | {"Content-Type": policy.content_type(path)}
        for name, value in expected.items():
            assert answer[name] == value, (path, name)
