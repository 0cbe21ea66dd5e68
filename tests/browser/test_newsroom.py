"""The whole way in a real browser: `make run`, log in, edit a Thai story, publish, read it."""

import os
import re
import subprocess
import urllib.request
from pathlib import Path

import pytest

from tests.office import wait

ROOT = Path(__file__).resolve().parents[2]
LIVE_SECONDS = 30

pytestmark = pytest.mark.browser


def _read(url):
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            # Headings keep Thai words whole by a span around each.
            return re.sub(r'<span class="word">(.*?)</span>', r"\1", answer.read().decode())
    except OSError:
        return ""


def test_published_edit_is_on_the_site_within_seconds(newsroom, admin):
    title = "ทดสอบแก้ไขข่าวจากหน้าเว็บจริง"
    admin.goto(f"{newsroom.cms}/admin/pages/search/?q=Application+Thungsong+City")
    admin.get_by_role("link", name=re.compile("^เทศบาลเมืองทุ่งสงเปิดตัว")).first.click()
    admin.wait_for_selector("input[name=title], textarea[name=title]")
    assert admin.locator("html").get_attribute("lang") == "th"
    admin.fill("[name=title]", title)
    _publish(admin)

    # Stories are written before the lists and feeds that name them, so each is awaited.
    for path in ("/th/news/thungsong-city-app-launch/", "/th/feed.json", "/th/"):
        url = f"{newsroom.site}{path}"
        wait(lambda url=url: title in _read(url), LIVE_SECONDS, newsroom.said)


def test_autosave_leaves_the_slug_that_is_being_typed(newsroom, admin):
    held = []
    admin.route("**/pages/add/**", lambda route: _hold_posts(route, held))
    admin.goto(f"{newsroom.cms}/admin/pages/add/news/newspage/{_thai_news(admin, newsroom)}/")
    admin.wait_for_timeout(2_000)  # Wagtail remembers the untouched form, to notice changes
    with admin.expect_request(_is_post):
        admin.fill("[name=title]", "ช่วยเหลือผู้ประสบอุทกภัย")
        admin.get_by_role("tab").last.click()
    admin.fill("[name=slug]", "flood-relief-2026")
    with admin.expect_response(lambda answer: _is_post(answer.request)):
        held[0].continue_()
    admin.wait_for_timeout(500)  # the form reads the answer
    assert admin.input_value("[name=slug]") == "flood-relief-2026"


def _hold_posts(route, held):
    if _is_post(route.request):
        held.append(route)
    else:
        route.continue_()


def _is_post(request):
    return request.method == "POST"


def test_thai_in_the_admin_has_its_font_and_no_mark_is_cut(newsroom, admin):
    section = _thai_news(admin, newsroom)
    for path in ("", f"pages/{section}/", f"pages/add/news/newspage/{section}/"):
        admin.goto(f"{newsroom.cms}/admin/{path}")
        admin.evaluate("document.fonts.ready")
        assert admin.evaluate("document.fonts.check('16px Sarabun', 'ที่ปั๊มน้ำ')")
        assert "Sarabun" in admin.evaluate("getComputedStyle(document.body).fontFamily")
        low = admin.evaluate(
            """() => [...document.querySelectorAll('.menuitem-label, .w-panel__heading--label')]
                .map(e => getComputedStyle(e))
                .filter(s => parseFloat(s.lineHeight) < 1.6 * parseFloat(s.fontSize))
                .length"""
        )
        assert low == 0


def test_nothing_is_written_into_the_checkout(newsroom, admin):
    status = subprocess.run(
        ["git", "status", "--porcelain"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    if os.environ.get("CI"):
        assert status.stdout == ""
    # On a developer's machine the checkout may hold work in progress; the newsroom's own
    # folders must be elsewhere all the same.
    assert "var/" not in status.stdout
    assert "output/" not in status.stdout


def test_interrupt_stops_every_process_and_it_starts_again(newsroom):
    children = _children(newsroom.process.pid)
    assert len(children) >= 3
    code = newsroom.stop()
    assert code == 0, newsroom.said()[-2000:]
    wait(lambda: not any(_alive(pid) for pid in children), 5, newsroom.said)
    assert "Traceback" not in newsroom.said()
    newsroom.start()


def _thai_news(page, newsroom):
    """The id of the first page below the Thai home page: the sections come first."""
    row = "table.listing tbody tr"
    page.goto(f"{newsroom.cms}/admin/pages/")
    home = _id_of(page.locator(f"{row}:has-text('ไทย') a[href$='/edit/']"))
    page.goto(f"{newsroom.cms}/admin/pages/{home}/")
    return _id_of(page.locator(f"{row} a[href$='/edit/']"))


def _id_of(links):
    return re.search(r"/pages/(\d+)/", links.first.get_attribute("href"))[1]


def _publish(page):
    # The publish button stands in the menu of the save button.
    page.locator("[name=action-publish]").first.evaluate("button => button.click()")
    page.wait_for_load_state("networkidle")


def _children(pid):
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(stat.parent.name))
    return found


def _alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
