"""Departments, topics and categories: one slug for all locales."""

import pytest
from django.urls import reverse
from wagtail.models import Locale

from cms.taxonomy.models import Department, NewsCategory, Topic


def url(model, name, *args):
    return reverse(model.snippet_viewset.get_url_name(name), args=args)


@pytest.mark.parametrize("model", [Department, Topic, NewsCategory])
def test_a_term_is_made_in_the_admin_with_a_proposed_slug(office, homes, model):
    response = office.post(url(model, "add"), {"name": "น้ำ", "slug": "", "description": ""})
    assert response.status_code == 302
    term = model.objects.get()
    assert term.slug.isascii()
    assert term.slug
    assert office.get(url(model, "list")).status_code == 200


def test_translations_share_the_slug_and_keep_sharing_it(office, homes):
    thai, english = (Locale.objects.get(language_code=code) for code in ("th", "en"))
    works = Department.objects.create(name="กองช่าง", slug="chang", locale=thai)
    copy = works.copy_for_translation(english)
    copy.name = "Public Works"
    copy.save()
    assert copy.slug == "chang"
    data = {"name": "Public Works", "slug": "public-works", "description": ""}
    assert office.post(url(Department, "edit", copy.pk), data).status_code == 302
    assert set(Department.objects.values_list("slug", flat=True)) == {"public-works"}


@pytest.mark.parametrize("slug", ["2026", "feed", "en", "works"])
def test_a_slug_that_cannot_be_is_refused(office, homes, slug):
    Department.objects.create(name="กองช่าง", slug="works", locale=Locale.get_default())
    data = {"name": "กองคลัง", "slug": slug, "description": ""}
    response = office.post(url(Department, "add"), data)
    assert response.status_code == 200
    assert "slug" in response.context["form"].errors


def test_the_list_tells_the_language_of_each_row_and_can_be_narrowed_to_one(office, homes):
    thai, english = (Locale.objects.get(language_code=code) for code in ("th", "en"))
    works = Department.objects.create(name="กองช่าง", slug="works", locale=thai)
    copy = works.copy_for_translation(english)
    copy.name = "Public Works"
    copy.save()
    table = office.get(url(Department, "list")).context["table"]
    assert [str(column.label) for column in table.columns.values()][1:] == [
        "ชื่อ", "ภาษา", "ที่อยู่บนเว็บ",
    ]  # fmt: skip
    page = office.get(url(Department, "list"), {"locale": "en"}).content.decode()
    assert "Public Works" in page
    assert "กองช่าง" not in page
