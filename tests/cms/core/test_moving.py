"""A page speaks the language of the section in which it stands."""

from dataclasses import replace

import pytest
from django.urls import reverse

from cms.export import services
from cms.export.models import OutboxEntry
from cms.news.models import NewsPage
from tests.cms.admin_forms import edit_url, story_data


@pytest.fixture
def thai(make_story):
    return make_story(title="เปิดศูนย์", slug="centre")


def move(page, section):
    """As a program does."""
    section.refresh_from_db()  # knows its number of children
    NewsPage.objects.get(pk=page.pk).move(section, "last-child")
    return NewsPage.objects.get(pk=page.pk)


def confirm_move(office, page, section):
    url = reverse("wagtailadmin_pages:move_confirm", args=(page.pk, section.pk))
    assert office.get(url).status_code in (200, 302)
    assert office.post(url).status_code == 302
    return NewsPage.objects.get(pk=page.pk)


def test_the_admin_moves_a_story_into_its_section_of_another_language(office, thai, sections):
    moved = confirm_move(office, thai, sections["en", "news"])
    assert moved.get_parent().specific == sections["en", "news"]
    assert moved.locale.language_code == "en"


def test_the_admin_moves_no_story_into_another_section(office, thai, sections):
    moved = confirm_move(office, thai, sections["th", "policies"])
    assert moved.get_parent().specific == sections["th", "news"]


def test_in_an_office_of_one_language_no_move_is_offered(office, admin_user, thai, settings):
    assert thai.permissions_for_user(admin_user).can_move()
    config = settings.SITE_CONFIG
    settings.SITE_CONFIG = replace(config, locales=config.locales[:1])
    assert not thai.permissions_for_user(admin_user).can_move()


def test_a_moved_story_takes_the_language_of_its_new_section(office, thai, sections):
    key = thai.translation_key
    moved = move(thai, sections["en", "news"])
    assert moved.locale.language_code == "en"
    assert moved.translation_key == key
    assert moved.public_path == "/en/news/centre/"
    assert moved.get_latest_revision_as_object().locale == moved.locale
    assert (
        office.post(
            edit_url(moved), story_data(slug="centre", **{"action-publish": "1"})
        ).status_code
        == 302
    )
    assert NewsPage.objects.get(pk=thai.pk).locale.language_code == "en"


def test_beside_its_own_translation_a_moved_story_becomes_one_of_its_own(thai, sections, homes):
    english = thai.copy_for_translation(homes["en"].locale)
    english.title, english.slug = "Centre", "centre-en"
    english.save_revision().publish()
    moved = move(thai, sections["en", "news"])
    assert moved.locale == english.locale
    assert moved.translation_key != english.translation_key
    english = NewsPage.objects.get(pk=english.pk)
    assert english.original() is None


def test_an_unfinished_draft_can_be_moved(sections):
    draft = NewsPage(title="ร่าง", slug="draft", purposes=["service"], live=False)
    sections["th", "news"].add_child(instance=draft)
    NewsPage.objects.filter(pk=draft.pk).update(purposes=[])
    assert move(draft, sections["en", "news"]).locale.language_code == "en"


def test_a_copy_into_another_language_speaks_it(office, thai, sections):
    url = reverse("wagtailadmin_pages:copy", args=(thai.pk,))
    data = {
        "new_title": "Copy", "new_slug": "copy", "new_parent_page": sections["en", "news"].pk,
        "publish_copies": "on",
    }  # fmt: skip
    assert office.post(url, data).status_code == 302
    copy = NewsPage.objects.get(slug="copy")
    assert copy.locale.language_code == "en"
    assert copy.public_path == "/en/news/copy/"
    assert copy.translation_key != thai.translation_key


def drain():
    while OutboxEntry.objects.exists():
        services.export_outbox()


def test_the_old_address_leads_to_the_new_one_and_back(thai, sections, content_dir):
    import json

    def read(name):
        file = content_dir / name
        return json.loads(file.read_text()) if file.exists() else {}

    drain()
    year = thai.published_at.year
    thai = move(thai, sections["en", "news"])
    drain()
    assert not (content_dir / f"th/news/{year}/centre.md").exists()
    assert (content_dir / f"en/news/{year}/centre.md").exists()
    assert read("redirects.json") == [{"from": "/th/news/centre/", "to": "/en/news/centre/"}]
    [tombstone] = read("tombstones.json")["documents"]
    assert tombstone["id"] == str(thai.translation_key)
    assert (tombstone["locale"], tombstone["kind"]) == ("th", "redirect")
    assert tombstone["to"] == "/en/news/centre/"
    move(thai, sections["th", "news"])
    drain()
    assert read("redirects.json") == [{"from": "/en/news/centre/", "to": "/th/news/centre/"}]
    [tombstone] = read("tombstones.json")["documents"]
    assert (tombstone["locale"], tombstone["path"]) == ("en", "/en/news/centre/")
    assert services.differences() == []


def test_a_story_moved_beside_its_translation_leaves_a_redirect_too(
    thai, sections, homes, content_dir
):
    import json

    english = thai.copy_for_translation(homes["en"].locale)
    english.title, english.slug = "Centre", "centre-en"
    english.save_revision().publish()
    drain()
    move(thai, sections["en", "news"])
    drain()
    assert json.loads((content_dir / "redirects.json").read_text()) == [
        {"from": "/th/news/centre/", "to": "/en/news/centre/"}
    ]
    assert services.differences() == []
