"""Changes are noted in the transaction of the change."""

import pytest
from django.db import transaction
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from cms.export import services
from cms.export.models import OutboxEntry
from cms.news.models import NewsPage
from cms.taxonomy.models import Department, Topic


class Oops(Exception):
    pass


@pytest.fixture
def noted(homes):
    """The page ids that were noted since the last call; None stands for records."""

    def read():
        found = set(OutboxEntry.objects.values_list("page_id", flat=True))
        OutboxEntry.objects.all().delete()
        return found

    read()
    return read


def test_a_publication_that_is_rolled_back_leaves_no_note(noted, make_story):
    page = make_story()
    noted()
    with pytest.raises(Oops), transaction.atomic():
        page.save_revision().publish()
        page.unpublish()
        raise Oops
    assert noted() == set()


@pytest.mark.parametrize("make", ["make_picture", "make_attachment"])
def test_a_file_that_is_not_saved_leaves_no_note(noted, make_story, request, monkeypatch, make):
    """Not even when only noting fails: both or neither."""
    from cms.export import outbox

    thing = request.getfixturevalue(make)()
    noted()

    def fail(*args):
        raise Oops

    monkeypatch.setattr(outbox, "note_users_of", fail)
    thing.title = "ใหม่"
    with pytest.raises(Oops):
        thing.save()
    thing.refresh_from_db()
    assert thing.title != "ใหม่"


def test_every_step_of_a_page_is_noted(noted, make_story, sections):
    page = make_story(slug="a")
    assert page.pk in noted()
    page.unpublish()
    assert page.pk in noted()
    page.save_revision().publish()
    noted()
    page = NewsPage.objects.get(pk=page.pk)
    page.move(sections["en", "news"], "last-child")
    assert page.pk in noted()
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert page.pk in noted()
    restriction.delete()
    assert page.pk in noted()
    page.delete()
    assert page.pk in noted()


def test_a_section_that_becomes_private_takes_its_stories_with_it(noted, make_story, sections):
    page = make_story()
    noted()
    PageViewRestriction.objects.create(page=sections["th", "news"], restriction_type="login")
    assert {page.pk, sections["th", "news"].pk} <= noted()


def test_the_pages_that_show_a_file_are_noted(noted, make_story, make_picture, make_attachment):
    picture, attachment = make_picture(), make_attachment()
    same = make_picture()
    in_cover = make_story(slug="a", cover=picture)
    in_body = make_story(slug="b", body=[("gallery", {"images": [{"image": picture}]})])
    linked = make_story(
        slug="c",
        body=[("text", f'<p><a linktype="document" id="{attachment.pk}">ไฟล์</a></p>')],
    )
    make_story(slug="d")
    noted()
    picture.alt = {"th": "ใหม่"}
    picture.save()  # None: the picture itself, which may go ahead of its pages
    assert noted() == {in_cover.pk, in_body.pk, None}
    same.save()  # the same bytes: its record may become the one in the folder
    assert noted() == {in_cover.pk, in_body.pk, None}
    attachment.save()
    assert noted() == {linked.pk}
    attachment.delete()
    assert noted() == {linked.pk}
    picture.delete()
    assert noted() == {in_cover.pk, in_body.pk, None}


def test_the_pages_of_a_term_are_noted_in_every_language(noted, make_story, homes):
    works = Department.objects.create(name="กองช่าง", slug="works", locale=homes["th"].locale)
    works_en = works.copy_for_translation(homes["en"].locale)
    works_en.save()
    water = Topic.objects.create(name="น้ำ", slug="water", locale=homes["th"].locale)
    thai = make_story(slug="a", department=works)
    english = make_story(slug="b", locale="en", department=works_en)
    topical = make_story(slug="c", topics=[water])
    noted()
    works.save()
    assert noted() == {thai.pk, english.pk, None}
    water.save()
    assert noted() == {topical.pk, None}
    water.delete()
    assert noted() == {topical.pk, None}


def test_redirects_and_locales_are_noted(noted, homes):
    redirect = Redirect.objects.create(old_path="/old", redirect_link="/th/news/")
    assert noted() == {None}
    redirect.delete()
    assert noted() == {None}
    homes["en"].locale.save()
    assert OutboxEntry.objects.get().everything


def test_what_was_noted_while_exporting_is_exported_next(noted, make_story, monkeypatch):
    page = make_story()
    write = services.records.write

    def meanwhile(folder):
        write(folder)
        OutboxEntry.objects.create(page_id=page.pk, reason="meanwhile")

    monkeypatch.setattr(services.records, "write", meanwhile)
    services.export_outbox()
    assert OutboxEntry.objects.get().reason == "meanwhile"


def test_a_failed_export_keeps_its_notes(noted, make_story, monkeypatch):
    make_story()
    count = OutboxEntry.objects.count()

    def fail(folder):
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(services.records, "write", fail)
        with pytest.raises(OSError, match="disk full"):
            services.export_outbox()
    assert OutboxEntry.objects.count() == count
    assert services.export_outbox().changed
    assert services.export_outbox() is None


def test_collections_are_noted(noted, homes, office, make_picture):
    root = Collection.get_first_root_node()
    child = root.add_child(name="ภายใน")
    assert OutboxEntry.objects.get().everything
    picture = make_picture()
    noted()
    restriction = CollectionViewRestriction.objects.create(
        collection=child, restriction_type="login"
    )
    assert OutboxEntry.objects.get().everything
    noted()
    restriction.delete()
    assert OutboxEntry.objects.get().everything
    noted()
    url = reverse("wagtail_bulk_action", args=("images", "picture", "add_to_collection"))
    response = office.post(f"{url}?next=/admin/&id={picture.pk}", {"collection": child.pk})
    assert response.status_code == 302
    picture.refresh_from_db()
    assert picture.collection == child
    assert OutboxEntry.objects.get().everything
