"""A Thai-only site: no switch, no second language anywhere."""

from dataclasses import replace

import pytest
from django.urls import reverse
from wagtail.models import Locale, Page

from cms.home.services import site_tree_create
from cms.news.models import NewsPage
from tests.cms.admin_forms import create_url, edit_url, story_data


@pytest.fixture
def thai_site(settings, db):
    config = settings.SITE_CONFIG
    settings.SITE_CONFIG = replace(config, locales=config.locales[:1])
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("th", "ไทย")]
    settings.WAGTAILADMIN_PERMITTED_LANGUAGES = settings.LANGUAGES
    settings.WAGTAIL_I18N_ENABLED = False
    return site_tree_create()[0]


def test_a_thai_only_site_publishes_without_a_language_switch(office, thai_site):
    assert list(Locale.objects.values_list("language_code", flat=True)) == ["th"]
    section = Page.objects.get(slug="news")
    form = office.get(create_url("news.NewsPage", section))
    assert form.status_code == 200
    data = story_data(slug="centre", **{"action-publish": "1"})
    assert office.post(create_url("news.NewsPage", section), data).status_code == 302
    story = NewsPage.objects.get()
    assert story.url.endswith("/th/news/centre/")
    pages = [
        edit_url(story),
        reverse("wagtailadmin_explore", args=(section.pk,)),
        reverse("wagtailimages:add"),
        reverse("wagtailadmin_account"),
        "/admin/snippets/taxonomy/department/add/",
    ]
    for url in pages:
        page = office.get(url)
        assert page.status_code == 200
        assert "English" not in page.content.decode(), url
        assert "simple_translation" not in page.content.decode()
    assert 'name="alt_th"' in office.get(pages[2]).content.decode()
    assert 'name="alt_en"' not in office.get(pages[2]).content.decode()
