"""Attachments that other tools wrote into the content folder."""

import hashlib
from pathlib import Path

import pytest

from contract import attachments
from contract.blocks import Block
from site_builder.media import cache, downloads
from site_builder.media.cache import RenditionCache
from site_builder.media.encode import PictureError
from site_builder.source.folder import Folder
from tests.contract import office_files
from tests.site_builder.sites import Site


def code(source: Path) -> str:
    with pytest.raises(PictureError) as caught:
        downloads.check(source)
    return caught.value.code


def test_a_file_is_looked_at_under_its_own_name(tmp_path: Path) -> None:
    file = tmp_path / "plan.pdf"
    file.write_bytes(office_files.PDF)
    downloads.check(file)
    assert code(file.rename(tmp_path / "plan.docx")) == "attachment.content"
    assert code(tmp_path / "gone.pdf") == "media.unreadable"


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "plan.pdf"
    with file.open("wb") as stream:
        stream.truncate(attachments.MAX_BYTES + 1)
    assert code(file) == "attachment.large"


def test_bytes_must_be_those_of_the_digest_and_what_the_name_says(tmp_path: Path) -> None:
    pdf = hashlib.sha256(office_files.PDF).hexdigest()
    page = hashlib.sha256(b"<script>").hexdigest()
    records = {name: {"file": "a.pdf"} for name in ("0" * 64, pdf, page)}
    for name in records:
        folder = tmp_path / "media" / name
        folder.mkdir(parents=True)
        (folder / "a.pdf").write_bytes(b"<script>" if name == page else office_files.PDF)
    jobs = cache.attachments(Folder(tmp_path), records, records)
    made = [*cache.make(RenditionCache(tmp_path / "cache"), jobs, processes=1)]
    faults = {fault.digest: fault.code for fault in made if fault}
    assert faults == {"0" * 64: "media.digest", page: "attachment.content"}


def test_a_story_keeps_its_last_good_version(site: Site) -> None:
    def story(digest: str, title: str) -> None:
        files = Block("attachments", {"files": [{"file": digest}]})
        site.document("story", files, title=title)

    story(site.attachment("good.docx", office_files.right("docx")), "เอกสารดี")
    assert site.build("--quiet").code == 0
    hostile = b"<script>alert(1)</script>"
    story(site.attachment("bad.docx", hostile), "เอกสารร้าย")
    built = site.build("--quiet")
    assert (built.code, built.codes) == (3, ["attachment.content"])
    assert "bad.docx" in built.problems[0]["reason"]
    assert "เอกสารดี" in site.text("th/news/story/index.html")
    assert [path.name for path in site.output.glob("files/*/*")] == ["good.docx"]


@pytest.mark.parametrize("spoilt", ["bytes", "type"])
def test_a_story_whose_attachment_is_refused_since_stays_without_it(
    site: Site, monkeypatch: pytest.MonkeyPatch, spoilt: str
) -> None:
    """Rules for attachments grow stricter; a story is not to vanish by that."""
    data = b"anything" if spoilt == "bytes" else office_files.PDF
    digest = site.attachment("plan.pdf", data)
    files = Block("attachments", {"files": [{"file": digest}]})
    site.document("story", Block("text", "ข้อความยังอยู่"), files)
    with monkeypatch.context() as before:
        before.setattr(downloads.attachments, "check", lambda file, name: None)
        assert site.build("--quiet").code == 0
    if spoilt == "type":
        record = {"file": "plan.pdf", "size": len(data), "type": attachments.JUST_BYTES}
        site.json(f"media/{digest}/attachment.json", record)
    built = site.build("--quiet", "--clean")  # as after an upgrade
    assert (built.code, built.report["kept_last_good"]) == (3, ["th/news/2026/story.md"])
    assert len(built.problems) == 1
    assert "ข้อความยังอยู่" in site.text("th/news/story/index.html")
    assert not [*site.output.glob("files/*/*")]
