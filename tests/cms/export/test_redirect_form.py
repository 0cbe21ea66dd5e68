"""What the office may enter as a redirect."""

import pytest
from django.conf import settings
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect

from cms.export import redirects

THAI = "ข่าวเก่า" * 4  # too long for the form while percent-encoded
ENCODED = "/%E0%B8%82%E0%B9%88%E0%B8%B2%E0%B8%A7%E0%B9%80%E0%B8%81%E0%B9%88%E0%B8%B2"


@pytest.fixture
def enter(office, homes):
    def run(old_path="/old/", redirect_link="/th/news/"):
        data = {"old_path": old_path, "redirect_link": redirect_link, "is_permanent": "on"}
        data |= {"site": "", "redirect_page": ""}
        return office.post(reverse("wagtailredirects:add"), data)

    return run


@pytest.mark.parametrize(
    ("old", "source"),
    [
        ("/old/page/", "/old/page/"),
        ("old/page", "/old/page/"),
        ("https://old.example/old/page/", "/old/page/"),
        (ENCODED, "/ข่าวเก่า/"),
        ("/" + ENCODED[1:] * 4, f"/{THAI}/"),
        ("/ข่าวเก่า/", "/ข่าวเก่า/"),
    ],
)
def test_an_old_address_is_taken_as_the_browser_shows_it(enter, exported, folder, old, source):
    assert enter(old).status_code == 302
    exported()
    assert folder.redirects() == {source: "/th/news/"}


@pytest.mark.parametrize(
    ("old", "source"),
    [
        ("/index.php", "/index.php"),
        ("/old/page.html", "/old/page.html"),
        ("/index.php?option=com_content&id=12", "/index.php?option=com_content&id=12"),
        ("https://old.example/news.asp?b=1&a=2#top", "/news.asp?b=1&a=2"),
        ("news_view.php?path=/a/", "/news_view.php?path=/a/"),
        (f"{ENCODED}.php?q=%E0%B8%81", "/ข่าวเก่า.php?q=%E0%B8%81"),
        ("/?p=12", "/?p=12"),
    ],
)
def test_a_script_of_the_old_site_keeps_its_query_as_it_stands(
    enter, exported, folder, old, source
):
    assert enter(old).status_code == 302
    exported()
    assert folder.redirects() == {source: "/th/news/"}
    assert "old_path" not in enter(old).context["form"].errors
    assert Redirect.objects.count() == 1


@pytest.mark.parametrize(
    "old",
    ["/index.html", "/a.pdf", "/?q=3", "/a.php?b c", "/a?b=c", "/a%20b", "/a b", "/a<b", "/", "/static/x", "//",
     "/" + "ก" * 81],
)  # fmt: skip
def test_an_address_at_which_the_site_cannot_answer_is_refused(enter, old):
    response = enter(old)
    assert "เว็บไซต์ตอบที่อยู่นี้ไม่ได้" in str(response.context["form"].errors["old_path"])
    assert not Redirect.objects.exists()


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("/th/news/x/", "/th/news/x/"),
        ("/th/news/x", "/th/news/x/"),
        ("/th/news/feed.json", "/th/news/feed.json"),
        (f"{settings.SITE_CONFIG.url}/th/news/x/", "/th/news/x/"),
        (f"{settings.SITE_CONFIG.url}/th/news/x/?a=b#c", "/th/news/x/?a=b#c"),
        (settings.SITE_CONFIG.url, "/"),
        ("https://www.example.go.th/x?y=1", "https://www.example.go.th/x?y=1"),
    ],
)
def test_a_target_is_a_page_of_this_site_or_a_secure_address(enter, exported, folder, link, target):
    assert enter(redirect_link=link).status_code == 302
    exported()
    assert folder.redirects() == {"/old/": target}


@pytest.mark.parametrize(
    "link",
    ["http://insecure.example/", "javascript:alert(1)", "//evil.example/", "ftp://a.example/",
     f"{settings.SITE_CONFIG.url}//evil.example/"],
)  # fmt: skip
def test_any_other_target_is_refused(enter, link):
    response = enter(redirect_link=link)
    assert "https://" in str(response.context["form"].errors["redirect_link"])
    assert not Redirect.objects.exists()


def test_a_redirect_that_was_taken_before_is_on_the_dashboard(office, homes, make_story):
    Redirect.objects.create(old_path="/index.html", redirect_link="/th/")
    Redirect.objects.create(old_path="/a", redirect_link="http://insecure.example/")
    Redirect.objects.create(old_path="/b", redirect_page=make_story())
    assert [redirect.old_path for redirect in redirects.unusable()] == ["/a", "/index.html"]
    html = office.get(reverse("wagtailadmin_home")).content.decode()
    assert "/index.html" in html
    assert "การเปลี่ยนเส้นทางที่ใช้กับเว็บไซต์ไม่ได้" in html
