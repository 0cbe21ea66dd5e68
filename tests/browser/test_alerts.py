"""The page of alerts in a real browser: what has expired goes by itself, the rest can be read."""

import threading
from datetime import datetime

import pytest

from contract import site_config
from site_builder import serve
from site_builder.rendering.alerts import AlertPages
from tests.contract.alerts import statement
from tests.site_builder.sites import Site
from tests.themes.theme_files import THEME

NOW = datetime.fromisoformat("2026-11-23T22:00:00+07:00")
FIRST_END = datetime.fromisoformat("2026-11-23T23:00:00+07:00")
ALERTS = [
    statement(id="soon-over", expires=FIRST_END.isoformat(), onset=None),
    statement(communities=[f"ชุมชนตัวอย่างที่ {n}" for n in range(1, 23)]),
]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("alerts")
    site = Site(folder / "site", folder / "renditions", bilingual=True)
    site.build()
    pages = AlertPages(site_config.load(site.folder / "site.toml"), THEME)
    for locale in ("th", "en"):
        file = site.output / locale / "alerts" / "index.html"
        file.write_bytes(pages.page(file.read_bytes(), locale, ALERTS, NOW))
    assert pages.faults == []
    with serve.server(site.output, "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def visit(chromium, address):
    """Opens the page as on a phone whose clock says `now`; nothing may complain."""
    contexts = []

    def open_(locale="th", now=NOW, *, width=360, **options):
        context = chromium.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.clock.install(time=now)
        page.goto(f"{address}/{locale}/alerts/")
        page.evaluate("document.fonts.ready")
        return page

    yield open_
    for context in contexts:
        context.close()


def seen(page):
    alerts = page.locator("[data-expires]")
    return [alerts.nth(n).is_visible() for n in range(alerts.count())]


def calm(page):
    return page.locator("[data-no-alert]").is_visible()


@pytest.mark.parametrize("locale", ["th", "en"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_the_alerts_fit_and_nothing_complains(visit, locale, width):
    page = visit(locale, width=width)
    assert seen(page) == [True, True]
    assert not calm(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.complaints == []


def test_an_alert_goes_when_it_ends_and_the_last_one_leaves_the_calm_notice(visit):
    page = visit()
    page.clock.fast_forward("59:00")
    assert seen(page) == [True, True]
    page.clock.fast_forward("01:01")
    assert seen(page) == [True, False]
    assert not calm(page)
    page.clock.fast_forward("10:00:00")
    assert seen(page) == [False, False]
    assert calm(page)
    assert page.complaints == []


def test_what_has_ended_before_the_page_is_opened_is_not_seen(visit):
    assert seen(visit(now=FIRST_END)) == [True, False]


def test_without_script_all_is_there_with_its_end(visit):
    page = visit(java_script_enabled=False)
    assert seen(page) == [True, True]
    assert not calm(page)
    assert "มีผลถึง" in page.inner_text(".alert")


def test_no_tone_mark_is_cut(visit):
    page = visit()
    assert page.evaluate("document.fonts.check('16px Sarabun', 'ที่ปั๊มน้ำ')")
    cut = page.evaluate(
        """() => [...document.querySelectorAll('.alert *')]
            .filter(e => getComputedStyle(e).overflowY !== 'visible')
            .map(e => e.outerHTML.slice(0, 80))
            .filter(html => !html.startsWith('<svg'))"""
    )
    assert cut == []
