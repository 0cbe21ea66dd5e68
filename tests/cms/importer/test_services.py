"""Importing creates what is missing and never overwrites an editor's work."""

import hashlib
import json
import os
import socket
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from PIL import Image
from wagtail.models import Page

from cms.export import progress
from cms.export import services as export_services
from cms.export.models import OutboxEntry, PathRedirect, Tombstone
from cms.home.models import HomePage, SectionPage
from cms.images.models import Attachment, Picture
from cms.importer import services
from cms.importer import source as source_module
from cms.importer.fields import Fields
from cms.news.models import NewsPage
from tests.cms.importer.conftest import ID, import_and_export, put, tree_bytes

pytestmark = pytest.mark.usefixtures("tree")


def test_a_new_document_becomes_a_published_page(source):
    report = services.import_folder(source)
    assert report.created == ["th/news/2026/a.md"]
    page = NewsPage.objects.get()
    assert page.live
    assert str(page.translation_key) == ID.format(1)
    assert page.purposes == ["service"]
    assert page.published_at.isoformat() == "2026-03-01T02:00:00+00:00"
    assert not page.has_unpublished_changes


def test_import_and_export_keep_every_byte_and_modified(source, content_dir):
    put(source, "a", body="## หัวข้อ\n\nก **ข** ค")
    import_and_export(source)
    file = "th/news/2026/a.md"
    assert (content_dir / file).read_bytes() == (source / file).read_bytes()


def test_a_second_import_changes_nothing(source, content_dir):
    import_and_export(source)
    OutboxEntry.objects.all().delete()
    before = tree_bytes(content_dir)
    report = services.import_folder(source)
    assert (report.created, report.updated, report.conflicts) == ([], [], [])
    assert report.unchanged == ["th/news/2026/a.md"]
    assert not OutboxEntry.objects.exists()
    assert not export_services.export_all(force=True).changed
    assert tree_bytes(content_dir) == before


def test_a_page_that_nobody_changed_is_updated(source, content_dir):
    import_and_export(source)
    put(source, "a", title="หัวใหม่", front='updated: "2026-04-01T09:00:00+07:00"\n')
    report, _outcome = import_and_export(source)
    assert report.updated == ["th/news/2026/a.md"]
    assert NewsPage.objects.get().title == "หัวใหม่"
    assert NewsPage.objects.get().updated_at is not None
    assert "2026-04-01T09:00:00+07:00" in (content_dir / "th/news/2026/a.md").read_text()


@pytest.mark.parametrize("publish", [True, False])
def test_a_page_that_an_editor_changed_is_left_alone(source, capsys, publish):
    import_and_export(source)
    page = NewsPage.objects.get()
    page.title = "ของบรรณาธิการ"
    revision = page.save_revision()
    if publish:
        revision.publish()
    put(source, "a", title="จากแฟ้ม")
    with pytest.raises(CommandError, match="Not everything"):
        call_command("import_content", str(source))
    assert "was changed in the newsroom" in capsys.readouterr().err
    assert NewsPage.objects.get().latest_revision.content["title"] == "ของบรรณาธิการ"


def test_what_was_removed_here_is_not_brought_back(source):
    import_and_export(source)
    NewsPage.objects.get().delete()
    export_services.export_all()
    report = services.import_folder(source)
    assert "is not brought back" in report.conflicts[0]
    assert not NewsPage.objects.exists()


def test_what_was_removed_and_not_yet_exported_is_not_brought_back(source, content_dir, capsys):
    import_and_export(source)
    NewsPage.objects.get().delete()
    for _ in range(2):
        with pytest.raises(CommandError, match="Not everything"):
            call_command("import_content", str(source))
        assert "is not brought back" in capsys.readouterr().err
        assert not NewsPage.objects.exists()
        export_services.export_all()
    assert not (content_dir / "th/news/2026/a.md").exists()


def test_an_empty_draft_of_what_was_removed_is_not_filled(source, sections):
    import_and_export(source)
    NewsPage.objects.get().delete()
    export_services.export_all()
    stub = NewsPage(title="ข่าว", slug="a", translation_key=ID.format(1), live=False)
    sections["th", "news"].add_child(instance=stub)
    assert "is not brought back" in services.import_folder(source).conflicts[0]
    assert not NewsPage.objects.get().live


def test_a_place_that_the_folder_still_gives_to_another_page_is_free_after_an_export(source):
    import_and_export(source)
    NewsPage.objects.get().delete()
    put(source, "a", number=2, body=f"ดู [ก](page:{ID.format(2)})")
    assert "export_content" in services.import_folder(source).conflicts[0]
    assert not NewsPage.objects.exists()
    export_services.export_all()
    assert services.import_folder(source).created == ["th/news/2026/a.md"]


def test_an_unpublished_page_is_not_published_again(source):
    import_and_export(source)
    NewsPage.objects.get().unpublish()
    export_services.export_all()
    put(source, "a", title="จากแฟ้ม")
    report = services.import_folder(source)
    assert len(report.conflicts) == 1
    assert not NewsPage.objects.get().live


def test_tombstones_of_the_source_count_but_remove_nothing(source, content_dir):
    import_and_export(source)
    entry = {
        "deleted_at": "2026-04-01T09:00:00+07:00", "kind": "gone", "locale": "th",
        "id": ID.format(1), "path": "/th/news/a/",
    }  # fmt: skip
    other = {**entry, "id": ID.format(2), "path": "/th/news/b/"}
    (source / "tombstones.json").write_text(json.dumps({"documents": [entry, other]}))
    put(source, "b", number=2)
    report, _outcome = import_and_export(source)
    assert "is not brought back" in report.conflicts[0]
    assert NewsPage.objects.get().live
    written = json.loads((content_dir / "tombstones.json").read_text())
    assert [row["id"] for row in written["documents"]] == [ID.format(2)]


def test_a_new_page_never_takes_the_address_of_another(source, make_story):
    make_story(slug="a", title="ของบรรณาธิการ")
    report = services.import_folder(source)
    assert "cannot be created" in report.conflicts[0]
    assert NewsPage.objects.get().title == "ของบรรณาธิการ"


def test_a_draft_of_an_editor_with_the_same_id_is_left_alone(source, sections):
    page = NewsPage(title="ร่าง", slug="b", translation_key=ID.format(1), live=False)
    page.purposes = ["service"]
    sections["th", "news"].add_child(instance=page)
    page.save_revision()
    report = services.import_folder(source)
    assert "was never exported" in report.conflicts[0]
    assert NewsPage.objects.get().title == "ร่าง"


def _award(make_story):
    from cms.awards.models import AwardPage

    return make_story(slug="w", section="awards", model=AwardPage)


@pytest.mark.parametrize(
    "find",
    [
        lambda make_story: HomePage.objects.get(locale__language_code="th"),
        lambda make_story: SectionPage.objects.get(locale__language_code="th", section="news"),
        _award,
    ],
)
def test_a_page_of_another_kind_with_the_same_id_is_left_alone(source, make_story, find):
    page = find(make_story)
    put(source, "a", id_=str(page.translation_key))
    report = services.import_folder(source)
    assert "has the id of another page" in report.conflicts[0]
    assert (report.created, report.updated) == ([], [])
    after = type(page).objects.get(pk=page.pk)
    assert (after.title, after.slug, after.latest_revision_id) == (
        page.title, page.slug, page.latest_revision_id
    )  # fmt: skip


def test_a_section_with_the_id_of_another_section_is_left_alone(source):
    page = SectionPage.objects.get(locale__language_code="th", section="awards")
    file = source / "th/news/index.md"
    text = (source / "th/news/2026/a.md").read_text().replace("type: news", "type: section")
    text = text.replace("slug: a", "slug: news").replace("purposes:\n  - service\n", "")
    file.write_text(text.replace(ID.format(1), str(page.translation_key)))
    assert "has the id of another page" in services.import_folder(source).conflicts[0]
    assert SectionPage.objects.get(pk=page.pk).title == page.title


def test_a_mirrored_page_is_left_alone(source, make_story, homes):
    page = make_story(slug="a")
    alias = page.copy_for_translation(homes["en"].locale, alias=True)
    (source / "th/news/2026/a.md").unlink()
    put(source, "a", locale="en", id_=str(page.translation_key))
    assert "was never exported" in services.import_folder(source).conflicts[0]
    assert Page.objects.get(pk=alias.pk).alias_of_id == page.pk


def test_of_two_files_of_one_identity_the_later_modified_comes(source):
    put(source, "a", title="เก่า", hour=9)
    put(source, "b", title="ใหม่", hour=10)
    report = services.import_folder(source)
    assert [(p.code, p.file) for p in report.problems] == [("conflict.key", "th/news/2026/a.md")]
    assert NewsPage.objects.get().title == "ใหม่"


def test_of_two_documents_at_one_address_the_earlier_comes(source):
    later = put(source, "a", number=1, title="หลัง")
    text = later.read_text().replace(ID.format(1), ID.format(2)).replace("หลัง", "ก่อน")
    earlier = source / "th/news/2025/a.md"
    earlier.parent.mkdir()
    earlier.write_text(text.replace('date: "2026', 'date: "2025'))
    report = services.import_folder(source)
    assert [(p.code, p.file) for p in report.problems] == [("conflict.url", "th/news/2026/a.md")]
    assert NewsPage.objects.get().title == "ก่อน"


def test_a_document_that_could_not_be_filled_is_filled_by_the_next_import(source):
    digest = "ab" * 32
    put(source, "a", front=f"cover:\n  image: {digest}\n")
    report = services.import_folder(source)
    assert f"there is no '{digest}'" in report.conflicts[0]
    assert not NewsPage.objects.exists()
    assert not services.has_content()
    put(source, "a")
    report = services.import_folder(source)
    assert report.conflicts == []
    assert NewsPage.objects.get().live


def test_links_lead_to_pages_whatever_their_order(source, content_dir):
    put(source, "a", body=f"ดู [ข](page:{ID.format(2)}) และ [ค](page:{ID.format(9)})")
    put(source, "b", number=2, body=f"ดู [ก](page:{ID.format(1)})")
    import_and_export(source)
    first = NewsPage.objects.get(slug="a")
    assert f'linktype="page" id="{NewsPage.objects.get(slug="b").pk}"' in str(first.body.raw_data)
    for name in ("a", "b"):
        file = f"th/news/2026/{name}.md"
        assert (content_dir / file).read_bytes() == (source / file).read_bytes()


def test_a_translation_that_comes_before_its_original_remains_one(source, content_dir):
    (source / "th/news/2026/a.md").unlink()
    put(source, "a", locale="en", front="translation:\n  state: current\n")
    import_and_export(source)
    file = "en/news/2026/a.md"
    assert "translation" not in (content_dir / file).read_text()
    (source / file).unlink()
    put(source, "a")
    import_and_export(source)
    assert "state: outdated" in (content_dir / file).read_text()


def test_links_to_what_did_not_come_stay_as_they_stand(source, content_dir):
    put(source, "a", body=f"ดู [ข](page:{ID.format(2)})")
    put(source, "b", number=2, front=f"cover:\n  image: {'ab' * 32}\n")
    report, _outcome = import_and_export(source)
    assert report.created == ["th/news/2026/a.md"]
    file = "th/news/2026/a.md"
    assert (content_dir / file).read_bytes() == (source / file).read_bytes()
    put(source, "b", number=2)
    assert import_and_export(source)[0].created == ["th/news/2026/b.md"]


def test_every_address_of_what_is_gone_comes_and_goes_with_it(source, content_dir):
    entries = [
        {"deleted_at": "2026-04-01T09:00:00+07:00", "kind": "gone", "locale": "th",
         "id": ID.format(2), "path": path}
        for path in ("/th/news/last/", "/th/news/earlier/")
    ]  # fmt: skip
    (source / "tombstones.json").write_text(json.dumps({"documents": entries}))
    import_and_export(source)
    assert json.loads((content_dir / "tombstones.json").read_text())["documents"] == entries


def test_redirects_follow_the_document_that_they_lead_to(source, content_dir):
    entries = [
        {"from": "/old/", "to": "/th/news/a/"}, {"from": "/x/", "to": "https://x.example/"}
    ]  # fmt: skip
    (source / "redirects.json").write_text(json.dumps(entries))
    import_and_export(source)
    page = NewsPage.objects.get()
    page.slug = "b"
    page.save_revision().publish()
    export_services.export_outbox()
    written = {e["from"]: e["to"] for e in json.loads((content_dir / "redirects.json").read_text())}
    assert written == {
        "/old/": "/th/news/b/", "/th/news/a/": "/th/news/b/", "/x/": "https://x.example/"
    }  # fmt: skip
    assert PathRedirect.objects.count() == 3


def test_a_term_that_the_office_renamed_is_left_alone(source, homes):
    from cms.taxonomy.models import Topic

    file = source / "taxonomy/topics.json"
    file.parent.mkdir()
    file.write_text(json.dumps({"water": {"name": {"th": "น้ำ", "en": "Water"}}}))
    assert services.import_folder(source).conflicts == []
    assert Topic.objects.count() == 2
    assert Topic.objects.values("translation_key").distinct().count() == 1
    Topic.objects.filter(locale=homes["th"].locale).update(name="แหล่งน้ำ")
    assert "“แหล่งน้ำ”" in services.import_folder(source).conflicts[0]
    assert Topic.objects.get(locale=homes["th"].locale).name == "แหล่งน้ำ"


# Media


def add_picture(root, *, data=None, digest=None, name="p.png", **record):
    stream = BytesIO()
    Image.new("RGB", (4, 3), "red").save(stream, "PNG")
    data = stream.getvalue() if data is None else data
    digest = digest or hashlib.sha256(data).hexdigest()
    folder = root / "media" / digest
    folder.mkdir(parents=True)
    (folder / name).write_bytes(data)
    record = {"file": name, "width": 4, "height": 3, **record}
    (folder / "image.json").write_text(json.dumps(record))
    return digest


def test_a_picture_comes_with_all_that_its_record_says(source, content_dir):
    focal = {"x": 2, "y": 1, "width": 2, "height": 1}
    said = {"alt": {"th": "ป้าย"}, "credit": "กองช่าง", "consent": "no_people", "minors": True}
    digest = add_picture(source, focal=focal, title="ป้ายศูนย์", **said)
    put(source, "a", front=f"cover:\n  image: {digest}\n  alt: ของเรื่องนี้\n")
    report, _outcome = import_and_export(source)
    assert report.conflicts == []
    assert Picture.objects.get().digest == digest
    written = json.loads((content_dir / f"media/{digest}/image.json").read_text())
    assert written == json.loads((source / f"media/{digest}/image.json").read_text())
    assert (content_dir / f"media/{digest}/p.png").read_bytes()
    assert services.import_folder(source).conflicts == []
    Picture.objects.update(alt={"th": "แก้แล้ว"})
    assert "differs" in services.import_folder(source).conflicts[0]
    assert Picture.objects.get().alt == {"th": "แก้แล้ว"}


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"digest": "ab" * 32}, "media.digest"),
        ({"data": b"no picture"}, "media.unreadable"),
    ],
)
def test_wrong_bytes_are_reported_and_not_taken(source, fault, code):
    add_picture(source, **fault)
    report = services.import_folder(source)
    assert [problem.code for problem in report.problems] == [code]
    assert not Picture.objects.exists()
    assert report.created == ["th/news/2026/a.md"]


def test_an_attachment_that_is_not_what_its_name_says_is_not_taken(source):
    raw = b"<script>alert(1)</script>"
    folder = source / "media" / hashlib.sha256(raw).hexdigest()
    folder.mkdir(parents=True)
    (folder / "plan.pdf").write_bytes(raw)
    record = {"file": "plan.pdf", "size": len(raw), "type": "application/pdf"}
    (folder / "attachment.json").write_text(json.dumps(record))
    (problem,) = services.import_folder(source).problems
    assert (problem.code, problem.file) == (
        "attachment.content",
        f"media/{folder.name}/plan.pdf",
    )
    assert not Attachment.objects.exists()


def test_a_missing_file_is_reported(source):
    digest = add_picture(source)
    (source / "media" / digest / "p.png").unlink()
    assert [p.code for p in services.import_folder(source).problems] == ["file.missing"]


def test_a_file_behind_a_symlink_is_never_taken(source, tmp_path):
    secret = tmp_path / "secret.png"
    digest = add_picture(source)
    picture = source / "media" / digest / "p.png"
    secret.write_bytes(picture.read_bytes())
    picture.unlink()
    picture.symlink_to(secret)
    document = put(source, "b", number=2)
    document.rename(tmp_path / "b.md")
    document.symlink_to(tmp_path / "b.md")
    report = services.import_folder(source)
    assert [problem.code for problem in report.problems] == ["file.symlink"] * 2
    assert not Picture.objects.exists()
    assert NewsPage.objects.count() == 1


def test_a_bad_document_is_reported_and_stops_no_other(source, capsys):
    (source / "th/news/2026/b.md").write_text("no front matter")
    with pytest.raises(CommandError):
        call_command("import_content", str(source))
    assert "th/news/2026/b.md" in capsys.readouterr().err
    assert NewsPage.objects.get().slug == "a"


def _bind(path):
    os.chdir(path.parent)  # the name of a socket is short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path.name)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (Path.mkdir, "file.unknown"),
        (os.mkfifo, "file.symlink"),
        (_bind, "file.symlink"),
        (lambda path: path.symlink_to("a.md"), "file.symlink"),
        (lambda path: path.symlink_to(path), "file.symlink"),
    ],
)
def test_what_is_no_plain_file_is_one_problem_and_stops_no_other(source, monkeypatch, make, code):
    monkeypatch.chdir(source)
    make(source / "th/news/2026/x.md")
    report = services.import_folder(source)
    assert [(p.code, p.file) for p in report.problems] == [(code, "th/news/2026/x.md")]
    assert report.created == ["th/news/2026/a.md"]


def test_a_pipe_in_place_of_a_record_or_a_picture_is_a_problem(source):
    (source / "taxonomy").mkdir()
    os.mkfifo(source / "taxonomy/topics.json")
    picture = source / "media" / add_picture(source) / "p.png"
    picture.unlink()
    os.mkfifo(picture)
    report = services.import_folder(source)
    assert [problem.code for problem in report.problems] == ["file.symlink"] * 2


@pytest.mark.parametrize(
    ("owner", "name", "error", "code"),
    [
        (Path, "open", PermissionError(13, "Permission denied"), "file.unreadable"),
        (source_module.documents, "load", RecursionError("too deep"), "file.failed"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_problem_and_stops_no_other(
    source, monkeypatch, capsys, owner, name, error, code
):
    put(source, "b", number=2)
    real = getattr(owner, name)

    def failing(*args, **options):
        if any(str(arg).endswith("b.md") for arg in args):
            raise error
        return real(*args, **options)

    monkeypatch.setattr(owner, name, failing)
    with pytest.raises(CommandError, match="Not everything"):
        call_command("import_content", str(source))
    assert f"th/news/2026/b.md: {code}" in capsys.readouterr().err
    assert NewsPage.objects.get().slug == "a"


def test_a_file_too_large_is_not_read_to_its_end(source, monkeypatch):
    with (source / "th/news/2026/x.md").open("wb") as stream:
        stream.truncate(1 << 40)
    assert [p.code for p in services.import_folder(source).problems] == ["file.too_large"]


@pytest.mark.parametrize("error", [RecursionError("too deep"), KeyError("ab"), OSError("full")])
def test_a_page_that_cannot_be_filled_leaves_no_stub_and_stops_no_other(
    source, monkeypatch, capsys, error
):
    put(source, "b", number=2)
    set_ = Fields.set

    def failing(self, document, page):
        if document.front["slug"] == "a":
            raise error
        set_(self, document, page)

    monkeypatch.setattr(Fields, "set", failing)
    with pytest.raises(CommandError, match="Not everything"):
        call_command("import_content", str(source))
    assert capsys.readouterr().err.count("th/news/2026/a.md") == 1
    assert NewsPage.objects.get().slug == "b"


# The command


def test_into_an_empty_newsroom_only(source, capsys):
    call_command("import_content", str(source), if_empty=True)
    put(source, "b", number=2)
    call_command("import_content", str(source), if_empty=True)
    assert "nothing was imported" in capsys.readouterr().err
    assert NewsPage.objects.count() == 1


def test_an_interrupted_first_import_leaves_nothing_and_can_be_run_again(source, monkeypatch):
    put(source, "b", number=2)
    fill = services._Import._fill
    done = []

    def interrupted(self, document, page):
        if done:
            raise KeyboardInterrupt
        done.append(page)
        fill(self, document, page)

    with monkeypatch.context() as patch:
        patch.setattr(services._Import, "_fill", interrupted)
        with pytest.raises(KeyboardInterrupt):
            call_command("import_content", str(source), if_empty=True)
    assert not NewsPage.objects.exists()
    assert not Tombstone.objects.exists()
    call_command("import_content", str(source), if_empty=True)
    assert NewsPage.objects.count() == 2


def test_an_interrupted_later_import_goes_on_where_it_ended(source, monkeypatch):
    put(source, "b", number=2)

    def interrupted(self, document, page):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(services._Import, "_fill", interrupted)
        with pytest.raises(KeyboardInterrupt):
            call_command("import_content", str(source))
    assert not NewsPage.objects.exists()
    call_command("import_content", str(source))
    assert NewsPage.objects.filter(live=True).count() == 2


def test_a_long_import_says_how_far_it_is(source, monkeypatch, capsys):
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_LINES", 0)
    call_command("import_content", str(source))
    assert "0 of 1 documents" in capsys.readouterr().err
    put(source, "b", number=2)
    call_command("import_content", str(source), verbosity=0)
    assert "documents" not in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match="no folder"):
        call_command("import_content", str(tmp_path / "none"))
