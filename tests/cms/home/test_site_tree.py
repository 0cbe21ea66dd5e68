"""The fixed frame of the site, and what may stand where."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import Collection, Locale, Page, Site, Task

from cms.awards.models import AwardPage
from cms.home.models import HomePage, SectionPage
from cms.home.services import site_tree_create
from cms.news.models import NewsPage
from cms.standard_pages.models import StandardPage
from tests.cms.admin_forms import create_url, edit_url, story_data


def test_the_tree_is_made_once_and_completed_when_called_again(homes, settings):
    before = list(Page.objects.values_list("pk", "title"))
    SectionPage.objects.get(locale__language_code="en", section="awards").delete()
    site_tree_create()
    assert Page.objects.count() == len(before)
    assert HomePage.objects.values("translation_key").distinct().count() == 1
    assert SectionPage.objects.values("translation_key").distinct().count() == 3
    assert all(page.live and page.published_at for page in SectionPage.objects.all())
    site = Site.objects.get()
    assert site.root_url == settings.SITE_CONFIG.url
    assert site.root_page_id == homes["th"].pk
    assert not Page.objects.filter(slug="home").exists()


def test_titles_are_in_the_language_of_their_locale(sections):
    assert sections["th", "news"].title == "ข่าว"
    assert sections["en", "news"].title == "News"
    assert sections["en", "news"].url.endswith("/en/news/")


def test_editors_texts_survive_a_second_call(homes):
    home = homes["th"]
    home.title = "ชื่อใหม่"
    home.save_revision().publish()
    site_tree_create()
    assert HomePage.objects.get(pk=home.pk).title == "ชื่อใหม่"


def test_each_section_takes_its_own_kind_of_story(sections, homes):
    assert NewsPage.can_create_at(sections["th", "news"])
    assert not NewsPage.can_create_at(sections["th", "awards"])
    assert AwardPage.can_create_at(sections["th", "awards"])
    assert StandardPage.can_create_at(homes["th"])
    assert not StandardPage.can_create_at(sections["th", "news"])
    assert not HomePage.can_create_at(Page.get_first_root_node())
    assert not SectionPage.can_create_at(homes["th"])
    root = Page.get_first_root_node()
    assert [model for model in (NewsPage, StandardPage) if model.can_create_at(root)] == []


def test_home_and_sections_cannot_be_removed_but_edited(office, sections, homes):
    for page in (homes["th"], sections["th", "news"]):
        assert office.get(edit_url(page)).status_code == 200
        data = story_data(title="หัวใหม่", **{"action-publish": "1"})
        assert office.post(edit_url(page), data).status_code == 302
        page.refresh_from_db()
        assert page.title == "หัวใหม่"
        assert page.live
        for action in ("delete", "unpublish", "move", "copy"):
            url = reverse(f"wagtailadmin_pages:{action}", args=(page.pk,))
            assert office.post(url).status_code == 302
        assert Page.objects.filter(pk=page.pk, live=True).exists()
    assert sections["th", "news"].slug == "news"


def test_a_page_copied_in_the_admin_gets_no_impossible_address(office, make_story, sections):
    page = make_story()
    url = reverse("wagtailadmin_pages:copy", args=(page.pk,))
    data = {"new_title": "สำเนา", "new_slug": "2026", "new_parent_page": sections["th", "news"].pk}
    response = office.post(url, data)
    assert response.status_code == 200
    assert "new_slug" in response.context["form"].errors
    assert office.post(url, {**data, "new_slug": "copy"}).status_code == 302


@pytest.fixture
def log_in(client, homes, django_user_model):
    def as_role(name):
        user = django_user_model.objects.create_user(name, password="x")
        user.groups.add(Group.objects.get(name=name))
        client.force_login(user)
        return client

    return as_role


def test_a_contributor_drafts_and_submits_but_does_not_publish(log_in, sections):
    client = log_in("ผู้เขียน")
    url = create_url("news.NewsPage", sections["th", "news"])
    assert client.post(url, story_data(**{"action-publish": "1"})).status_code == 302
    page = NewsPage.objects.get()
    assert not page.live
    data = story_data(slug=page.slug, **{"action-submit": "1"})
    assert client.post(edit_url(page), data).status_code == 302
    assert NewsPage.objects.get().current_workflow_task.name == "ตรวจเนื้อหา"
    assert client.get(reverse("wagtailimages:add")).status_code == 200
    assert client.get("/admin/snippets/taxonomy/department/").status_code == 302


def test_a_contributor_translates_what_others_wrote_as_a_draft_of_their_own(
    log_in, sections, make_story
):
    page = make_story(slug="centre")
    client = log_in("ผู้เขียน")
    url = reverse("simple_translation:submit_page_translation", args=(page.pk,))
    assert client.get(url).status_code == 200
    english = Locale.objects.get(language_code="en")
    assert client.post(url, {"locales": [english.pk]}).status_code == 302
    copy = page.get_translation(english)
    assert not copy.live
    assert client.get(edit_url(copy)).status_code == 200
    assert client.post(edit_url(copy), story_data(title="Centre")).status_code == 302
    copy.refresh_from_db()
    assert (copy.owner.username, copy.draft_title) == ("ผู้เขียน", "Centre")
    assert client.get(edit_url(page)).status_code == 302  # not theirs to change


def test_without_the_right_to_write_nothing_is_translated(client, make_story, django_user_model):
    page = make_story()
    user = django_user_model.objects.create_user("reader", password="x")
    names = ("access_admin", "submit_translation")
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    url = reverse("simple_translation:submit_page_translation", args=(page.pk,))
    assert client.get(url).status_code == 302


def test_reviewers_check_and_publishers_approve(log_in, sections, make_story):
    client = log_in("ผู้เขียน")
    url = create_url("news.NewsPage", sections["th", "news"])
    client.post(url, story_data(**{"action-submit": "1"}))
    for role in ("ผู้ตรวจ", "ผู้เผยแพร่"):
        page = NewsPage.objects.get()
        assert not page.live
        client = log_in(role)
        action = reverse(
            "wagtailadmin_pages:workflow_action",
            args=(page.pk, "approve", page.current_workflow_task_state.pk),
        )
        assert client.post(action, {"comment": ""}).status_code in (200, 302)
    assert NewsPage.objects.get().live


def test_a_publisher_publishes_and_keeps_the_departments(log_in, sections):
    client = log_in("ผู้เผยแพร่")
    url = create_url("news.NewsPage", sections["th", "news"])
    assert client.post(url, story_data(**{"action-publish": "1"})).status_code == 302
    assert NewsPage.objects.get().live
    assert client.get("/admin/snippets/taxonomy/department/add/").status_code == 200


def test_wagtails_sample_groups_are_gone(homes):
    assert set(Group.objects.values_list("name", flat=True)) == {
        "ผู้เขียน",
        "ผู้ตรวจ",
        "ผู้เผยแพร่",
    }
    assert Locale.objects.count() == 2
    assert set(Task.objects.values_list("name", flat=True)) == {"ตรวจเนื้อหา", "อนุมัติเผยแพร่"}


def test_wagtails_roots_have_thai_names_once(homes):
    assert Page.get_first_root_node().get_admin_display_title() == "หน้าทั้งหมด"
    assert Collection.get_first_root_node().name == "ไฟล์ทั้งหมด"
    Collection.objects.filter(depth=1).update(name="Root")
    site_tree_create()
    assert Collection.get_first_root_node().name == "Root"


def test_the_sections_come_first_in_the_explorer(office, homes, sections):
    about = StandardPage(title="เกี่ยวกับ", slug="about")
    homes["th"].add_child(instance=about)
    about.save_revision().publish()
    url = reverse("wagtailadmin_explore", args=(homes["th"].pk,))
    listed = [page.slug for page in office.get(url).context["pages"]]
    assert listed == ["news", "policies", "awards", "about"]
    sections["th", "awards"].save_revision().publish()
    assert [page.slug for page in office.get(url).context["pages"]] == listed
