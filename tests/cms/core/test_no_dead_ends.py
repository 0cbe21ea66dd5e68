"""Every link that the admin offers answers."""

import re
from html import unescape
from urllib.parse import urldefrag

import pytest
from django.urls import reverse

from cms.news.models import NewsPage
from cms.taxonomy.models import Department
from tests.cms.admin_forms import edit_url, story_data

HREF = re.compile(r"""\s(?:href|data-url|data-[a-z-]*url(?:-value)?|action)=["']([^"']+)["']""")
# What logs out, downloads, writes, or waits for the script that adds the chosen ids.
SKIPPED = re.compile(
    r"/logout/|/static/|/jsi18n/|/dismissibles/|\?export=|/media/|/lock/|/unlock/|/bulk/[a-z/_]+/\Z"
)


def links(page: str) -> set[str]:
    found = {urldefrag(unescape(href))[0] for href in HREF.findall(page)}
    return {href for href in found if href.startswith("/") and not SKIPPED.search(href)}


@pytest.fixture
def story(make_story, make_picture, homes):
    department = Department.objects.create(name="กองช่าง", slug="works", locale=homes["th"].locale)
    page = make_story(slug="flood", cover=make_picture(), department=department)
    page.title = "ร่าง"
    page.save_revision()
    return page


def answer(office, url):
    """The status of an address; what wants another verb may say so."""
    try:
        response = office.get(url, follow=True)
    except Exception as error:
        return f"{url}: {type(error).__name__}: {error}"
    if hasattr(response, "streaming_content"):
        response.close()
    return None if response.status_code in (200, 405) else f"{url}: {response.status_code}"


def test_every_link_of_the_screens_of_every_day_answers(office, story, sections, homes):
    screens = [
        "/admin/",
        reverse("wagtailadmin_explore", args=(sections["th", "news"].pk,)),
        reverse("wagtailadmin_explore", args=(homes["th"].pk,)),
        edit_url(story),
        edit_url(sections["th", "news"]),
        reverse("wagtailadmin_pages:history", args=(story.pk,)),
        reverse("wagtailadmin_pages:usage", args=(story.pk,)),
        "/admin/images/",
        "/admin/documents/",
        "/admin/redirects/",
        "/admin/snippets/taxonomy/department/",
    ]
    found = set(screens)
    for url in screens:
        response = office.get(url)
        assert response.status_code == 200, url
        found |= links(response.content.decode())
    assert len(found) > 60
    assert [fault for url in sorted(found) if (fault := answer(office, url))] == []


def test_the_menu_leads_nowhere_that_does_not_answer(office, story):
    page = office.get("/admin/").content.decode()
    menu = re.search(r'id="wagtail-sidebar-props"[^>]*>(.*?)</script>', page, re.DOTALL)[1]
    urls = {url for url in re.findall(r'"url": "(/[^"]*)"', menu) if not SKIPPED.search(url)}
    assert len(urls) > 10
    assert [fault for url in sorted(urls) if (fault := answer(office, url))] == []


PREVIEWS = ["preview_on_edit", "view_draft"]


@pytest.mark.parametrize("name", PREVIEWS)
def test_a_preview_that_does_not_exist_yet_is_no_crash(office, story, name):
    url = reverse(f"wagtailadmin_pages:{name}", args=(story.pk,))
    assert office.get(url).status_code < 500
    assert office.post(url, story_data(slug="flood")).status_code < 500


def test_revisions_can_be_looked_at_and_compared(office, story):
    revisions = [r.pk for r in story.revisions.order_by("pk")]
    for name, arguments in (
        ("revisions_view", (story.pk, revisions[0])),
        ("revisions_compare", (story.pk, revisions[0], revisions[1])),
        ("revisions_revert", (story.pk, revisions[0])),
        ("revisions_unschedule", (story.pk, revisions[0])),
    ):
        url = reverse(f"wagtailadmin_pages:{name}", args=arguments)
        assert office.get(url).status_code < 500, name


def test_view_live_is_the_built_address_wherever_it_is_offered(office, story, settings, sections):
    address = f"{settings.SITE_CONFIG.url}/th/news/flood/"
    for url in (
        edit_url(story),
        reverse("wagtailadmin_explore", args=(sections["th", "news"].pk,)),
    ):
        page = office.get(url).content.decode()
        public = set(re.findall(rf'href="({re.escape(settings.SITE_CONFIG.url)}[^"]*)"', page))
        assert address in public
    assert NewsPage.objects.get().full_url == address
