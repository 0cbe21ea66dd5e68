"""The editor learns in the admin what the site cannot show, and why."""

import json

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import rich_text

from cms.export import standing
from cms.export.models import ExportFailure
from cms.news.models import NewsPage
from contract import blocks
from contract.problems import Problem
from tests.cms.admin_forms import create_url, edit_url, story_data
from tests.cms.export.conftest import file_of

PUBLISH = {"action-publish": "1"}
TOO_MANY = "เอกสารมีบล็อกมากกว่า 2 บล็อก"
TEXT = ("text", rich_text("<p>เนื้อข่าว</p>"))
NOTICE = "เว็บไซต์ยังแสดงหน้านี้ไม่ตรงกับที่เผยแพร่"


@pytest.fixture
def few_blocks(monkeypatch):
    """The site takes two blocks a document."""
    monkeypatch.setattr(blocks, "MAX_BLOCKS", 2)


@pytest.fixture
def last_build(settings, tmp_path):
    """Writes what the builder found, in the form of its report."""
    settings.DATA_DIR = tmp_path
    file = tmp_path / "state" / "last-build.json"
    file.parent.mkdir()

    def write(*problems):
        file.write_text(json.dumps({"problems": [problem.as_json() for problem in problems]}))

    write.file = file
    return write


def dashboard(office):
    return office.get(reverse("wagtailadmin_home")).content.decode()


def test_a_new_story_that_the_site_cannot_hold_is_kept_as_a_draft(
    office, sections, few_blocks, exported, folder
):
    url = create_url("news.NewsPage", sections["th", "news"])
    response = office.post(url, {**story_data(*[TEXT] * 3, slug="long"), **PUBLISH}, follow=True)
    page = NewsPage.objects.get()
    assert response.redirect_chain == [(edit_url(page), 302)]
    assert TOO_MANY in response.content.decode()
    assert "แบ่งเป็นหลายเอกสาร" in response.content.decode()
    assert (page.live, page.has_unpublished_changes, page.published_at) == (False, True, None)
    draft = page.get_latest_revision_as_object()
    assert (len(draft.body), draft.published_at) == (3, None)
    assert exported().failed == {}
    assert folder.documents() == set()
    response = office.post(edit_url(page), {**story_data(TEXT, slug="long"), **PUBLISH})
    assert NewsPage.objects.get().live


def test_the_date_of_a_refused_story_stays_as_the_editor_gave_it(office, sections, few_blocks):
    data = {**story_data(*[TEXT] * 3, slug="long", published_at="2026-01-02 03:04"), **PUBLISH}
    office.post(create_url("news.NewsPage", sections["th", "news"]), data)
    assert NewsPage.objects.get().published_at.isoformat() == "2026-01-01T20:04:00+00:00"


def test_a_refused_edit_of_a_live_story_is_a_draft_of_it(
    office, make_story, few_blocks, exported, folder
):
    page = make_story(slug="flood", title="เดิม")
    exported()
    data = {**story_data(*[TEXT] * 3, slug="flood", title="ใหม่"), **PUBLISH}
    response = office.post(edit_url(page), data, follow=True)
    assert TOO_MANY in response.content.decode()
    page = NewsPage.objects.get()
    assert (page.live, page.title, page.draft_title) == (True, "เดิม", "ใหม่")
    exported()
    assert folder.front(file_of("flood"), "title") == "เดิม"


def test_bulk_publishing_stops_at_what_the_site_cannot_hold(office, sections, few_blocks):
    parent = sections["th", "news"]
    for slug, count in (("long", 3), ("short", 1)):
        office.post(create_url("news.NewsPage", parent), story_data(*[TEXT] * count, slug=slug))
    url = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
    query = "&".join(f"id={page.pk}" for page in NewsPage.objects.all())
    response = office.post(f"{url}?next=/admin/&{query}", {"include_descendants": ""}, follow=True)
    assert TOO_MANY in response.content.decode()
    assert not NewsPage.objects.filter(live=True).exists()
    url = f"{url}?next=/admin/&id={parent.pk}"
    response = office.post(url, {"include_descendants": "on"}, follow=True)
    assert TOO_MANY in response.content.decode()


def test_who_asks_for_moderation_is_told_too(office, make_story, few_blocks):
    page = make_story(slug="flood")
    data = {**story_data(*[TEXT] * 3, slug="flood"), "action-submit": "1"}
    response = office.post(edit_url(page), data, follow=True)
    assert TOO_MANY in response.content.decode()


def test_a_fault_of_the_software_keeps_nobody_from_publishing(
    office, make_story, monkeypatch, caplog
):
    page = make_story(slug="flood", title="เดิม")

    def broken(*args):
        raise RuntimeError

    monkeypatch.setattr(standing.serializers, "document", broken)
    office.post(edit_url(page), {**story_data(TEXT, slug="flood", title="ใหม่"), **PUBLISH})
    assert NewsPage.objects.get().title == "ใหม่"
    assert "could not be tried" in caplog.text


def test_the_whole_limit_holds(make_story):
    page = make_story(slug="flood")
    page.body = [("text", f"<p>ข้อ {number}</p>") for number in range(1100)]
    page.save_revision()
    assert "1000" in standing.refusals(page)[0]


def test_what_failed_to_be_exported_is_on_the_dashboard_and_on_the_page(
    office, exported, make_story
):
    page, fine = make_story(slug="flood", title="น้ำท่วม"), make_story(slug="fine")
    NewsPage.objects.filter(pk=page.pk).update(purposes=["nonsense"])
    exported()
    assert ExportFailure.objects.exists()
    for html in (dashboard(office), office.get(edit_url(page)).content.decode()):
        assert "nonsense" in html
        assert "ใช้ค่าใดค่าหนึ่งต่อไปนี้" in html
    assert "ยังไม่ขึ้นเว็บไซต์ตามที่เผยแพร่" in dashboard(office)
    assert edit_url(page) in dashboard(office)
    assert NOTICE in office.get(edit_url(page)).content.decode()
    assert NOTICE not in office.get(edit_url(fine)).content.decode()


def test_a_fault_of_the_software_is_told_as_one(office, make_story):
    page = make_story(slug="flood")
    problems = [{"code": "export.failed", "detail": "KeyError: <x>"}]
    ExportFailure.objects.create(page_id=page.pk, problems=problems)
    html = dashboard(office)
    assert "ระบบขัดข้อง" in html
    assert "KeyError: &lt;x&gt;" in html


def test_what_the_last_build_found_is_on_the_dashboard_and_on_the_page(
    office, exported, make_story, last_build
):
    page = make_story(slug="flood")
    exported()
    file = file_of("flood")
    assert "จำนวนช่องไม่เท่ากัน" not in dashboard(office)
    last_build(
        Problem("table.ragged", file),
        Problem("link.missing", file, params={"target": "x"}, severity="warning"),
        Problem("slug.long", "th/news/2020/of-nobody.md"),
    )
    html = dashboard(office)
    assert "จำนวนช่องไม่เท่ากัน" in html
    assert "ลิงก์ไปยังเอกสารที่ไม่มี" not in html
    assert "slug ยาวเกิน" not in html
    html = office.get(edit_url(page)).content.decode()
    assert "จำนวนช่องไม่เท่ากัน" in html
    assert "ลิงก์ไปยังเอกสารที่ไม่มี" in html


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"problems": 3}', '{"problems": [1, {"file": 2}]}', b"\xff"],
)
def test_a_damaged_report_of_the_build_is_passed_over(office, last_build, homes, text):
    last_build.file.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert standing.faults(warnings=True) == {}
    assert "ยังไม่ขึ้นเว็บไซต์" not in dashboard(office)
