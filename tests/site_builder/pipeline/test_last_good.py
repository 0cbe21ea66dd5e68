"""One bad document never stops the rest, and keeps its last good version."""

import contextlib
import sqlite3

import pytest

from contract import documents
from contract.blocks import Block
from tests.site_builder.sites import Built, Site, rest, tree

FILE = "th/news/2026/story.md"


@pytest.fixture
def built(site: Site) -> Site:
    site.document("story", Block("text", "ฉบับดี"))
    site.document("other")
    assert site.build("--quiet").code == 0
    return site


def spoil(site: Site) -> Built:
    text = (site.content / FILE).read_text(encoding="utf-8")
    site.write(FILE, text.replace("type: news", "type: nonsense"))
    return site.build("--quiet")


def test_a_broken_document_keeps_its_last_good_version(built: Site) -> None:
    before = tree(built.output)
    result = spoil(built)
    assert result.code == 3
    assert result.report["kept_last_good"] == [FILE]
    assert tree(built.output) == before


def test_it_stays_over_several_builds_and_goes_when_the_document_is_mended(built: Site) -> None:
    spoil(built)
    assert built.build("--quiet").report["kept_last_good"] == [FILE]
    built.document("story", Block("text", "ฉบับใหม่"))
    assert built.build("--quiet").code == 0
    assert "ฉบับใหม่" in built.text("th/news/story/index.html")


def test_a_document_that_was_never_good_is_left_out(site: Site) -> None:
    site.document("other")
    site.write(FILE, "---\n")
    result = site.build("--quiet")
    assert (result.code, result.report["kept_last_good"]) == (3, [])
    assert not site.exists("th/news/story/index.html")
    assert site.exists("th/news/other/index.html")


def test_a_document_whose_file_is_gone_is_gone(built: Site) -> None:
    (built.content / FILE).unlink()
    assert built.build("--quiet").code == 0
    assert not built.exists("th/news/story/index.html")
    built.write(FILE, "---\n")  # and its old text does not come back with a broken one
    assert built.build("--quiet").report["kept_last_good"] == []
    assert not built.exists("th/news/story/index.html")


@pytest.mark.parametrize("kind", ["gone", "withdrawn"])
def test_a_takedown_goes_through_though_a_broken_file_is_left(built: Site, kind: str) -> None:
    entry = {
        "deleted_at": "2026-11-24T09:00:00+07:00",
        "id": _id(built),
        "kind": kind,
        "locale": "th",
        "path": "/th/news/story/",
    }
    built.json("tombstones.json", {"documents": [entry]})
    result = spoil(built)
    assert (result.code, result.report["kept_last_good"]) == (3, [])
    assert "ฉบับดี" not in "".join(p.read_text("utf-8") for p in built.output.rglob("*.html"))
    assert "noindex" in built.text("th/news/story/index.html")
    built.json("tombstones.json", {})
    assert built.build("--quiet").report["kept_last_good"] == []


def test_nothing_of_what_was_taken_down_stays_in_the_store(built: Site) -> None:
    """Under whatever name its file once stood."""
    document_id = _id(built)
    (built.content / FILE).unlink()
    built.document("renamed", Block("text", "ฉบับดี"), id=document_id)
    assert built.build("--quiet").code == 0
    (built.content / "th/news/2026/renamed.md").unlink()
    entry = {
        "deleted_at": "2026-11-24T09:00:00+07:00",
        "id": document_id,
        "kind": "withdrawn",
        "locale": "th",
        "path": "/th/news/renamed/",
    }
    built.json("tombstones.json", {"documents": [entry]})
    assert built.build("--quiet").code == 0
    with contextlib.closing(sqlite3.connect(built.state / "last-good.sqlite")) as database:
        files = {file for (file,) in database.execute("SELECT file FROM sources")}
    assert files & {FILE, "th/news/2026/renamed.md"} == set()
    assert "th/news/2026/other.md" in files


def test_a_takedown_goes_through_though_another_tombstone_is_wrong(built: Site) -> None:
    earlier = {
        "deleted_at": "2026-11-24T09:00:00+07:00",
        "id": "00000000-0000-4000-8000-000000000000",
        "kind": "gone",
        "locale": "th",
        "path": "/th/news/earlier/",
    }
    built.json("tombstones.json", {"documents": [earlier]})
    assert built.build("--quiet").code == 0
    entry = {**earlier, "id": _id(built), "kind": "withdrawn", "path": "/th/news/story/"}
    built.json("tombstones.json", {"documents": [{"kind": "nonsense"}, entry]})
    result = spoil(built)
    assert (result.code, result.report["kept_last_good"]) == (3, ["tombstones.json"])
    assert "ฉบับดี" not in "".join(p.read_text("utf-8") for p in built.output.rglob("*.html"))
    assert built.exists("th/news/earlier/index.html")


def _id(site: Site) -> str:
    return documents.load((site.content / FILE).read_bytes(), FILE, site.site).front["id"]


def test_a_withdrawn_picture_leaves_the_site_at_once(built: Site) -> None:
    digest = built.picture("face.jpg")
    built.document("story", Block("image", {"image": digest}))
    assert built.build("--quiet").code == 0
    pictures = set(tree(built.output / "img"))
    rest()
    built.build("--quiet")
    entry = {"deleted_at": "2026-11-24T09:00:00+07:00", "digest": digest, "kind": "withdrawn"}
    built.json("tombstones.json", {"media": [entry]})
    result = built.build("--quiet")
    assert (result.code, result.codes) == (3, ["media.withdrawn"])
    assert pictures
    assert not (built.output / "img").exists()
    assert not built.exists("th/news/story/index.html")


def test_a_document_whose_new_picture_is_missing_keeps_its_last_good_version(built: Site) -> None:
    before = tree(built.output)
    built.document("story", Block("image", {"image": "0" * 64}))
    result = built.build("--quiet")
    assert (result.code, result.codes) == (3, ["media.missing"])
    assert result.report["kept_last_good"] == [FILE]
    assert tree(built.output) == before
    assert built.build("--quiet").report["kept_last_good"] == [FILE]


def test_broken_taxonomy_keeps_its_last_good_version(built: Site) -> None:
    before = tree(built.output)
    built.write("taxonomy/topics.json", "{")
    result = built.build("--quiet")
    assert (result.code, result.report["kept_last_good"]) == (3, ["taxonomy/topics.json"])
    assert tree(built.output) == before


def test_a_damaged_store_of_last_good_versions_stops_the_build_with_a_sentence(
    built: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    (built.state / "last-good.sqlite").write_bytes(b"garbage" * 1000)
    for suffix in ("-wal", "-shm"):
        (built.state / f"last-good.sqlite{suffix}").unlink(missing_ok=True)
    result = built.build("--quiet")
    assert result.code == 1
    assert result.stderr.startswith("build.py: ")
    assert result.stderr.count("\n") == 1
