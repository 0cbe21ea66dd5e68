"""A picture stands in the content folder from its upload on, so that its renditions are made
before the page that shows it; no batch is marked for it, and it leaves when nothing needs it."""

import pytest
from wagtail.models import Collection, CollectionViewRestriction

from cms.export import selectors, services
from cms.export.models import OutboxEntry
from cms.images.services import picture_withdraw


def media(folder):
    return {file for file in folder.files() if file.startswith("media/")}


@pytest.fixture
def ahead(exported, make_picture):
    """An upload that no page shows, exported."""
    picture = make_picture(fresh=True, alt={"th": "ตลาด"})
    exported()
    return picture


def test_an_upload_is_there_before_any_page_shows_it(ahead, folder):
    assert media(folder) == {
        f"media/{ahead.digest}/image.json", f"media/{ahead.digest}/picture.png",
    }  # fmt: skip
    assert folder.json(f"media/{ahead.digest}/image.json")["alt"] == {"th": "ตลาด"}


def test_it_makes_no_new_version(exported, folder, make_picture):
    before = folder.read("version.json")
    make_picture(fresh=True)
    assert not exported().changed
    assert folder.read("version.json") == before
    assert services.differences() == []


def test_the_page_that_shows_it_finds_it_there(ahead, exported, folder, make_story):
    before = folder.bytes()
    make_story(slug="a", cover=ahead)
    exported()
    assert {file: folder.bytes()[file] for file in media(folder)}.items() <= before.items()


def test_what_an_editor_says_of_it_later_is_written_in_a_batch(ahead, exported, folder):
    before = folder.read("version.json")
    ahead.credit = "กองประชาสัมพันธ์"
    ahead.save()
    assert exported().changed
    assert folder.read("version.json") != before
    assert folder.json(f"media/{ahead.digest}/image.json")["credit"] == "กองประชาสัมพันธ์"


@pytest.mark.parametrize("leave", ["delete", "withdraw"])
def test_it_leaves_at_once_when_it_leaves_the_library(ahead, exported, folder, leave):
    if leave == "delete":
        ahead.delete()
    else:
        picture_withdraw(picture=ahead)
    exported()
    assert media(folder) == set()


def test_one_in_a_private_collection_does_not_go_ahead(exported, folder, make_picture):
    private = Collection.get_first_root_node().add_child(name="ภายใน")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    picture = make_picture(fresh=True, collection=private)
    exported()
    assert media(folder) == set()
    picture.collection = Collection.get_first_root_node()
    picture.save()
    exported()
    assert len(media(folder)) == 2
    picture.collection = private
    picture.save()
    exported()
    assert media(folder) == set()


def test_after_a_day_it_waits_in_the_library_again(ahead, folder):
    type(ahead).objects.update(created_at=ahead.created_at - selectors.AHEAD)
    services.export_all()
    assert media(folder) == set()


def test_the_reconciler_brings_what_a_crash_left_out(exported, folder, make_picture):
    make_picture(fresh=True)
    OutboxEntry.objects.all().delete()
    services.export_all()
    assert len(media(folder)) == 2


def test_a_damaged_upload_stops_nothing(exported, folder, make_picture, make_story):
    picture = make_picture(fresh=True)
    with picture.file.storage.open(picture.file.name, "wb") as stream:
        stream.write(b"x")
    make_story(slug="a")
    outcome = exported()
    assert outcome.changed
    assert not outcome.failed
    assert media(folder) == set()


def test_the_reconciler_reads_no_upload_that_is_there(ahead, exported, monkeypatch):
    monkeypatch.setattr(services.selectors, "oldest_uploads", lambda digests: _none(digests))
    services.export_all()


def _none(digests):
    assert not digests
    return []
