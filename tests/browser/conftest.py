"""The system's Chromium, driven by Playwright. CI requires it; elsewhere its absence is said."""

import os
import shutil

import pytest

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
