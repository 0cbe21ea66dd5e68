"""The JSON files beside the documents."""

import logging

import pytest
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect

from cms.export import redirects, services
from cms.export.models import PathRedirect, Tombstone
from cms.images.models import WithdrawnMedia
from cms.news.models import NewsPage
from cms.taxonomy.models import Department, NewsCategory, Topic
from contract import records as contract_records
from tests.cms.export.conftest import file_of


def enter(old, **target):
    return Redirect.objects.create(old_path=Redirect.normalise_path(old), **target)


def test_a_redirect_of_the_office_is_exported_as_the_site_needs_it(exported, folder):
    enter("/old/page/", redirect_link="/th/news/")
    enter("/ข่าว/เก่า", redirect_link="https://old.example.go.th/x")
    exported()
    assert folder.redirects() == {
        "/old/page/": "/th/news/",
        "/ข่าว/เก่า/": "https://old.example.go.th/x",
    }


def test_a_redirect_follows_its_page_and_ends_with_it(exported, folder, make_story):
    page = make_story(slug="a")
    enter("/old", redirect_page=page)
    exported()
    assert folder.redirects() == {"/old/": "/th/news/a/"}
    page.slug = "b"
    page.save_revision().publish()
    exported()
    assert folder.redirects()["/old/"] == "/th/news/b/"
    NewsPage.objects.get().unpublish()
    exported()
    assert folder.redirects() == {}


@pytest.fixture(autouse=True)
def _nothing_told():
    redirects._warn.cache_clear()


@pytest.mark.parametrize(
    ("old", "target"),
    [
        ("/a?id=4", "/th/"),
        ("/index.html", "/th/"),
        ("/a<b", "/th/"),
        ("/a", "http://insecure.example/"),
        ("/a", "javascript:alert(1)"),
        ("/a", "//evil.example/"),
    ],
)
def test_a_redirect_that_cannot_be_is_left_out_and_told(exported, folder, caplog, old, target):
    enter(old, redirect_link=target)
    with caplog.at_level(logging.WARNING):
        exported()
        services.export_all()
    assert folder.redirects() == {}
    assert caplog.text.count("cannot be published") == 1


def test_an_address_that_is_live_is_not_redirected(exported, folder, make_story):
    make_story(slug="a")
    enter("/th/news/a/", redirect_link="/th/news/")
    exported()
    assert folder.redirects() == {}


def test_what_the_office_entered_counts_more_than_what_was_found(exported, folder, make_story):
    make_story(slug="b")
    PathRedirect.objects.create(from_path="/th/news/a/", to="/th/news/b/")
    enter("/th/news/a/", redirect_link="/th/awards/")
    exported()
    assert folder.redirects() == {"/th/news/a/": "/th/awards/"}


def test_records_are_valid_and_canonical(exported, folder, make_story, homes):
    page = make_story(slug="a")
    Topic.objects.create(name="น้ำ", slug="water", description="เรื่องน้ำ", locale=homes["th"].locale)
    enter("/old", redirect_page=page)
    gone = make_story(slug="gone")
    exported()
    gone.unpublish()
    WithdrawnMedia.objects.create(digest="ab" * 32, deleted_at=timezone.now())
    exported()
    for file in ("redirects.json", "tombstones.json", "version.json", "taxonomy/topics.json"):
        text = folder.read(file)
        assert contract_records.dump(contract_records.load(text.encode(), file)) == text
    assert folder.json("tombstones.json")["media"][0]["kind"] == "withdrawn"


def test_a_tombstone_that_leads_on_does_so_while_its_target_lives(exported, folder, make_story):
    page = make_story(slug="a")
    exported()
    Tombstone.objects.create(
        document_id="0f5c6b0e-6f0a-4e43-9d5f-4a1c1f6f5c11", locale="en", path="/en/news/a/",
        kind="redirect", deleted_at=timezone.now(),
    )  # fmt: skip
    PathRedirect.objects.create(
        from_path="/en/news/a/", document_id=page.translation_key, locale="th"
    )
    page.save()
    exported()
    assert folder.tombstones()["/en/news/a/"]["to"] == "/th/news/a/"
    page.unpublish()
    exported()
    assert folder.tombstones()["/en/news/a/"]["kind"] == "gone"


def test_taxonomy_holds_the_sites_locales_only(exported, folder, homes):
    from wagtail.models import Locale

    lao = Locale.objects.create(language_code="lo")
    Topic.objects.create(name="ນ້ຳ", slug="water", locale=lao)
    exported()
    assert folder.json("taxonomy/topics.json") == {}
    assert file_of("x") not in folder.files()


def test_every_address_of_a_story_that_is_gone_has_its_notice(exported, folder, make_story):
    page = make_story(slug="a")
    for slug in ("b", "c"):
        exported()
        page = NewsPage.objects.get()
        page.slug = slug
        page.save_revision().publish()
    exported()
    NewsPage.objects.get().unpublish()
    make_story(slug="b")
    exported()
    assert folder.redirects() == {}
    tombstones = folder.tombstones()
    assert {path: entry["kind"] for path, entry in tombstones.items()} == {
        "/th/news/a/": "gone", "/th/news/c/": "gone"
    }  # fmt: skip
    assert len({entry["id"] for entry in tombstones.values()}) == 1


def test_a_new_slug_of_a_term_redirects_in_every_language(exported, folder, homes):
    thai = homes["th"].locale
    works = Department.objects.create(name="กองช่าง", slug="works", locale=thai)
    water = Topic.objects.create(name="น้ำ", slug="water", locale=thai)
    category = NewsCategory.objects.create(name="ประกาศ", slug="notice", locale=thai)
    for term, slug in ((works, "a"), (works, "b"), (water, "rivers"), (category, "other")):
        term.slug = slug
        term.save()
    exported()
    departments = {
        f"/{locale}/departments/{old}/": f"/{locale}/departments/b/"
        for locale in ("th", "en") for old in ("works", "a")
    }  # fmt: skip
    topics = {f"/{locale}/topics/water/": f"/{locale}/topics/rivers/" for locale in ("th", "en")}
    assert folder.redirects() == departments | topics
    works.slug = "works"  # back again
    works.save()
    Topic.objects.create(name="น้ำใหม่", slug="water", locale=thai)
    exported()
    assert folder.redirects() == {
        f"/{locale}/departments/{old}/": f"/{locale}/departments/works/"
        for locale in ("th", "en") for old in ("a", "b")
    }  # fmt: skip
    works.delete()
    exported()
    assert folder.redirects() == {}


def test_a_term_that_the_builder_would_refuse_leaves_out_itself_alone(
    exported, folder, homes, caplog
):
    thai = homes["th"].locale
    Topic.objects.create(name="น้ำ", slug="water", locale=thai)
    bad = Topic.objects.create(name="ไฟ", slug="fire", locale=thai)
    Topic.objects.filter(pk=bad.pk).update(name="")
    exported()
    assert list(folder.json("taxonomy/topics.json")) == ["water"]
    assert "The term fire was not exported" in caplog.text
