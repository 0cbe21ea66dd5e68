"""The resident builder: uploads are encoded before a page shows them, and a text that comes with
new pictures is there at once, its pictures a little later."""

import hashlib
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from contract.blocks import Block
from tests.site_builder.sites import ROOT, Site


@pytest.fixture
def resident(tmp_path: Path) -> Iterator[Site]:
    """A site that `build.py build --watch` builds in a process of its own."""
    site = Site(tmp_path, tmp_path / "renditions")
    site.document("first")
    command = [sys.executable, "build.py", *site.arguments("--watch")]
    environment = {**os.environ, "SITE_TOML": str(tmp_path / "site.toml")}
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stderr=log, start_new_session=True
        )
        try:
            wait(lambda: site.exists("th/news/first/index.html"))
            time.sleep(0.5)  # the watcher has begun
            yield site
        finally:
            os.killpg(process.pid, signal.SIGINT)
            assert process.wait(timeout=20) == 0
    assert "Traceback" not in (tmp_path / "log").read_text(encoding="utf-8")


def wait(condition: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def large_picture() -> bytes:
    """One that takes a while to encode, and to draw."""
    noise = Image.effect_noise((1800, 1200), 90).convert("RGB")
    stream = io.BytesIO()
    noise.save(stream, "JPEG")
    return stream.getvalue()


def upload(site: Site, name: str, data: bytes) -> str:
    """The digest of the picture."""
    digest = hashlib.sha256(data).hexdigest()
    site.write(f"media/{digest}/{name}", data)
    record = {"alt": {"th": "ตลาด"}, "file": name, "height": 1200, "width": 1800}
    site.json(f"media/{digest}/image.json", record)
    return digest


def gallery(digests: list[str]) -> Block:
    return Block("gallery", {"images": [{"image": digest} for digest in digests]})


def test_an_upload_is_encoded_though_no_page_shows_it(resident: Site) -> None:
    digest = resident.picture("ahead.jpg")
    built = resident.state / "last-build.json"
    before = built.stat().st_mtime_ns
    wait(lambda: (resident.renditions / digest / "sums.json").is_file())
    assert built.stat().st_mtime_ns == before
    assert not resident.exists("img")
    resident.document("story", gallery([digest]))
    wait(lambda: resident.exists("th/news/story/index.html"))
    assert "<picture" in resident.text("th/news/story/index.html")


def test_the_text_comes_first_and_the_pictures_follow(resident: Site) -> None:
    pictures = [large_picture() for _ in range(6)]  # before: the encoder takes each as it comes
    version = {"content_version": 1, "format": 1}
    resident.json("version.json", version | {"state": "writing"})
    digests = [upload(resident, f"{number}.jpg", data) for number, data in enumerate(pictures)]
    resident.document("story", Block("text", "น้ำลดแล้ว"), gallery(digests))
    resident.json("version.json", version | {"state": "complete"})
    page = "th/news/story/index.html"
    wait(lambda: resident.exists(page))
    assert "<picture" not in resident.text(page)
    wait(lambda: resident.text(page).count("<picture") >= 6)
