"""Programs on this machine ask what files would change; nobody else may."""

import base64
import http.client
import json
import threading
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from contract import documents
from contract.blocks import Block
from site_builder import config as configuration
from site_builder import serve
from site_builder.serve import SiteServer
from site_builder.trial_server import TrialServer
from tests.site_builder.sites import Site, document, picture_bytes

FILE = "th/news/2026/story.md"


@pytest.fixture
def town(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    site.document("story")
    site.build("--quiet")
    monkeypatch.setenv("SITE_TOML", str(site.folder / "site.toml"))
    return site


@pytest.fixture
def server(town: Site) -> Iterator[SiteServer]:
    config = partial(
        configuration.load, content=town.content, output=town.output, state=town.state,
        renditions=town.renditions, quiet=True,
    )  # fmt: skip
    with serve.server(town.output, "127.0.0.1", 0, TrialServer(config)) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


def post(
    server: SiteServer, path: str, body: Any, **headers: str
) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=30)
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = {"Content-Type": "application/json"} | {
        k.replace("_", "-"): v for k, v in headers.items()
    }
    connection.request("POST", path, data, sent)
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read()


def text_of(site: Site, *blocks: Block, **front: Any) -> str:
    return documents.dump(document("story", *blocks, **front), site.site)


def test_it_tells_what_files_would_change(town: Site, server: SiteServer) -> None:
    files = {FILE: {"text": text_of(town, title="ชื่อใหม่")}}
    status, _, data = post(server, "/-/dry-run", {"files": files})
    found = json.loads(data)
    assert status == 200
    paths = {output["path"] for output in found["outputs"]}
    assert {"th/news/story/index.html", "th/news/index.html", "th/feed.json"} <= paths
    assert found["problems"] == []


def test_it_renders_the_page_of_one_document(town: Site, server: SiteServer) -> None:
    data = picture_bytes("new.jpg", (64, 40))
    overlay = Site(town.folder / "other", town.renditions)
    digest = overlay.picture("new.jpg")
    record = (overlay.content / f"media/{digest}/image.json").read_text("utf-8")
    image = Block("image", {"image": digest, "alt": "ป้ายใหม่"})
    files = {
        FILE: {"text": text_of(town, image, title="ชื่อใหม่")},
        f"media/{digest}/image.json": {"text": record},
        f"media/{digest}/new.jpg": {"base64": base64.b64encode(data).decode()},
    }
    status, headers, page = post(server, "/-/render", {"files": files, "file": FILE})
    assert (status, headers["Cache-Control"]) == (200, "no-store")
    assert headers["X-Robots-Tag"] == "noindex"
    assert "ชื่อใหม่" in page.decode()
    assert 'alt="ป้ายใหม่"' in page.decode()
    assert "ชื่อใหม่" not in town.text("th/news/story/index.html")


def test_a_document_that_has_no_page_is_told_with_its_problems(
    town: Site, server: SiteServer
) -> None:
    files = {"th/news/2026/bad.md": {"text": "---\n"}}
    status, _, data = post(server, "/-/render", {"files": files, "file": "th/news/2026/bad.md"})
    assert status == 422
    assert json.loads(data)["problems"][0]["file"] == "th/news/2026/bad.md"


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ({"files": {FILE: {"text": "x"}}}, {"Host": "evil.example"}, 403),
        ({"files": {FILE: {"text": "x"}}}, {"Content_Type": "text/plain"}, 415),
        ({"files": {FILE: {"text": "x"}}}, {"X_Forwarded_For": "203.0.113.1"}, 403),
        ({"files": {FILE: {"text": "x"}}}, {"Content_Length": "-1"}, 411),
        ({"files": {FILE: {"text": "x"}}}, {"Content_Length": "many"}, 411),
        ({"files": {FILE: {"text": "x"}}}, {"Content_Length": "9" * 10}, 413),
        ({"files": {"th/\ud800.md": {"text": "x"}}}, {}, 400),
        (b"not json", {}, 400),
        ([], {}, 400),
        ({}, {}, 400),
        ({"files": {"../outside.md": {"text": "x"}}}, {}, 400),
        ({"files": {"/etc/passwd": {"text": "x"}}}, {}, 400),
        ({"files": {"": {"text": "x"}}}, {}, 400),
        ({"files": {FILE: {"base64": "%"}}}, {}, 400),
        ({"files": {FILE: "text"}}, {}, 400),
        ({"files": {FILE: {"text": "x"}, f"{FILE}/below": {"text": "x"}}}, {}, 400),
    ],
)
def test_other_requests_are_refused(
    server: SiteServer, body: Any, headers: dict[str, str], status: int
) -> None:
    found, _, data = post(server, "/-/dry-run", body, **headers)
    assert found == status
    assert json.loads(data)["error"]


def test_there_is_nothing_else_to_post_to(server: SiteServer) -> None:
    files = {"files": {FILE: {"text": "x"}}}
    assert post(server, "/-/other", files)[0] == 404
    assert post(server, "/th/news/", files)[0] == 404


def test_a_plain_server_takes_no_trials(town: Site) -> None:
    with serve.server(town.output, "127.0.0.1", 0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        assert post(running, "/-/dry-run", {})[0] == 405
        running.shutdown()
