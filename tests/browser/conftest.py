"""The system's Chromium, driven by Playwright. CI requires it; elsewhere its absence is said."""

import os
import shutil

import pytest

from tests.office import Office

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def chromium():
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        if os.environ.get("NEWSROOM_REQUIRE_BROWSER"):
            pytest.fail("Chromium is not installed, and NEWSROOM_REQUIRE_BROWSER asks for it")
        pytest.skip("CHROMIUM IS MISSING: no page is looked at (Debian: apt install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def newsroom(tmp_path_factory):
    """`make run` in folders and on ports of its own. It takes half a minute to set up: one process
    runs all browser tests (tests/conftest.py)."""
    running = Office(tmp_path_factory.mktemp("newsroom"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def admin(chromium, newsroom):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{newsroom.cms}/admin/")
    page.fill("input[name=username]", "admin")
    page.fill("input[name=password]", newsroom.password())
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{newsroom.cms}/admin/")
    yield page
    context.close()
