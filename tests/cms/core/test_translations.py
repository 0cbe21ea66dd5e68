"""A story and its translation."""

import pytest
from django.urls import reverse
from wagtail.models import Locale

from cms.core.models import source_revision
from cms.news.models import NewsPage
from cms.taxonomy.models import Department, Topic
from tests.cms.admin_forms import edit_url, story_data


@pytest.fixture
def thai(make_story):
    return make_story(title="เปิดศูนย์บริการ")


def translate(office, page):
    english = Locale.objects.get(language_code="en")
    url = reverse("simple_translation:submit_page_translation", args=(page.pk,))
    assert office.post(url, {"locales": [english.pk]}).status_code == 302
    return page.get_translation(english)


def state(page):
    page = NewsPage.objects.get(pk=page.pk)
    original = page.original()
    return page.translation_state(source_revision(original) if original else None)


def save(office, page, **fields):
    data = story_data(**{"slug": page.slug, **fields, "action-publish": "1"})
    response = office.post(edit_url(page), data)
    assert response.status_code == 302, response.context["form"].errors
    return NewsPage.objects.get(pk=page.pk)


def test_a_copy_for_translation_keeps_the_day_and_is_current(office, thai):
    copy = translate(office, thai).get_latest_revision_as_object()
    assert not copy.live
    assert copy.published_at == thai.published_at
    assert copy.public_path == f"/en/news/{copy.slug}/"
    assert state(copy) == "current"


def test_a_translation_is_outdated_until_the_editor_says_that_it_matches(office, thai):
    copy = save(office, translate(office, thai), title="Centre", translation_is_current="on")
    assert state(copy) == "current"
    save(office, thai, title="เปิดศูนย์บริการใหม่", significant_change="on")
    assert state(copy) == "outdated"
    copy = save(office, copy, title="Centre opens")
    assert state(copy) == "outdated"
    copy = save(office, copy, title="New centre opens", translation_is_current="on")
    assert state(copy) == "current"


def test_a_corrected_typo_makes_no_translation_old(office, thai):
    copy = save(office, translate(office, thai), title="Centre", translation_is_current="on")
    save(office, thai, title="เปิดศูนย์บริการประชาชน")
    assert state(copy) == "current"
    save(office, thai, title="ย้ายศูนย์บริการ", significant_change="on")
    save(office, thai, title="ย้ายศูนย์บริการประชาชน")
    assert state(copy) == "outdated"


def test_the_first_publication_of_a_rewritten_draft_is_a_significant_change(office, sections):
    draft = NewsPage(title="ร่าง", slug="draft", purposes=["service"], live=False)
    sections["th", "news"].add_child(instance=draft)
    draft.save_revision()
    copy = translate(office, draft)
    assert state(copy) == "current"
    save(office, draft, title="เปิดศูนย์บริการ")
    assert state(copy) == "outdated"


def test_the_original_has_no_state_and_no_tick(office, thai):
    assert state(thai) is None
    assert "translation_is_current" not in office.get(edit_url(thai)).context["form"].fields


def test_the_slug_of_a_translation_comes_from_its_own_title(office, thai):
    copy = translate(office, thai)
    assert office.get(edit_url(copy)).context["form"]["slug"].value() == ""
    copy = save(office, copy, title="Service centre opens", slug="")
    assert copy.slug == "service-centre-opens"


def test_a_thai_draft_takes_its_slug_from_an_english_title(homes, sections):
    english = NewsPage(title="Flood plan", purposes=["disaster"], live=False)
    sections["en", "news"].add_child(instance=english)
    thai = NewsPage(title="แผนน้ำท่วม", translation_key=english.translation_key, live=False)
    sections["th", "news"].add_child(instance=thai)
    assert thai.slug == "flood-plan"


def test_an_english_page_offers_english_terms_and_thai_ones_without_translation(
    office, homes, make_story
):
    thai, english = (Locale.objects.get(language_code=code) for code in ("th", "en"))
    works = Department.objects.create(name="กองช่าง", slug="works", locale=thai)
    works_en = works.copy_for_translation(english)
    works_en.name = "Public Works"
    works_en.save()
    health = Department.objects.create(name="กองสาธารณสุข", slug="health", locale=thai)
    water = Topic.objects.create(name="น้ำ", slug="water", locale=thai)
    page = make_story(department=works, topics=[water])
    copy = translate(office, page)
    form = office.get(edit_url(copy)).context["form"]
    assert set(form.fields["department"].queryset) == {works_en, health}
    assert form.initial["department"] == works_en.pk
    assert form.initial["topics"] == [water.pk]
    copy = save(office, copy, department=str(works_en.pk), topics=[str(water.pk)])
    assert copy.department == works_en
    assert list(copy.topics.all()) == [water]
