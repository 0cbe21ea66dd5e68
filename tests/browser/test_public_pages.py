"""What the public sees, in a real browser: phone and desktop, Thai and English, light and dark."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from site_builder import serve

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    "/",
    "/th/",
    "/en/",
    "/th/news/thungsong-city-app-launch/",
    "/en/awards/award-king-prajadhipok-assessed/",
    "/th/policies/people-first-development/",
    "/th/awards/",
    "/th/news/2026/11/",
    "/en/topics/",
    "/th/how-we-communicate/",
    "/th/alerts/",
]
WIDTHS = [320, 360, 1280]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The starter content, built and served."""
    folder = tmp_path_factory.mktemp("public")
    command = [sys.executable, "build.py", "build", "--quiet", "--content", "content"]
    for name in ("output", "state", "renditions"):
        command += [f"--{name}", str(folder / name)]
    subprocess.run(command, cwd=ROOT, check=True)
    with serve.server(folder / "output", "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def open_page(chromium, site):
    """Opens a path; collects what the page complains of and where it goes for its parts."""
    contexts = []

    def open_(path, *, width=1280, **options):
        context = chromium.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.complaints, page.requests = [], []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda request: page.requests.append(request.url))
        answer = page.goto(site + path)
        page.status = answer.status
        page.evaluate("document.fonts.ready")
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PAGES)
def test_page_fits_its_width_and_asks_nobody_else(open_page, site, path, width):
    page = open_page(path, width=width)

    assert page.status == 200
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # The site's own address is the one in site.toml; nothing is ever loaded from another host.
    assert [url for url in page.requests if not url.startswith((site, "data:"))] == []
    assert page.complaints == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", ["/th/", "/en/", "/en/news/thungsong-city-app-launch/"])
def test_the_menu_is_one_line_and_no_date_is_broken(open_page, path, width):
    page = open_page(path, width=width)
    tops = page.evaluate(
        "() => [...document.querySelectorAll('.main-nav__item')].map(e => e.offsetTop)"
    )
    assert len(tops) == 5
    assert len(set(tops)) == 1
    menu = page.locator(".main-nav__list")
    assert menu.evaluate("e => e.scrollWidth <= e.clientWidth")
    lines = page.evaluate(
        "() => [...document.querySelectorAll('time')].map(e => e.getClientRects().length)"
    )
    assert set(lines) == {1}


def test_pages_are_complete_without_javascript(open_page):
    page = open_page("/th/", java_script_enabled=False)
    assert page.locator("main h1").count() == 1
    assert page.locator("main a[href^='/th/news/']").count() > 0


def test_thai_is_set_in_the_theme_font_and_no_mark_is_cut(open_page):
    page = open_page("/th/news/thungsong-city-app-launch/", width=360)
    assert page.evaluate("document.fonts.check('16px Sarabun', 'ที่ปั๊มน้ำ')")
    # A box that hides what overflows cuts tone marks; text boxes must be as high as their text.
    cut = page.evaluate(
        """() => [...document.querySelectorAll('h1, h2, h3, p, a, li, dd, dt, time')]
            .filter(e => getComputedStyle(e).overflowY === 'hidden'
                         && e.scrollHeight > e.clientHeight + 1
                         && e.clientHeight > 1)
            .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert cut == []


def test_language_switch_goes_to_the_translation_and_back(open_page):
    page = open_page("/th/awards/award-asean-water/")
    page.get_by_role("link", name="English").first.click()
    assert page.url.endswith("/en/awards/award-asean-water/")
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("link", name="ไทย").first.click()
    assert page.url.endswith("/th/awards/award-asean-water/")


def test_unknown_address_answers_404_in_the_language_of_the_address(open_page):
    page = open_page("/en/no-such-page/")
    assert page.status == 404
    assert page.locator("html").get_attribute("lang") == "en"


def test_dark_scheme_is_dark(open_page):
    page = open_page("/th/", color_scheme="dark")
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    channels = [int(float(part)) for part in colour.strip("rgba()").split(",")[:3]]
    assert max(channels) < 80


def test_keyboard_reaches_the_content_first(open_page):
    page = open_page("/th/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
