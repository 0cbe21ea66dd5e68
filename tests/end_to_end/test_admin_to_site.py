"""What an editor does in the admin reaches the built site: one test for each kind of change."""

import json
import os
import re
import sys
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection
from wagtail.test.utils.form_data import rich_text

from cms.images.models import Attachment, Picture
from cms.news.models import NewsPage
from cms.taxonomy.models import Department
from tests.cms.admin_forms import create_url, edit_url, list_data, story_data
from tests.cms.export.conftest import file_of
from tests.cms.images.test_files import picture_file, upload
from tests.contract import office_files
from tests.end_to_end.conftest import ROOT

PUBLISH = {"action-publish": "1"}
STORY = "/th/news/flood/"


@pytest.fixture
def news(sections):
    return sections["th", "news"]


@pytest.fixture
def create(office, news):
    """Writes and publishes a story through the forms."""

    def run(*blocks, slug="flood", title="น้ำท่วมตลาด", **fields):
        data = story_data(*blocks, slug=slug, title=title, **{**PUBLISH, **fields})
        response = office.post(create_url("news.NewsPage", news), data)
        assert response.status_code == 302, response.context["form"].errors
        return NewsPage.objects.get(slug=slug)

    return run


@pytest.fixture
def edit(office):
    def run(page, *blocks, **fields):
        page = NewsPage.objects.get(pk=page.pk)
        data = story_data(*blocks, slug=page.slug, title=page.title)
        response = office.post(edit_url(page), {**data, **PUBLISH, **fields})
        assert response.status_code == 302, response.context["form"].errors

    return run


@pytest.fixture
def public(create, export, folder):
    """A story that the public has seen."""
    page = create()
    export()
    assert file_of("flood") in folder.files()
    return page


def act(office, name, *args, **data):
    response = office.post(reverse(f"wagtailadmin_pages:{name}", args=args), data)
    assert response.status_code == 302


def bulk(office, action, *pages, **data):
    url = reverse("wagtail_bulk_action", args=("wagtailcore", "page", action))
    query = "&".join(f"id={page.pk}" for page in pages)
    response = office.post(f"{url}?next=/admin/&{query}", data)
    assert response.status_code == 302


def test_a_published_story_stands_on_its_page_in_the_list_and_in_the_feed(
    create, publish_site, folder
):
    create(("text", rich_text("<p>ระดับน้ำ <b>ลดลง</b> แล้ว</p>")), summary="สรุปข่าว")
    site = publish_site()
    assert file_of("flood") in folder.files()
    assert "ระดับน้ำ <strong>ลดลง</strong> แล้ว" in site.page(STORY)
    for text in (site.page("/th/news/"), site.page("/th/"), site.feed(), site.feed("/th/")):
        assert "น้ำท่วมตลาด" in text
    [item] = json.loads(site.feed())["items"]
    assert item["url"].endswith(STORY)
    assert "<strong>ลดลง</strong>" in item["content_html"]


def test_an_edit_reaches_page_list_and_feed(public, edit, publish_site):
    edit(public, ("text", rich_text("<p>แก้ไขแล้ว</p>")), title="หัวข้อใหม่")
    site = publish_site()
    assert "แก้ไขแล้ว" in site.page(STORY)
    assert "หัวข้อใหม่" in site.page("/th/news/")
    assert "หัวข้อใหม่" in site.feed()
    assert "น้ำท่วมตลาด" not in site.everything()


def test_a_draft_of_a_live_page_stays_a_draft(public, office, publish_site):
    data = story_data(("text", rich_text("<p>ความลับ</p>")), slug="secret-slug", title="ร่างลับ")
    assert office.post(edit_url(public), data).status_code == 302
    text = publish_site().everything()
    assert "น้ำท่วมตลาด" in text
    for secret in ("ความลับ", "secret-slug", "ร่างลับ"):
        assert secret not in text


def assert_gone(site, folder):
    assert folder.tombstones()[STORY]["kind"] == "gone"
    notice = site.page(STORY)
    assert "noindex" in notice
    assert "น้ำท่วมตลาด" not in site.everything()


def test_an_unpublished_story_leaves_a_notice(public, office, publish_site, folder):
    act(office, "unpublish", public.pk)
    assert_gone(publish_site(), folder)


def test_a_deleted_story_leaves_a_notice(public, office, publish_site, folder):
    act(office, "delete", public.pk)
    assert_gone(publish_site(), folder)


def test_a_story_made_private_leaves_the_site_and_comes_back(
    public, office, publish_site, export, folder
):
    url = reverse("wagtailadmin_pages:set_privacy", args=(public.pk,))
    assert office.post(url, {"restriction_type": "login"}).status_code == 200
    assert_gone(publish_site(), folder)
    assert office.post(url, {"restriction_type": "none"}).status_code == 200
    export()
    assert file_of("flood") in folder.files()
    assert folder.tombstones() == {}


def test_a_changed_slug_redirects(public, edit, publish_site, folder):
    edit(public, slug="market-flood")
    site = publish_site()
    assert folder.redirects() == {STORY: "/th/news/market-flood/"}
    assert "น้ำท่วมตลาด" in site.page("/th/news/market-flood/")
    assert re.search(r'http-equiv="refresh"[^>]*/th/news/market-flood/', site.page(STORY))
    assert site.feed().count("/th/news/market-flood/") >= 1
    assert f'{STORY}"' not in site.feed()


def test_every_address_of_a_deleted_story_has_its_notice(public, edit, office, publish_site):
    edit(public, slug="market-flood")
    publish_site()
    act(office, "delete", public.pk)
    site = publish_site()
    for path in (STORY, "/th/news/market-flood/"):
        assert "noindex" in site.page(path)
        assert "http-equiv" not in site.page(path)


def test_a_moved_story_redirects_to_the_other_language(public, office, sections, publish_site):
    publish_site()
    url = reverse("wagtailadmin_pages:move_confirm", args=(public.pk, sections["en", "news"].pk))
    assert office.post(url).status_code == 302
    site = publish_site()
    assert "น้ำท่วมตลาด" in site.page("/en/news/flood/")
    assert "/en/news/flood/" in site.page(STORY)
    assert "น้ำท่วมตลาด" in site.feed("/en/news/")
    assert "น้ำท่วมตลาด" not in site.feed()


def test_bulk_publishing_and_unpublishing(create, office, publish_site, folder, export):
    first = create()
    draft = story_data(slug="second", title="ข่าวที่สอง")
    office.post(create_url("news.NewsPage", first.get_parent()), draft)
    second = NewsPage.objects.get(slug="second")
    export()
    assert file_of("second") not in folder.files()
    bulk(office, "publish", first, second, include_descendants="")
    export()
    assert file_of("second") in folder.files()
    bulk(office, "unpublish", first, second, include_descendants="")
    site = publish_site()
    assert set(folder.tombstones()) == {STORY, "/th/news/second/"}
    assert "ข่าวที่สอง" not in site.everything()


def test_a_scheduled_story_is_not_told_before_its_time(create, publish_site, folder):
    later = timezone.localtime() + timedelta(hours=1)
    page = create(go_live_at=later.strftime("%Y-%m-%d %H:%M"), title="ข่าวล่วงหน้า")
    call_command("publish_scheduled")
    assert not page.live
    assert "ข่าวล่วงหน้า" not in publish_site().everything()
    assert file_of("flood") not in folder.files()
    past = timezone.now() - timedelta(minutes=1)
    revision = page.latest_revision
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()
    call_command("publish_scheduled")
    assert "ข่าวล่วงหน้า" in publish_site().feed()


def test_a_scheduled_change_of_a_live_story_waits(public, edit, publish_site):
    later = timezone.localtime() + timedelta(hours=1)
    edit(public, title="หัวข้อของวันหน้า", go_live_at=later.strftime("%Y-%m-%d %H:%M"))
    text = publish_site().everything()
    assert "หัวข้อของวันหน้า" not in text
    assert "น้ำท่วมตลาด" in text


def test_an_expired_story_leaves_a_notice(public, publish_site, folder):
    past = timezone.now() - timedelta(minutes=1)
    NewsPage.objects.update(expire_at=past)
    call_command("publish_scheduled")
    assert_gone(publish_site(), folder)


def test_an_alias_is_no_document(public, sections, publish_site):
    public.create_alias(parent=sections["en", "news"], update_slug="mirror")
    site = publish_site()
    assert site.page("/en/news/mirror/") is None
    assert "น้ำท่วมตลาด" not in site.feed("/en/news/")


def test_a_picture_replaced_and_described_anew_and_deleted(
    create, office, export, folder, publish_site
):
    upload(office, picture_file())
    picture = Picture.objects.get()
    create(cover=str(picture.pk))
    export()
    old = picture.digest
    assert f"media/{old}/image.json" in folder.files()
    url = reverse("wagtailimages:edit", args=(picture.pk,))
    file = SimpleUploadedFile("b.png", picture_file("blue"), "image/png")
    values = {"title": "ภาพ", "alt_th": "ระดับน้ำที่ตลาด", "alt_en": "", "consent": ""}
    assert office.post(url, {**values, "file": file}).status_code == 302
    picture.refresh_from_db()
    site = publish_site()
    assert f"media/{old}/image.json" not in folder.files()
    assert not site.has_file(f"img/{old[:20]}")
    assert site.has_file("img/")
    assert 'alt="ระดับน้ำที่ตลาด"' in site.page(STORY)
    assert office.post(url, {**values, "alt_th": "คำอธิบายใหม่"}).status_code == 302
    export()
    record = folder.json(f"media/{picture.digest}/image.json")
    assert record["alt"] == {"th": "คำอธิบายใหม่"}
    delete = reverse("wagtailimages:delete", args=(picture.pk,))
    assert office.post(delete).status_code == 302
    site = publish_site()
    assert not site.has_file("img/")
    assert "<img" not in site.page(STORY)
    assert not [file for file in folder.files() if file.startswith("media/")]


def test_files_of_a_collection_made_private_leave_the_site(create, office, publish_site, folder):
    upload(office, picture_file())
    picture = Picture.objects.get()
    collection = Collection.get_first_root_node().add_child(name="ภายใน")
    Picture.objects.update(collection=collection)
    create(cover=str(picture.pk))
    assert publish_site().has_file("img/")
    url = reverse("wagtailadmin_collections:set_privacy", args=(collection.pk,))
    assert office.post(url, {"restriction_type": "login"}).status_code == 200
    site = publish_site()
    assert not site.has_file("img/")
    assert "น้ำท่วมตลาด" in site.page(STORY)
    assert picture.digest not in "".join(folder.files())


def test_a_deleted_attachment_leaves_the_story(create, office, export, folder, publish_site):
    file = SimpleUploadedFile("plan.pdf", office_files.PDF, "application/pdf")
    data = {"title": "แผนพัฒนา", "file": file, "titles_th": "", "titles_en": "", "language": ""}
    assert office.post(reverse("wagtaildocs:add"), data).status_code == 302
    attachment = Attachment.objects.get()
    files = {"title": "", "files": list_data([{"file": str(attachment.pk), "title": ""}])}
    link = f'<p>อ่าน <a linktype="document" id="{attachment.pk}">แผน</a></p>'
    create(("attachments", files), ("text", rich_text(link)))
    export()
    assert f"attachment:{attachment.digest}" in folder.read(file_of("flood"))
    delete = reverse("wagtaildocs:delete", args=(attachment.pk,))
    assert office.post(delete).status_code == 302
    site = publish_site()
    assert "แผนพัฒนา" not in site.page(STORY)
    assert "อ่าน แผน" in site.page(STORY)
    assert not site.has_file("files/")


def test_a_renamed_department_and_its_new_address(create, office, publish_site, homes):
    add = reverse(Department.snippet_viewset.get_url_name("add"))
    assert office.post(add, {"name": "กองช่าง", "slug": "works"}).status_code == 302
    department = Department.objects.get()
    create(department=str(department.pk))
    change = reverse(Department.snippet_viewset.get_url_name("edit"), args=(department.pk,))
    data = {"name": "สำนักช่าง", "slug": "engineering", "description": ""}
    assert office.post(change, data).status_code == 302
    site = publish_site()
    assert "สำนักช่าง" in site.page(STORY)
    assert "น้ำท่วมตลาด" in site.page("/th/departments/engineering/")
    assert "/th/departments/engineering/" in site.page("/th/departments/works/")
    assert "กองช่าง" not in site.everything()


def test_a_redirect_that_the_office_enters(public, office, publish_site):
    data = {"old_path": "/old-site/flood/", "site": "", "is_permanent": "on",
            "redirect_page": str(public.pk), "redirect_link": ""}  # fmt: skip
    assert office.post("/admin/redirects/add/", data).status_code == 302
    site = publish_site()
    assert STORY in site.page("/old-site/flood/")


def test_a_redirect_to_an_address_copied_from_the_browser(public, office, publish_site, settings):
    data = {"old_path": "/ข่าว/น้ำท่วม/", "site": "", "is_permanent": "on", "redirect_page": "",
            "redirect_link": f"{settings.SITE_CONFIG.url}{STORY}"}  # fmt: skip
    assert office.post("/admin/redirects/add/", data).status_code == 302
    assert STORY in publish_site().page("/ข่าว/น้ำท่วม/")


def test_an_office_that_works_leaves_the_checkout_clean(public, edit, office, publish_site):
    with written_files() as written:
        upload(office, picture_file("green"))
        picture = Picture.objects.get()
        edit(public, cover=str(picture.pk), title="ใหม่")
        publish_site()
        office.post(reverse("wagtailimages:delete", args=(picture.pk,)))
        act(office, "delete", public.pk)
        publish_site()
    assert written  # the uploads and the content folder
    inside = [path for path in written if path.is_relative_to(ROOT)]
    assert [path for path in inside if "__pycache__" not in path.parts] == []


@contextmanager
def written_files():
    """The files that this process opens for writing, renames or makes. (The builder is given
    its folders and has tests of its own.)"""
    written = set()
    watching = [True]

    def hook(event, arguments):
        if not watching:
            return
        if event == "open":
            path, _mode, flags = arguments
            if isinstance(path, str) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                written.add(Path(path).absolute())
        elif event in ("os.rename", "os.mkdir", "os.symlink", "os.link"):
            written.update(Path(p).absolute() for p in arguments[:2] if isinstance(p, str))

    sys.addaudithook(hook)  # stays for good, so it has to fall silent
    try:
        yield written
    finally:
        watching.clear()
