"""One picture is taken down in the admin: it goes from everywhere, and nothing else is lost."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils.translation import override

from cms.images.models import Picture
from cms.news.models import NewsPage
from tests.cms.admin_forms import create_url, edit_url, list_data, story_data
from tests.cms.images.test_files import picture_file, upload
from tests.end_to_end.conftest import RENDITIONS

PUBLISH = {"action-publish": "1"}


def use(picture, **words):
    empty = dict.fromkeys(("alt", "decorative", "caption", "credit", "consent", "minors"), "")
    return {"image": str(picture.pk), **empty, **words}


@pytest.fixture
def pictures(office, homes):
    """The one that a parent calls about, and another."""
    for colour in ("red", "blue"):
        upload(office, picture_file(colour), title=colour)
    return {picture.title: picture for picture in Picture.objects.all()}


@pytest.fixture
def story(office, sections, pictures):
    """It shows the picture as cover, alone and in a gallery."""
    red, blue = pictures["red"], pictures["blue"]
    gallery = {
        "title": "", "alt": "งาน", "caption": "", "credit": "", "consent": "", "minors": "",
        "images": list_data([use(red), use(blue)]),
    }  # fmt: skip
    blocks = [("image", use(red, caption="เด็กในภาพ")), ("gallery", gallery)]
    data = story_data(*blocks, slug="fair", cover=str(red.pk), **PUBLISH)
    response = office.post(create_url("news.NewsPage", sections["th", "news"]), data)
    assert response.status_code == 302, response.context["form"].errors
    return NewsPage.objects.get()


def withdraw(office, picture):
    return office.post(reverse("picture_withdraw", args=(picture.pk,)))


def test_a_withdrawn_picture_leaves_everything(office, story, pictures, publish_site, folder):
    site = publish_site()
    red = pictures["red"]
    before = {path.name for path in site.root.rglob("*.*")}
    assert (RENDITIONS / red.digest).is_dir()
    assert withdraw(office, red).status_code == 302
    site = publish_site()
    assert red.digest not in "".join(path.as_posix() for path in folder.root.rglob("*"))
    assert red.digest in (folder.root / "tombstones.json").read_text()
    assert red.digest not in site.everything()
    assert "เด็กในภาพ" not in site.everything()
    gone = before - {path.name for path in site.root.rglob("*.*")}
    assert {name.rpartition(".")[2] for name in gone} == {"avif", "webp", "jpg"}
    assert not (RENDITIONS / red.digest).exists()
    assert "og:image" in site.page("/th/news/fair/")
    assert Picture.objects.get() == pictures["blue"]


def test_the_same_bytes_do_not_come_back(office, story, pictures):
    withdraw(office, pictures["red"])
    with override("th"):
        answer = upload(office, picture_file("red"))
    assert "ถูกถอดออกจากเว็บไซต์แล้ว" in answer.content.decode()
    assert Picture.objects.count() == 1


def test_a_second_upload_of_the_bytes_goes_too(office, homes):
    for title in ("a", "b"):
        upload(office, picture_file(), title=title)
    withdraw(office, Picture.objects.first())
    assert not Picture.objects.exists()


def test_the_story_can_be_edited_and_published_as_before(office, story, pictures, publish_site):
    withdraw(office, pictures["red"])
    form = office.get(edit_url(story)).context["form"]
    kinds = [(block.block_type, len(block.value["images"])) for block in form.initial["body"]]
    assert kinds == [("gallery", 1)]


def test_the_question_names_the_pages_and_the_library_offers_it(office, story, pictures):
    url = reverse("picture_withdraw", args=(pictures["red"].pk,))
    assert story.title in office.get(url).content.decode()
    edit = office.get(reverse("wagtailimages:edit", args=(pictures["red"].pk,)))
    assert url in edit.content.decode()
    deletion = office.get(reverse("wagtailimages:delete", args=(pictures["red"].pk,)))
    with override("th"):
        assert "จะไม่แสดงภาพนี้อีก" in deletion.content.decode()


def test_who_may_not_delete_a_picture_may_not_take_it_down(client, pictures):
    user = get_user_model().objects.create_user("visitor", password="x")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    response = withdraw(client, pictures["red"])
    assert response.status_code in (302, 403)
    assert Picture.objects.count() == 2
