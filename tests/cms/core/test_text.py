"""Thai text is stored in one spelling, wherever an editor typed it."""

import json
from pathlib import Path

import pytest
from django.urls import reverse

from cms.core.text import clean_line, clean_text
from cms.news.models import NewsPage
from tests.cms.admin_forms import create_url, list_data, rich_text, story_data

VECTORS = json.loads(
    (Path(__file__).parents[2] / "data" / "thai-vectors.json").read_text(encoding="utf-8")
)
STORAGE = [row for row in VECTORS if row["note"] != "search key"]


@pytest.mark.parametrize("row", STORAGE, ids=lambda row: row["note"])
def test_an_editors_spelling_is_normalised_in_every_field_and_block(office, sections, row):
    typed, stored = f"ข้อ {row['input']} จบ", f"ข้อ {row['expect']} จบ"
    blocks = [
        ("text", rich_text(f"<p>{typed}</p>")),
        ("heading", {"text": typed, "level": "2"}),
        ("facts", {"title": typed, "items": list_data([{"label": typed, "value": typed}])}),
        ("table", json.dumps({"data": [[typed]], "table_header_choice": "neither"})),
    ]
    fields = {"title": typed, "summary": typed, "source_note": typed, "event_place": typed}
    fields |= {"event_start": "2026-11-23 09:00", "action-publish": "1"}
    url = create_url("news.NewsPage", sections["th", "news"])
    response = office.post(url, story_data(*blocks, **fields))
    assert response.status_code == 302, response.context["form"].errors
    page = NewsPage.objects.get()
    revision = page.latest_revision.content
    for name in ("title", "summary", "source_note", "event_place"):
        assert getattr(page, name) == revision[name] == stored
    for raw in (json.dumps(page.body.get_prep_value(), ensure_ascii=False), revision["body"]):
        raw = json.dumps(json.loads(raw), ensure_ascii=False)
        assert raw.count(stored) == 6
        assert row["input"] == row["expect"] or row["input"] not in raw


def test_drafts_and_programs_are_normalised_too(sections, make_picture, make_attachment):
    typed, stored = "น้ํา", "น้ำ"
    page = NewsPage(title=typed, summary=typed, live=False, body=[("heading", {"text": typed})])
    sections["th", "news"].add_child(instance=page)
    page = NewsPage.objects.get()
    assert (page.title, page.summary, page.body[0].value["text"]) == (stored,) * 3
    picture = make_picture(title=typed, alt={"th": typed, "en": " "}, credit=typed)
    assert (picture.title, picture.alt, picture.credit) == (stored, {"th": stored}, stored)
    attachment = make_attachment(title=typed, titles={"th": typed})
    assert (attachment.title, attachment.titles) == (stored, {"th": stored})


def test_snippets_are_normalised(office):
    from cms.taxonomy.models import Department

    url = reverse(Department.snippet_viewset.get_url_name("add"))
    office.post(url, {"name": "กองน้ํา", "slug": "", "description": "ดูแลน้ํา"})
    department = Department.objects.get()
    assert (department.name, department.description) == ("กองน้ำ", "ดูแลน้ำ")


def test_lines_hold_no_line_break_and_text_keeps_its_own():
    assert clean_line(" หนึ่ง\r\nสอง\x0bสาม\x07 ") == "หนึ่ง สอง สาม"
    assert clean_text("หนึ่ง\r\nสอง\x07") == "หนึ่ง\nสอง"
