"""An export: what changed, and nothing else, reaches the content folder."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from cms.export import outbox, progress, selectors, serializers, services
from cms.export.models import ExportedDocument, ExportFailure, Tombstone
from cms.news.models import NewsPage
from cms.taxonomy.models import Department, Topic
from tests.cms.export.conftest import file_of


def publish(page, **fields):
    page = NewsPage.objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return NewsPage.objects.get(pk=page.pk)


def test_a_published_story_stands_in_the_folder(exported, folder, make_story):
    make_story(slug="flood", body=[("text", "<p>เนื้อข่าว</p>")])
    outcome = exported()
    assert outcome.written == [file_of("flood")]
    assert "เนื้อข่าว" in folder.read(file_of("flood"))
    assert folder.json("version.json")["state"] == "complete"
    assert folder.json("version.json")["content_version"] == outcome.version


def test_exporting_again_changes_no_byte(exported, folder, make_story, make_picture):
    make_story(slug="flood", cover=make_picture(alt={"th": "น้ำ"}))
    exported()
    before = folder.bytes()
    for force in (False, True):
        assert not services.export_all(force=force).changed
    assert folder.bytes() == before
    assert services.differences() == []


def test_a_draft_of_a_live_page_is_never_exported(exported, folder, make_story):
    page = make_story(slug="flood")
    exported()
    before = folder.bytes()
    page.title = "ร่างลับ"
    page.slug = "secret"
    page.body = [("text", "<p>ความลับ</p>")]
    page.save_revision()
    exported()
    services.export_all(force=True)
    assert folder.bytes() == before


def test_what_may_not_be_public_is_not_exported(exported, folder, sections, homes, make_story):
    drafted = NewsPage(title="ร่าง", slug="draft", purposes=["service"], live=False)
    sections["th", "news"].add_child(instance=drafted)
    drafted.save_revision()
    scheduled = NewsPage(title="ล่วงหน้า", slug="later", purposes=["service"], live=False)
    scheduled.go_live_at = timezone.now() + timedelta(days=1)
    sections["th", "news"].add_child(instance=scheduled)
    scheduled.save_revision().publish()
    original = make_story(slug="original")
    original.create_alias(update_slug="alias-th")
    original.create_alias(parent=sections["en", "news"], update_slug="alias-en")
    private = make_story(slug="private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    make_story(slug="policy-like", section="awards", model=_award())
    PageViewRestriction.objects.create(page=sections["th", "awards"], restriction_type="login")
    hidden = make_story(slug="hidden")
    hidden.unpublish()
    exported()
    services.export_all(force=True)
    assert folder.documents() == {file_of("original")}
    assert "th/awards/index.md" not in folder.files()


def _award():
    from cms.awards.models import AwardPage

    return AwardPage


def test_unpublishing_leaves_a_tombstone_and_publishing_again_takes_it_away(
    exported, folder, make_story
):
    page = make_story(slug="flood")
    exported()
    first = folder.front(file_of("flood"), "modified")
    page.unpublish()
    outcome = exported()
    assert outcome.removed == [file_of("flood")]
    assert folder.tombstones()["/th/news/flood/"]["kind"] == "gone"
    publish(page)
    exported()
    assert folder.tombstones() == {}
    assert folder.front(file_of("flood"), "modified") > first


def test_modified_moves_only_with_the_content(exported, folder, make_story, monkeypatch):
    page = make_story(slug="flood")
    exported()
    first = folder.front(file_of("flood"), "modified")
    publish(page)
    exported()
    assert folder.front(file_of("flood"), "modified") == first
    monkeypatch.setattr(selectors, "EXPORT_FORMAT", 99)
    services.export_all()
    assert folder.front(file_of("flood"), "modified") == first
    publish(page, title="หัวใหม่")
    exported()
    assert folder.front(file_of("flood"), "modified") > first


@pytest.mark.parametrize("step", [timedelta(0), timedelta(hours=-2)])
def test_modified_increases_when_the_clock_stands_still_or_goes_back(
    exported, folder, make_story, monkeypatch, step
):
    page = make_story(slug="flood")
    exported()
    last = folder.front(file_of("flood"), "modified")
    stopped = timezone.now() + step
    monkeypatch.setattr(services.timezone, "now", lambda: stopped)
    for title in ("สอง", "สาม"):
        page = publish(page, title=title)
        exported()
        now = folder.front(file_of("flood"), "modified")
        assert now > last
        last = now
    page.unpublish()
    exported()
    publish(page)
    exported()
    assert folder.front(file_of("flood"), "modified") > last


def test_a_format_upgrade_rewrites_the_file_but_not_modified(
    exported, folder, make_story, monkeypatch
):
    make_story(slug="flood")
    exported()
    before = folder.front(file_of("flood"), "modified")
    (folder.root / file_of("flood")).write_text("older form")
    monkeypatch.setattr(selectors, "EXPORT_FORMAT", 99)
    assert file_of("flood") in services.export_all().written
    assert folder.front(file_of("flood"), "modified") == before


def test_a_changed_slug_leaves_a_redirect_and_chains_lead_to_the_end(exported, folder, make_story):
    page = make_story(slug="a")
    exported()
    page = publish(page, slug="b")
    exported()
    assert folder.documents() == {file_of("b")}
    assert folder.redirects() == {"/th/news/a/": "/th/news/b/"}
    page = publish(page, slug="c")
    exported()
    assert folder.redirects() == {"/th/news/a/": "/th/news/c/", "/th/news/b/": "/th/news/c/"}
    publish(page, slug="a")
    exported()
    assert folder.documents() == {file_of("a")}
    assert folder.redirects() == {"/th/news/b/": "/th/news/a/", "/th/news/c/": "/th/news/a/"}
    assert folder.tombstones() == {}


def test_two_pages_swap_their_slugs(exported, folder, make_story):
    first, second = make_story(title="หนึ่ง", slug="a"), make_story(title="สอง", slug="b")
    exported()
    publish(first, slug="c")
    publish(second, slug="a")
    publish(first, slug="b")
    outcome = exported()
    assert outcome.failed == {}
    assert folder.front(file_of("b"), "title") == "หนึ่ง"
    assert folder.front(file_of("a"), "title") == "สอง"
    assert folder.redirects() == {}
    assert services.differences() == []


def test_a_slug_can_be_used_again_by_another_page(exported, folder, make_story):
    first = make_story(title="หนึ่ง", slug="a")
    exported()
    publish(first, slug="b")
    make_story(title="สอง", slug="a")
    exported()
    assert folder.front(file_of("a"), "title") == "สอง"
    assert folder.documents() == {file_of("a"), file_of("b")}
    assert folder.redirects() == {}
    NewsPage.objects.get(slug="a").delete()
    make_story(title="สาม", slug="a")
    exported()
    assert folder.front(file_of("a"), "title") == "สาม"
    assert folder.tombstones()["/th/news/a/"]["kind"] == "gone"  # of the deleted id


def test_one_failing_page_keeps_its_file_and_stops_no_other(
    exported, folder, make_story, monkeypatch
):
    bad, good = make_story(title="เดิม", slug="bad"), make_story(slug="good")
    exported()
    document = serializers.document

    def failing(page, *args):
        if page.pk == bad.pk:
            raise RuntimeError("broken")
        return document(page, *args)

    with monkeypatch.context() as patch:
        patch.setattr(serializers, "document", failing)
        publish(bad, title="ใหม่")
        publish(good, title="ใหม่")
        outcome = exported()
        assert list(outcome.failed) == [bad.pk]
        assert "broken" in outcome.failed[bad.pk][0]
    assert folder.front(file_of("bad"), "title") == "เดิม"
    assert folder.front(file_of("good"), "title") == "ใหม่"
    assert ExportFailure.objects.get().page_id == bad.pk
    services.export_all()  # the reconciler tries again
    assert folder.front(file_of("bad"), "title") == "ใหม่"
    assert not ExportFailure.objects.exists()


def test_a_page_that_the_contract_refuses_is_reported_with_its_reason(exported, folder, make_story):
    page = make_story(slug="flood")
    NewsPage.objects.filter(pk=page.pk).update(purposes=["nonsense"])
    outcome = services.export_all(force=True)
    assert "purposes" in outcome.failed[page.pk][0]
    page.unpublish()
    exported()
    assert not ExportFailure.objects.exists()


def test_a_page_whose_body_cannot_be_read_fails_alone(exported, folder, make_story):
    bad, _good = make_story(slug="bad"), make_story(slug="good")
    body = '[{"type": "gallery", "value": "nonsense", "id": "1"}]'
    with connection.cursor() as cursor:
        cursor.execute("UPDATE news_newspage SET body = %s WHERE page_ptr_id = %s", [body, bad.pk])
    outcome = exported()
    assert list(outcome.failed) == [bad.pk]
    assert folder.documents() == {file_of("good")}


def test_a_failing_page_whose_address_another_takes_does_not_stop_it(
    exported, folder, make_story, monkeypatch
):
    first = make_story(title="หนึ่ง", slug="a")
    exported()
    publish(first, slug="b")
    NewsPage.objects.filter(pk=first.pk).update(purposes=["nonsense"])
    make_story(title="สอง", slug="a")
    outcome = exported()
    assert list(outcome.failed) == [first.pk]
    assert folder.front(file_of("a"), "title") == "สอง"
    NewsPage.objects.filter(pk=first.pk).update(purposes=["service"])
    services.export_all()
    assert folder.documents() == {file_of("a"), file_of("b")}


def test_files_that_no_page_knows_are_swept(exported, folder, make_story):
    make_story(slug="flood")
    exported()
    orphan = folder.root / "th/news/2020/orphan.md"
    orphan.parent.mkdir(parents=True)
    orphan.write_text("x")
    (folder.root / "media" / ("0" * 64)).mkdir(parents=True)
    (folder.root / "media" / ("0" * 64) / "x.jpg").write_text("x")
    (folder.root / "th/.home.md.4711").write_text("half a fi")
    outcome = services.export_all()
    assert outcome.removed == ["th/news/2020/orphan.md"]
    assert not orphan.parent.exists()
    assert not (folder.root / "media").exists()
    assert not (folder.root / "th/.home.md.4711").exists()


def test_media_that_no_document_uses_any_more_are_removed(
    exported, folder, make_story, make_picture, make_attachment
):
    shared, own = make_picture(colour="red"), make_picture(colour="blue")
    first = make_story(slug="a", cover=shared, body=[("image", {"image": own})])
    second = make_story(slug="b", cover=shared)
    exported()
    media = {file for file in folder.files() if file.startswith("media/")}
    assert media == {
        f"media/{picture.digest}/{name}"
        for picture in (shared, own) for name in ("image.json", "picture.png")
    }  # fmt: skip
    first.unpublish()
    exported()
    assert f"media/{own.digest}/image.json" not in folder.files()
    assert f"media/{shared.digest}/image.json" in folder.files()
    publish(second, cover=None)
    exported()
    assert not [file for file in folder.files() if file.startswith("media/")]


def test_a_picture_of_a_draft_is_not_exported(exported, folder, make_story, make_picture):
    page = make_story(slug="a")
    page.cover = make_picture()
    page.save_revision()
    exported()
    assert not [file for file in folder.files() if file.startswith("media/")]


@pytest.fixture
def private():
    """A collection for the office only, and one below it."""
    parent = Collection.get_first_root_node().add_child(name="ภายใน")
    CollectionViewRestriction.objects.create(collection=parent, restriction_type="login")
    return parent, parent.add_child(name="ลึกลงไป")


def media_files(folder):
    return {file for file in folder.files() if file.startswith("media/")}


@pytest.mark.parametrize("depth", [0, 1])
def test_files_of_a_private_collection_are_as_good_as_deleted(
    exported, folder, make_story, make_picture, make_attachment, private, depth
):
    picture = make_picture(collection=private[depth])
    attachment = make_attachment(collection=private[depth])
    link = f'<p>อ่าน <a linktype="document" id="{attachment.pk}">แผน</a></p>'
    files = {"files": [{"file": attachment}]}
    body = [("image", {"image": picture}), ("text", link), ("attachments", files)]
    make_story(slug="a", cover=picture, body=body)
    assert exported().failed == {}
    assert media_files(folder) == set()
    text = folder.read(file_of("a"))
    assert picture.digest not in text
    assert attachment.digest not in text
    assert "อ่าน แผน" in text


@pytest.mark.parametrize("reconciled", [True, False])
def test_a_file_whose_collection_becomes_private_leaves_the_folder_and_comes_back(
    exported, folder, make_story, make_picture, private, reconciled
):
    parent = Collection.get_first_root_node().add_child(name="งาน")
    picture = make_picture(collection=parent.add_child(name="ภาพ"))
    make_story(slug="a", cover=picture)
    exported()

    def is_out():
        if reconciled:
            services.export_all()
        else:
            exported()
        return media_files(folder) != set()

    assert is_out()
    restriction = CollectionViewRestriction.objects.create(
        collection=Collection.objects.get(pk=parent.pk), restriction_type="login"
    )
    assert not is_out()
    restriction.delete()
    assert is_out()
    picture.collection = private[0]
    picture.save()
    assert not is_out()


def test_the_record_is_that_of_an_upload_that_is_not_private(
    exported, folder, make_story, make_picture, private
):
    make_picture(alt={"th": "ความลับ"}, collection=private[0])
    shown = make_picture(alt={"th": "ป้าย"})
    make_story(slug="a", cover=shown)
    exported()
    assert folder.json(f"media/{shown.digest}/image.json")["alt"] == {"th": "ป้าย"}


def test_a_picture_that_the_builder_would_refuse_makes_the_page_fail(
    exported, folder, make_story, make_picture
):
    picture = make_picture()
    type(picture).objects.filter(pk=picture.pk).update(width=20500)
    page = make_story(slug="a", cover=picture, body=[("image", {"image": make_picture("อื่น")})])
    outcome = exported()
    assert "image.json: value.too_much" in outcome.failed[page.pk][0]
    assert media_files(folder) == set()
    assert folder.documents() == set()


def test_a_deleted_picture_leaves_the_folder_even_when_its_page_cannot_be_exported(
    exported, folder, make_story, make_picture
):
    picture, kept = make_picture(), make_picture(colour="blue")
    page = make_story(slug="a", cover=picture, body=[("image", {"image": kept})])
    exported()
    NewsPage.objects.filter(pk=page.pk).update(purposes=["nonsense"])
    picture.delete()
    outcome = exported()
    assert list(outcome.failed) == [page.pk]
    assert {file.split("/")[1] for file in media_files(folder)} == {kept.digest}
    services.export_all()
    assert {file.split("/")[1] for file in media_files(folder)} == {kept.digest}


def test_a_note_of_everything_does_not_swallow_those_of_pages(exported, folder, make_story):
    make_story(slug="a")
    exported()
    (folder.root / file_of("a")).write_text("damaged")
    outbox.note_page(NewsPage.objects.get().pk, "page")
    outbox.note_everything("locale")
    assert exported().written == [file_of("a")]


def test_a_long_export_says_how_far_it_is(exported, make_story, monkeypatch, capsys):
    make_story(slug="a")
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_LINES", 0)
    call_command("export_content")
    assert "0 of 9 documents" in capsys.readouterr().err
    call_command("export_content", verbosity=0)
    assert "of 9 documents" not in capsys.readouterr().err


def test_the_same_bytes_uploaded_twice_stand_once_and_keep_both_texts(
    exported, folder, make_story, make_picture
):
    first = make_picture(alt={"th": "ป้ายเก่า"}, credit="กองช่าง")
    second = make_picture(alt={"th": "ป้ายใหม่"}, credit="กองช่าง")
    assert first.digest == second.digest
    make_story(slug="a", cover=first)
    make_story(slug="b", cover=second)
    make_story(slug="c", cover=second, cover_alt="ของเรื่องนี้เอง")
    make_story(slug="d", cover=second, cover_decorative=True)
    gallery = {"alt": "งาน", "images": [{"image": second}]}
    make_story(slug="e", body=[("gallery", gallery)])
    exported()
    assert folder.json(f"media/{first.digest}/image.json")["alt"] == {"th": "ป้ายเก่า"}
    assert "alt" not in folder.read(file_of("a"))
    assert "  alt: ป้ายใหม่\n" in folder.read(file_of("b"))
    assert "credit" not in folder.read(file_of("b"))
    assert "  alt: ของเรื่องนี้เอง\n" in folder.read(file_of("c"))
    assert "alt:" not in folder.read(file_of("d"))
    assert "ป้ายใหม่" not in folder.read(file_of("e"))
    before = folder.bytes()
    services.export_all(force=True)
    assert folder.bytes() == before
    first.delete()  # now the second upload gives the record
    exported()
    assert folder.json(f"media/{first.digest}/image.json")["alt"] == {"th": "ป้ายใหม่"}
    assert "alt" not in folder.read(file_of("b"))


def test_media_of_the_same_bytes_under_two_names_have_one_file(
    exported, folder, make_story, make_picture
):
    first, second = make_picture(), make_picture()
    type(first).objects.filter(pk=first.pk).update(content_name="first.png")
    make_story(slug="a", cover=second)
    exported()
    media = f"media/{first.digest}"
    assert {f for f in folder.files() if f.startswith(media)} == {
        f"{media}/first.png", f"{media}/image.json"
    }  # fmt: skip
    first.delete()
    exported()
    assert {f for f in folder.files() if f.startswith(media)} == {
        f"{media}/picture.png", f"{media}/image.json"
    }  # fmt: skip


def test_a_moved_date_moves_the_file_and_not_the_address(exported, folder, make_story):
    page = make_story(slug="flood")
    exported()
    publish(page, published_at=datetime(2020, 12, 31, 20, 0, tzinfo=UTC))
    exported()
    assert folder.documents() == {"th/news/2021/flood.md"}  # the year in Bangkok
    assert folder.redirects() == {}


def test_a_renamed_term_changes_the_taxonomy_and_a_new_slug_its_stories(
    exported, folder, make_story, homes
):
    thai, english = homes["th"].locale, homes["en"].locale
    works = Department.objects.create(name="กองช่าง", slug="works", locale=thai)
    works_en = works.copy_for_translation(english)
    works_en.name = "Works"
    works_en.save()
    water = Topic.objects.create(name="น้ำ", slug="water", locale=thai)
    make_story(slug="a", department=works, topics=[water])
    make_story(slug="b", locale="en", department=works_en)
    exported()
    works.name = "กองช่างใหม่"
    works.save()
    exported()
    assert folder.json("taxonomy/departments.json")["works"]["name"]["th"] == "กองช่างใหม่"
    works.slug, water.slug = "engineering", "rivers"
    works.save()
    water.save()
    exported()
    assert folder.front(file_of("a"), "department") == "engineering"
    assert folder.front(file_of("b", "en"), "department") == "engineering"
    assert "- rivers" in folder.read(file_of("a"))
    assert list(folder.json("taxonomy/departments.json")) == ["engineering"]
    works.delete()
    water.delete()
    exported()
    assert "department" not in folder.read(file_of("a"))
    assert "topics" not in folder.read(file_of("a"))


def test_a_translation_tells_when_its_original_moved_on(exported, folder, make_story, homes):
    thai = make_story(slug="flood")
    english = thai.copy_for_translation(homes["en"].locale)
    english.title, english.slug = "Flood", "flood"
    english.save_revision().publish()
    exported()
    assert "state: current" in folder.read(file_of("flood", "en"))
    publish(thai, title="แก้คำผิด")
    exported()
    assert "state: current" in folder.read(file_of("flood", "en"))
    publish(thai, title="ใหม่", significant_change=True)
    exported()
    assert "state: outdated" in folder.read(file_of("flood", "en"))
    NewsPage.objects.get(pk=thai.pk).delete()
    exported()
    assert "translation" not in folder.read(file_of("flood", "en"))


def test_queries_do_not_grow_with_the_pages(exported, make_story, make_picture):
    pages = [make_story(slug=f"s{number}", cover=make_picture()) for number in range(3)]
    exported()

    def queries(some):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            services.export_pages([page.pk for page in some])
        return len(captured)

    few = queries(pages)
    pages += [
        make_story(slug=f"t{number}", cover=make_picture(), body=[("text", "<p>ก</p>")])
        for number in range(9)
    ]
    exported()
    assert queries(pages) <= few
    with CaptureQueriesContext(connection) as captured:
        services.export_all()
    assert len(captured) <= few


def test_check_tells_what_differs_and_changes_nothing(exported, folder, make_story, capsys):
    page = make_story(slug="flood")
    exported()
    call_command("export_content", check=True)
    (folder.root / file_of("flood")).write_text("changed by hand")
    (folder.root / "th/pages").mkdir()
    (folder.root / "th/pages/stray.md").write_text("stray")
    before = folder.bytes()
    with pytest.raises(CommandError, match="2 files"):
        call_command("export_content", check=True)
    out = capsys.readouterr().out
    assert out.split() == [file_of("flood"), "th/pages/stray.md"]
    page.unpublish()
    assert file_of("flood") in services.differences()
    assert folder.bytes() == before
    assert not Tombstone.objects.exists()
    assert ExportedDocument.objects.filter(page_id=page.pk).exists()


def test_what_the_builder_would_refuse_is_listed_by_a_check_and_removed_by_an_export(
    exported, folder, make_story, tmp_path, capsys
):
    make_story(slug="flood")
    exported()
    before = folder.bytes()
    story = folder.root / file_of("flood")
    secret = tmp_path / "secret"
    secret.write_text("x")
    (folder.root / "th/news/p.md").symlink_to(secret)
    story.rename(tmp_path / "flood.md")
    story.symlink_to(tmp_path / "flood.md")
    (folder.root / "th/awards/index.md").unlink()
    (folder.root / "th/awards/index.md").mkdir()
    (folder.root / "evil.md").write_text("x")
    (folder.root / "taxonomy/colours.json").write_text("{}")
    (folder.root / "README.md").write_text("for people")
    (folder.root / "th/notes.txt").write_text("for people")
    with pytest.raises(CommandError, match="5 files"):
        call_command("export_content", check=True)
    strays = [
        "evil.md",
        "taxonomy/colours.json",
        "th/awards/index.md",
        file_of("flood"),
        "th/news/p.md",
    ]
    assert capsys.readouterr().out.split() == sorted(strays)
    make_story(slug="second")
    call_command("export_content")
    assert folder.json("version.json")["state"] == "complete"
    after = folder.bytes()
    assert {*after} - {*before} == {"README.md", "th/notes.txt", file_of("second")}
    assert after[file_of("flood")] == before[file_of("flood")]
    assert not story.is_symlink()
    assert secret.read_text() == "x"
    assert services.differences() == []


def test_a_folder_that_became_a_link_is_written_anew(exported, folder, make_story, tmp_path):
    make_story(slug="flood")
    exported()
    before = folder.bytes()
    for name in ("th", "taxonomy"):
        (folder.root / name).rename(tmp_path / name)
        (folder.root / name).symlink_to(tmp_path / name)
    assert {"th", "taxonomy", file_of("flood")} <= {*services.differences()}
    outcome = services.export_all(force=True)
    assert outcome.failed == {}
    assert {*folder.bytes()} == {*before}
    assert (tmp_path / file_of("flood")).is_file()
    assert services.differences() == []


def test_a_name_that_cannot_be_printed_is_listed(exported, folder, capsys):
    exported()
    (folder.root / os.fsdecode(b"th/\xff.md")).write_text("x")
    with pytest.raises(CommandError, match="1 files"):
        call_command("export_content", check=True)
    assert capsys.readouterr().out == "th/\N{REPLACEMENT CHARACTER}.md\n"


def test_a_damaged_picture_in_the_folder_is_found_and_repaired(
    exported, folder, make_story, make_picture
):
    picture = make_picture()
    page = make_story(slug="flood", cover=picture)
    exported()
    file = f"media/{picture.digest}/picture.png"
    good = (folder.root / file).read_bytes()
    (folder.root / file).write_bytes(b"x" * len(good))
    assert services.differences() == [file]
    assert services.export_all(force=True).changed
    assert (folder.root / file).read_bytes() == good
    (folder.root / file).unlink()
    picture.file.storage.delete(picture.file.name)
    picture.file.storage.save(picture.file.name, ContentFile(b"damaged"))
    assert "media.digest" in services.export_all(force=True).failed[page.pk][0]


def test_the_command_exports_everything(homes, make_story, folder, capsys):
    make_story(slug="flood")
    call_command("export_content")
    assert file_of("flood") in folder.files()
    call_command("export_content")
    assert "Nothing changed" in capsys.readouterr().err


def test_a_large_outbox_is_drained_in_batches(exported, folder, make_story, monkeypatch):
    monkeypatch.setattr(services, "OUTBOX_BATCH", 2)
    make_story(slug="a")
    make_story(slug="b")
    exported()
    assert folder.documents() == {file_of("a"), file_of("b")}
