"""What the content format cannot hold is refused in the editor, in Thai, and not lost later."""

import pytest
from django.utils.translation import override
from wagtail.blocks import StreamBlockValidationError

from cms.core.blocks import BodyBlock
from cms.news.models import NewsPage
from contract import sanitise
from tests.cms.admin_forms import create_url, rich_text, story_data


def _refusal(kind, value):
    block = BodyBlock()
    stream = block.to_python([{"type": kind, "value": value}])
    with override("th"), pytest.raises(StreamBlockValidationError) as caught:
        block.clean(stream)
    return str(caught.value.as_json_data())


@pytest.mark.parametrize("href", ["sms:+6675411", "line://ti/p/@x", "javascript:x", "https://a@b/"])
def test_a_link_that_cannot_be_published_is_named_in_thai(href):
    words = _refusal("text", f'<p><a href="{href}">คำ</a></p>')
    assert f"ใช้ลิงก์ไปยัง “{href}” ไม่ได้" in words


@pytest.mark.parametrize(
    "href", ["https://a.example/ก ข's", "tel:+66 75 411", "mailto:a@b.c?body=x"]
)
def test_a_link_that_can_be_encoded_is_taken(href):
    block = BodyBlock()
    stream = block.to_python([{"type": "text", "value": f'<p><a href="{href}">คำ</a></p>'}])
    assert block.clean(stream)


def test_a_text_that_is_too_long_is_refused():
    words = _refusal("text", f"<p>{'ก' * sanitise.MAX_CHARACTERS}</p>")
    assert "ข้อความยาวเกิน" in words


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("heading", {"text": "\u200b\u3164", "level": 2}),
        ("callout", {"tone": "info", "title": "", "text": "\u2800"}),
        ("quote", {"text": "\xad", "attribution": "ก", "role": ""}),
    ],
)
def test_a_text_that_shows_nothing_is_refused(kind, value):
    assert "ไม่มีตัวอักษรที่มองเห็นได้" in _refusal(kind, value)


def test_a_video_address_has_no_user_name():
    value = {"url": "https://a:b@c.example/", "title": "ก", "description": ""}
    assert "ไม่มีชื่อผู้ใช้" in _refusal("video", value)


def test_a_title_that_shows_nothing_is_none(office, sections):
    url = create_url("news.NewsPage", sections["th", "news"])
    data = story_data(("text", rich_text("<p>ก</p>")), title="\u200b\u3164")
    response = office.post(url, {**data, "action-publish": "action-publish"})
    assert response.status_code == 200
    assert response.context["form"].errors["title"]
    assert not NewsPage.objects.filter(live=True).exists()
