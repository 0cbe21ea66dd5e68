"""What Chromium transfers for a story with forty pictures, before it is scrolled and to its end."""

import hashlib
import random
import shutil
from collections import Counter
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

from contract.blocks import Block
from tests.benchmarks import cdn
from tests.benchmarks.photographs import AVERAGE, DETAILED, photograph
from tests.benchmarks.prose import Prose
from tests.benchmarks.report import Aim, aims, cores, table
from tests.site_builder.sites import Site

PICTURES = 40
SOURCE = (2000, 1500)  # pixels; what a page shows is at most 1,600 wide
FIRST_VIEW_KB = 150.0
STORIES = {"average": AVERAGE, "detailed": DETAILED}  # by their photographs
SCREENS: dict[str, dict[str, Any]] = {
    "360 × 740, DPR 2": {
        "viewport": {"width": 360, "height": 740},
        "device_scale_factor": 2,
        "is_mobile": True,
    },
    "1280 × 800, DPR 1": {"viewport": {"width": 1280, "height": 800}},
}
PHONE = next(iter(SCREENS))
KINDS = ("Document", "Stylesheet", "Script", "Font", "Image", "Other")
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# True at the end of the page.
_SCROLL = "scrollBy(0, 400), scrollY + innerHeight + 1 >= document.documentElement.scrollHeight"

Weights = Counter[str]  # bytes by kind


class NoBrowser(Exception):
    """The system has no Chromium."""


class WeightBenchmark:
    """Builds stories in `folder` and opens them in the system's Chromium."""

    def __init__(self, folder: Path) -> None:
        self.site = Site(folder / "site", folder / "renditions")

    def run(self) -> str:
        """The results in Markdown. Raises NoBrowser."""
        for slug, contrast in STORIES.items():
            write_story(self.site, slug, contrast)
        built = self.site.build("--quiet", "--jobs", str(cores()))
        assert built.code == 0, built.stderr
        rows, aims_ = [], []
        with cdn.serving(self.site.output) as address:
            for slug, (name, screen) in product(STORIES, SCREENS.items()):
                at_first, to_the_end = opened(f"{address}/th/news/{slug}/", screen)
                rows.append([slug, name, "before scrolling", *_row(at_first)])
                rows.append([slug, name, "to the end", *_row(to_the_end)])
                if name == PHONE:
                    what = f"{slug} photographs, on a phone before scrolling"
                    aims_.append(Aim(what, at_first.total() / 1000, FIRST_VIEW_KB, "kB"))
        head = ("photographs", "screen", "", *(kind.lower() for kind in KINDS), "all")
        return "\n\n".join([
            f"### What a short story with {PICTURES} pictures transfers, in kB",
            table(head, rows),
            aims(aims_),
        ])  # fmt: skip


def _row(weights: Weights) -> list[str]:
    sizes = (*(weights[kind] for kind in KINDS), weights.total())
    return [f"{size / 1000:.1f}" for size in sizes]


def write_story(site: Site, slug: str, contrast: int, locale: str = "th") -> None:
    """A cover, one paragraph and a gallery of photographs without captions of their own: short, so
    that the gallery is near enough for Chromium to fetch its first tiles at once."""
    prose = Prose(locale, random.Random(1))
    cover, *shown = (_picture(site, number, contrast) for number in range(PICTURES + 1))
    site.document(
        slug,
        Block("text", prose.paragraph()),
        Block("gallery", {"alt": prose.title(), "images": [{"image": d} for d in shown]}),
        locale=locale,
        cover={"image": cover},
    )


def _picture(site: Site, number: int, contrast: int) -> str:
    """Its digest."""
    stream = BytesIO()
    photograph(number, SOURCE, contrast).save(stream, "JPEG", quality=92)
    raw, name = stream.getvalue(), f"{number}.jpg"
    digest = hashlib.sha256(raw).hexdigest()
    site.write(f"media/{digest}/{name}", raw)
    record = {"alt": {"th": f"ภาพที่ {number}"}, "colour": "#8a7f6a", "credit": "งานประชาสัมพันธ์"}
    width, height = SOURCE
    site.json(
        f"media/{digest}/image.json", {**record, "file": name, "height": height, "width": width}
    )
    return digest


def opened(address: str, screen: dict[str, Any]) -> tuple[Weights, Weights]:
    """Bytes by kind, heads of answers included: before anything is done, and when the whole gallery
    was opened and scrolled through. Raises NoBrowser."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise NoBrowser("Chromium is not installed (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        page = browser.new_context(**screen).new_page()
        weights = _watched(page)
        page.goto(address)
        page.wait_for_load_state("networkidle")
        at_first = weights.copy()
        page.locator(".gallery__all").click()
        while not page.evaluate(_SCROLL):
            page.wait_for_timeout(60)
        page.wait_for_load_state("networkidle")
        browser.close()
    return at_first, weights


def _watched(page: Any) -> Weights:
    """Counts from now on what the page transfers."""
    weights, kinds = Weights(), dict[str, str]()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def answered(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event["type"]

    def finished(event: dict[str, Any]) -> None:
        kind = kinds.get(event["requestId"], "Other")
        weights[kind if kind in KINDS else "Other"] += round(event["encodedDataLength"])

    session.on("Network.responseReceived", answered)
    session.on("Network.loadingFinished", finished)
    return weights
