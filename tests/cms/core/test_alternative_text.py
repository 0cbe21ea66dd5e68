"""Pictures are published with words for those who cannot see them; drafts may still lack them."""

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils.translation import override

from cms.core import alternative_text
from cms.news.models import NewsPage
from tests.cms.admin_forms import create_url, edit_url, list_data, story_data

MISSING = "โปรดเขียนว่าในภาพมีอะไร หรือเลือกว่าเป็นภาพตกแต่งเท่านั้น"
PUBLISH = {"action-publish": "1"}
USE = {"alt": "", "caption": "", "credit": "", "consent": ""}


def image(picture, **fields):
    return ("image", {**USE, "image": picture.pk, **fields})


def gallery(*uses, **fields):
    items = [{**USE, "image": picture.pk, **own} for picture, own in uses]
    return ("gallery", {**USE, "title": "", "images": list_data(items), **fields})


@pytest.fixture
def publish(office, sections):
    """Sends the form of a new story; the answer and the page as it then stands, if it does."""

    def send(*blocks, **fields):
        url = create_url("news.NewsPage", sections["th", "news"])
        with override("th"):
            answer = office.post(url, story_data(*blocks, **{**PUBLISH, **fields}))
        return answer.content.decode(), NewsPage.objects.first()

    return send


def told(html):
    """The text of a page of the admin, that of the blocks' JSON included."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), unescape(html))


@pytest.mark.parametrize("kind", ["cover", "image", "gallery"])
def test_a_picture_without_words_is_not_published_and_the_form_says_so(publish, make_picture, kind):
    picture = make_picture()
    given = {
        "cover": ([], {"cover": picture.pk}),
        "image": ([image(picture)], {}),
        "gallery": ([gallery((picture, {}))], {}),
    }
    blocks, fields = given[kind]
    html, page = publish(*blocks, **fields)
    expected = "ภาพที่ 1 ยังไม่มีคำบรรยายแทนภาพ" if kind == "gallery" else MISSING
    assert expected in told(html)
    assert page is None


def test_a_gallery_tells_which_pictures_lack_words(publish, make_picture):
    uses = [
        (make_picture(colour=f"#00{n}0{n}0"), {"alt": "ตลาด"} if n == 1 else {}) for n in range(8)
    ]
    html, _page = publish(gallery(*uses))
    assert "ภาพที่ 1, 3, 4, 5, 6, … ยังไม่มีคำบรรยายแทนภาพ" in told(html)


@pytest.mark.parametrize("words", ["image", "IMG_2034.jpg", "ภาพกิจกรรม"])
@pytest.mark.parametrize("kind", ["cover", "image", "gallery", "one of a gallery"])
def test_words_that_say_nothing_are_refused_with_the_words(publish, make_picture, kind, words):
    picture = make_picture()
    given = {
        "cover": ([], {"cover": picture.pk, "cover_alt": words}),
        "image": ([image(picture, alt=words)], {}),
        "gallery": ([gallery((picture, {}), alt=words)], {}),
        "one of a gallery": ([gallery((picture, {"alt": words}), alt="ตลาดเช้า")], {}),
    }
    blocks, fields = given[kind]
    html, page = publish(*blocks, **fields)
    assert f"“{words}” ไม่ได้บอกว่าในภาพมีอะไร" in told(html)
    assert page is None


def test_a_draft_is_kept_whatever_its_pictures_lack(office, sections, make_picture):
    picture = make_picture()
    blocks = [image(picture, alt="IMG_1.jpg"), gallery((picture, {}))]
    url = create_url("news.NewsPage", sections["th", "news"])
    office.post(url, story_data(*blocks, cover=picture.pk))
    page = NewsPage.objects.get()
    assert (page.live, page.cover) == (False, picture)


@pytest.mark.parametrize(
    "own", [{"alt": {"th": "ตลาดเช้าทุ่งสง"}}, {"alt": {"en": "The morning market"}}]
)
def test_words_of_the_library_do_for_every_place(publish, make_picture, own):
    picture = make_picture(**own)
    _html, page = publish(image(picture), gallery((picture, {})), cover=picture.pk)
    assert page.live


def test_a_decoration_needs_the_tick_and_no_words(publish, make_picture):
    picture = make_picture()
    ticked = {"decorative": "on"}
    _html, page = publish(
        image(picture, **ticked),
        gallery((picture, ticked)),
        cover=picture.pk,
        cover_decorative="on",
    )
    assert page.live


@pytest.mark.parametrize("kind", ["cover", "image", "gallery"])
def test_a_decoration_with_words_is_refused(publish, make_picture, kind):
    picture = make_picture()
    use = {"decorative": "on", "alt": "ตลาดเช้า"}
    given = {
        "cover": ([], {"cover": picture.pk, "cover_alt": "ตลาดเช้า", "cover_decorative": "on"}),
        "image": ([image(picture, **use)], {}),
        "gallery": ([gallery((picture, use))], {}),
    }
    blocks, fields = given[kind]
    html, page = publish(*blocks, **fields)
    assert "ภาพตกแต่งต้องไม่มีคำบรรยายแทนภาพ" in told(html)
    assert page is None


def test_the_words_of_a_gallery_do_for_the_pictures_that_have_none(publish, make_picture):
    uses = [(make_picture(colour=colour), {}) for colour in ("red", "blue")]
    uses.append((make_picture(colour="green"), {"alt": "ป้ายชื่อตลาด"}))
    _html, page = publish(gallery(*uses, alt="ตลาดเช้าทุ่งสง"))
    assert page.live


def test_a_gallery_in_which_each_picture_has_words_needs_none(publish, make_picture):
    _html, page = publish(gallery((make_picture(), {"alt": "ป้ายชื่อตลาด"})))
    assert page.live


def test_bulk_publishing_stops_at_a_picture_without_words(office, sections, make_picture):
    page = NewsPage(title="ร่าง", purposes=["service"], cover=make_picture(), live=False)
    sections["th", "news"].add_child(instance=page)
    page.save_revision(clean=False)
    url = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
    query = f"{url}?next=/admin/&id={page.pk}"
    answer = office.post(query, {"include_descendants": ""}, follow=True)
    assert MISSING in told(answer.content.decode())
    page.refresh_from_db()
    assert not page.live


def test_the_library_refuses_words_that_say_nothing(office, homes, make_picture):
    picture = make_picture()
    data = {"title": "ตลาด", "alt_th": "IMG_2034.jpg", "alt_en": "", "collection": 1}
    url = reverse("wagtailimages:edit", args=(picture.pk,))
    assert "ไม่ได้บอกว่าในภาพมีอะไร" in told(office.post(url, data).content.decode())
    assert office.post(url, {**data, "alt_th": "ตลาดเช้า"}).status_code == 302
    picture.refresh_from_db()
    assert picture.alt == {"th": "ตลาดเช้า"}


def test_what_stood_before_the_rule_is_asked_for_at_the_next_publication(
    office, make_story, make_picture
):
    page = make_story(cover=make_picture())
    assert page.live  # imports and scripts are not held to it
    data = story_data(title=page.title, cover=page.cover_id, slug=page.slug, **PUBLISH)
    answer = office.post(edit_url(page), data)
    assert MISSING in told(answer.content.decode())


def test_words_for_no_picture_are_not_asked_for():
    assert alternative_text.fault("", decorative=False, picture=None) is None
