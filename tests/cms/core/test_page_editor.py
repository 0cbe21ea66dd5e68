"""A story through the real forms of the admin."""

import json
import re

import pytest
from django.urls import reverse

from cms.awards.models import AwardPage
from cms.core.blocks.lists import TableBlock
from cms.news.models import NewsPage
from cms.standard_pages.models import StandardPage
from tests.cms.admin_forms import create_url, edit_url, list_data, story_data

NEWS = "news.NewsPage"


@pytest.fixture
def news(sections):
    return sections["th", "news"]


def publish(office, parent, *blocks, **fields):
    return office.post(
        create_url(NEWS, parent), story_data(*blocks, **fields, **{"action-publish": "1"})
    )


def test_editor_opens_in_thai(office, news):
    response = office.get(create_url(NEWS, news))
    assert response.status_code == 200
    assert 'lang="th"' in response.content.decode()
    assert "วัตถุประสงค์" in response.content.decode()


def test_publishing_a_thai_story_proposes_a_slug_and_sets_the_date(office, news):
    response = publish(office, news, title="เปิดศูนย์บริการประชาชน")
    assert response.status_code == 302, response.context["form"].errors
    page = NewsPage.objects.get()
    assert page.live
    assert page.slug.isascii()
    assert page.slug
    assert page.published_at is not None
    assert page.published_at.microsecond == 0
    assert page.updated_at is None
    assert page.locale.language_code == "th"


def test_the_built_site_is_what_view_live_opens(office, news, settings):
    publish(office, news, slug="service-centre")
    page = NewsPage.objects.get()
    address = f"{settings.SITE_CONFIG.url}/th/news/service-centre/"
    assert page.url == page.full_url == page.get_url() == address
    for url in (edit_url(page), reverse("wagtailadmin_explore", args=(news.pk,))):
        assert f'href="{address}"' in office.get(url).content.decode()


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("2026", "คลังข่าว"),
        ("news", "ที่อยู่ประจำ"),
        ("feed", "ที่อยู่ประจำ"),
        ("en", "ที่อยู่ประจำ"),
        ("Upper_Case", "อังกฤษตัวเล็ก"),
        ("a" * 61, "60"),
    ],
)
def test_a_slug_of_the_url_map_is_refused_in_thai(office, news, slug, words):
    response = publish(office, news, slug=slug)
    assert response.status_code == 200
    assert words in "".join(response.context["form"].errors["slug"])
    assert not NewsPage.objects.exists()


def test_a_slug_in_use_is_refused_and_a_proposed_one_gets_a_number(office, news):
    publish(office, news, slug="flood")
    assert publish(office, news, slug="flood").status_code == 200
    publish(office, news, title="Flood")
    assert set(NewsPage.objects.values_list("slug", flat=True)) == {"flood", "flood-2"}


def test_a_draft_slug_follows_the_title_until_it_is_published(office, news):
    office.post(create_url(NEWS, news), story_data(title="Flood"))
    page = NewsPage.objects.get()
    assert page.slug == "flood"
    office.post(edit_url(page), story_data(title="Flood report", slug=""))
    assert NewsPage.objects.get().slug == "flood-report"
    office.post(edit_url(page), story_data(title="Flood", slug="my-own"))
    office.post(edit_url(page), story_data(title="Other", slug="my-own", **{"action-publish": "1"}))
    page = NewsPage.objects.get()
    assert page.slug == "my-own"
    office.post(edit_url(page), story_data(title="Else", slug="", **{"action-publish": "1"}))
    assert NewsPage.objects.get().slug == "my-own"


def test_the_proposal_stands_behind_an_empty_field(office, news):
    office.post(create_url(NEWS, news), story_data(title="Flood"))
    page = NewsPage.objects.get()
    field = office.get(edit_url(page)).context["form"]["slug"]
    assert (field.value(), field.field.widget.attrs["placeholder"]) == ("", "flood")
    office.post(edit_url(page), story_data(title="Flood", slug="my-own"))
    assert office.get(edit_url(page)).context["form"]["slug"].value() == "my-own"
    publish(office, news, title="Centre")
    live = NewsPage.objects.get(slug="centre")
    assert office.get(edit_url(live)).context["form"]["slug"].value() == "centre"


def autosave(office, url, **fields):
    """What the open form is told after it saved itself."""
    return office.post(url, story_data(**fields), headers={"accept": "application/json"}).json()


def test_an_autosave_writes_nothing_into_the_form_and_loses_no_typed_slug(office, news):
    said = autosave(office, create_url(NEWS, news), title="ช่วยน้ำท่วม")
    page = NewsPage.objects.get()
    assert page.slug.isascii()
    assert said["field_updates"] == {}
    said = autosave(office, edit_url(page), title="ช่วยน้ำท่วม", slug="flood-relief-2026")
    assert said["field_updates"] == {}
    autosave(office, edit_url(page), title="ช่วยผู้ประสบภัยน้ำท่วม", slug="flood-relief-2026")
    assert NewsPage.objects.get().slug == "flood-relief-2026"


@pytest.mark.parametrize("slug", ["2026", "news", "feed"])
def test_a_draft_with_an_impossible_slug_is_refused_in_thai(office, news, slug):
    response = office.post(create_url(NEWS, news), story_data(slug=slug))
    assert "โปรด" in "".join(response.context["form"].errors["slug"])
    assert not NewsPage.objects.exists()


def test_the_title_has_a_label(office, news):
    page = office.get(create_url(NEWS, news)).content.decode()
    label = re.search(r'<label for="id_title"[^>]*>(.*?)</label>', page, re.DOTALL)[1]
    assert "ชื่อเรื่อง" in label
    assert 'class="w-panel title' not in page  # Wagtail hides the label of such a panel


def test_a_story_needs_a_purpose_to_be_published_but_not_to_be_drafted(office, news):
    assert publish(office, news, purposes=[]).status_code == 200
    response = office.post(create_url(NEWS, news), story_data(purposes=[]))
    assert response.status_code == 302
    assert NewsPage.objects.get().purposes == []


def test_purposes_are_stored_in_their_fixed_order(office, news):
    publish(office, news, purposes=["disaster", "knowledge"])
    assert NewsPage.objects.get().purposes == ["knowledge", "disaster"]


def test_every_kind_of_block_is_saved(office, news, make_picture, make_attachment):
    picture, attachment = make_picture(), make_attachment()
    use = {"image": str(picture.pk), "alt": "ป้าย", "decorative": "", "caption": "", "credit": ""}
    use |= {"consent": "no_people", "minors": ""}
    table = '{"data": [["ก", null], ["1", "2"]], "table_header_choice": "row"}'
    blocks = [
        ("heading", {"text": "หัวข้อ", "level": "3"}),
        ("image", use),
        ("gallery", {"title": "", "alt": "งาน", "caption": "", "credit": "", "consent": "",
                     "images": list_data([use])}),
        ("quote", {"text": "คำพูด", "attribution": "ผู้พูด", "role": ""}),
        ("callout", {"tone": "warning", "title": "", "text": "ข้อความ"}),
        ("facts", {"title": "", "items": list_data([{"label": "ก", "value": "ข"}])}),
        ("table", table),
        ("attachments", {"title": "",
                         "files": list_data([{"file": str(attachment.pk), "title": ""}])}),
        ("video", {"url": "https://example.org/v", "title": "วีดิทัศน์", "description": ""}),
    ]  # fmt: skip
    response = publish(office, news, *blocks)
    assert response.status_code == 302, response.context["form"].errors
    body = NewsPage.objects.get().body
    assert [block.block_type for block in body] == [kind for kind, _value in blocks]
    assert body[0].value["level"] == 3
    assert body[1].value["image"] == picture
    assert body[2].value["images"][0]["consent"] == "no_people"
    assert body[6].value["data"] == [["ก", None], ["1", "2"]]
    assert body[6].value["first_row_is_table_header"] is True
    assert body[7].value["files"][0]["file"] == attachment
    assert office.get(edit_url(NewsPage.objects.get())).status_code == 200


@pytest.mark.parametrize("choice", [{}, {"table_header_choice": ""}], ids=["none", "empty"])
def test_a_table_without_a_choice_of_header_has_one_in_its_first_row(office, news, choice):
    table = json.dumps({"data": [["ก", "ข"], ["1", "2"]], **choice})
    response = publish(office, news, ("table", table))
    assert response.status_code == 302, response.context["form"].errors
    [block] = NewsPage.objects.get().body
    assert block.value["first_row_is_table_header"] is True
    assert block.value["table_header_choice"] == "row"


def test_a_new_table_begins_with_that_choice():
    assert TableBlock().get_form_state(TableBlock().get_default()) == {"table_header_choice": "row"}


def test_an_empty_table_says_so_in_thai(office, news):
    response = publish(office, news, ("table", '{"data": [[null]], "table_header_choice": ""}'))
    assert response.status_code == 200
    [error] = response.context["form"].errors.as_data()["body"]
    assert "ตารางยังว่าง" in error.block_errors[0].messages[0]


def test_a_gallery_of_400_pictures_goes_through_the_form(office, news, make_picture):
    picture = make_picture()
    use = {"image": str(picture.pk), "alt": "", "decorative": "", "caption": "", "credit": "",
           "consent": "", "minors": ""}  # fmt: skip
    gallery = {"title": "งานประเพณี", "alt": "ผู้ร่วมงาน", "caption": "", "credit": "",
               "consent": "public_event", "images": list_data([use] * 400)}  # fmt: skip
    response = publish(office, news, ("gallery", gallery))
    assert response.status_code == 302, response.context["form"].errors
    [block] = NewsPage.objects.get().body
    assert len(block.value["images"]) == 400
    gallery["images"] = list_data([use] * 401)
    assert publish(office, news, ("gallery", gallery)).status_code == 200


@pytest.mark.parametrize("url", ["http://example.org/", "javascript:alert(1)", "https://a b"])
def test_a_video_is_an_https_link(office, news, url):
    block = ("video", {"url": url, "title": "วีดิทัศน์", "description": ""})
    assert publish(office, news, block).status_code == 200


def test_an_event_needs_its_beginning(office, news):
    response = publish(office, news, event_place="ลานกิจกรรม")
    assert "event_start" in response.context["form"].errors


def test_a_buddhist_era_date_is_noticed(office, news):
    response = publish(office, news, event_start="2569-11-23 09:00")
    assert "2026" in "".join(response.context["form"].errors["event_start"])


def test_no_preview_is_offered_and_none_crashes(office, news):
    publish(office, news)
    page = NewsPage.objects.get()
    assert "wagtailadmin/js/preview" not in office.get(edit_url(page)).content.decode()
    for name in ("view_draft", "preview_on_edit"):
        response = office.get(reverse(f"wagtailadmin_pages:{name}", args=(page.pk,)))
        assert response.status_code < 500


def test_a_title_is_as_long_as_the_content_format_allows(office, news):
    response = publish(office, news, title="ก" * 251)
    assert "250" in "".join(response.context["form"].errors["title"])
    assert publish(office, news, title="ก" * 250).status_code == 302


def test_a_decorative_picture_has_no_alternative_text(office, news, make_picture):
    cover = {"cover": str(make_picture().pk), "cover_alt": "ป้าย", "cover_decorative": "on"}
    assert "cover_alt" in publish(office, news, **cover).context["form"].errors
    del cover["cover_alt"]
    assert publish(office, news, **cover).status_code == 302
    use = NewsPage.objects.get().cover_use
    assert use["decorative"]
    assert use["alt"] == ""


def test_an_award_says_how_it_was_won(office, sections):
    fields = {"status": "assessed", "level": "national", "year": "2568", "joint_with": "จังหวัด"}
    url = create_url("awards.AwardPage", sections["th", "awards"])
    response = office.post(url, story_data(**fields, **{"action-publish": "1"}))
    assert response.status_code == 302, response.context["form"].errors
    award = AwardPage.objects.get()
    assert (award.status, award.level, award.year) == ("assessed", "national", 2025)
    assert award.public_path.startswith("/th/awards/")


def test_a_standard_page_needs_no_purpose_and_stands_in_the_menu(office, homes):
    url = create_url("standard_pages.StandardPage", homes["th"])
    data = story_data(title="ติดต่อ", slug="contact", purposes=[], menu_order="3")
    response = office.post(url, {**data, "action-publish": "1"})
    assert response.status_code == 302, response.context["form"].errors
    page = StandardPage.objects.get()
    assert (page.menu_order, page.purposes, page.public_path) == (3, [], "/th/contact/")
    response = office.post(url, {**data, "slug": "search", "action-publish": "1"})
    assert "slug" in response.context["form"].errors
