"""The admin as a whole: lean, in Thai, without dead ends and without the internet."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.urls import reverse
from django.utils.translation import override


def test_the_root_leads_to_the_admin_and_no_public_page_is_served(office, make_story):
    assert office.get("/").url == reverse("wagtailadmin_home")
    assert office.get(make_story().public_path).status_code == 404


LISTS = [
    "/admin/",
    "/admin/pages/",
    "/admin/images/",
    "/admin/documents/",
    "/admin/redirects/",
    "/admin/redirects/add/",
    "/admin/users/",
    "/admin/groups/",
    "/admin/workflows/list/",
    "/admin/collections/",
    "/admin/reports/site-history/",
    "/admin/reports/aging-pages/",
    "/admin/reports/locked/",
    "/admin/reports/workflow/",
    "/admin/account/",
    "/admin/snippets/taxonomy/topic/",
    "/admin/pages/search/?q=ทดสอบ",
]


@pytest.mark.parametrize("url", LISTS)
def test_every_screen_opens_and_asks_no_other_machine(office, make_story, url):
    make_story()
    response = office.get(url, follow=True)
    assert response.status_code == 200
    page = response.content.decode()
    loads = re.findall(r"""<(?:script|img|link|iframe)[^>]*(?:src|href)=["'](https?:)?//""", page)
    assert loads == []
    assert "gravatar" not in page
    assert "whats-new" not in page


def test_thai_words_are_found_in_the_middle_of_a_title(office, make_story):
    make_story(title="ประกาศเตือนน้ำท่วมฉับพลัน")
    response = office.get("/admin/pages/search/results/", {"q": "น้ำท่วม"})
    assert "ประกาศเตือนน้ำท่วมฉับพลัน" in response.content.decode()


def test_the_page_chooser_and_history_open(office, make_story):
    page = make_story()
    for name in ("history", "workflow_history", "usage", "delete", "unpublish", "move", "copy"):
        url = reverse(f"wagtailadmin_pages:{name}", args=(page.pk,))
        assert office.get(url).status_code == 200, name
    chooser = office.get(reverse("wagtailadmin_choose_page"))
    assert chooser.status_code == 200


def test_migrations_are_up_to_date(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_the_administrator_is_made_once_and_can_be_reset(db, capsys, client):
    call_command("office_admin")
    first = capsys.readouterr().out
    password = re.search(r"password: (\S+)", first)[1]
    assert client.login(username="admin", password=password)
    call_command("office_admin")
    assert capsys.readouterr().out == ""
    call_command("office_admin", reset=True)
    second = re.search(r"password: (\S+)", capsys.readouterr().out)[1]
    assert second != password
    assert client.login(username="admin", password=second)


def test_the_admin_brings_a_thai_font_with_its_licence(office):
    sheet = re.search(
        r'href="([^"]*/core/admin\.css[^"]*)"', office.get("/admin/").content.decode()
    )
    assert sheet
    for file in ("core/admin.css", "core/fonts/sarabun-400.woff2", "core/fonts/sarabun-700.woff2"):
        assert finders.find(file), file
    licence = Path(finders.find("core/fonts/OFL.txt")).read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in licence


@pytest.mark.parametrize(
    ("language", "greeting"),
    [("th", "เข้าสู่ระบบจัดการข่าวของ{}"), ("en", "Sign in to the newsroom of {}")],
)
def test_the_login_page_names_the_office(db, client, settings, language, greeting):
    settings.WAGTAIL_SITE_NAME = "เทศบาล <A>"
    with override(language):
        page = client.get(reverse("wagtailadmin_login")).content.decode()
    heading = re.search(r"<h1>(.*?)</h1>", page, re.S)[1].strip()
    assert heading == greeting.format("เทศบาล &lt;A&gt;")
    assert re.search(r"<title>(.*?)</title>", page, re.S)[1].endswith(" - เทศบาล &lt;A&gt;")
    assert "icon-wagtail" not in page


def test_the_title_of_a_screen_names_the_office(office, settings):
    settings.WAGTAIL_SITE_NAME = "เทศบาลตัวอย่าง"
    title = re.search(r"<title>(.*?)</title>", office.get("/admin/").content.decode(), re.S)[1]
    assert title.endswith(" - เทศบาลตัวอย่าง")
