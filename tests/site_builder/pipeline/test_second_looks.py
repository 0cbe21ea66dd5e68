"""What becomes of files and media over several builds: each is looked at again when it must be."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from contract.blocks import Block
from site_builder import config as configuration
from site_builder import pipeline
from site_builder.index.store import Store
from site_builder.media import downloads
from site_builder.progress import Reporter
from site_builder.rendering import plans
from tests.site_builder import clean
from tests.site_builder.sites import Site
from tests.site_builder.sites import document as document_of

PAGE = "th/news/story/index.html"


@pytest.fixture
def hinted(site: Site, monkeypatch: pytest.MonkeyPatch) -> Callable[..., pipeline.Result]:
    """A resident builder of the site, told what has changed."""
    monkeypatch.setenv("SITE_TOML", str(site.folder / "site.toml"))
    config = configuration.load(
        content=site.content, output=site.output, state=site.state, renditions=site.renditions,
        jobs=1, quiet=True,
    )  # fmt: skip
    builder = pipeline.Builder(config, Reporter(quiet=True))
    return lambda *hints: builder.build(hints=set(hints) or None)


def test_an_attachment_that_comes_after_the_link_to_it_is_looked_at(site: Site) -> None:
    other = Site(site.folder.parent / "other", site.renditions)
    digest = other.attachment("plan.pdf", b"<html>no plan</html>")
    site.document("story", Block("text", f"[แผน](attachment:{digest})"))
    site.build("--quiet")
    shutil.copytree(other.content / "media", site.content / "media")
    built = clean.build_as_clean(site)
    assert built.code == 3
    assert "attachment.content" in built.codes
    assert not site.exists("files")


def test_a_refused_attachment_does_not_cost_its_story_in_the_next_build(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = site.attachment("plan.pdf", b"anything")
    site.document("story", Block("attachments", {"files": [{"file": digest}]}))
    with monkeypatch.context() as before:
        before.setattr(downloads.attachments, "check", lambda file, name: None)
        site.build("--quiet")
    for words in (["--clean"], [], []):
        built = site.build("--quiet", *words)
        assert built.report["kept_last_good"] == ["th/news/2026/story.md"]
        assert site.exists(PAGE)


def test_an_error_of_the_database_takes_no_page_away(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.document("story")
    site.build("--quiet")
    site.document("story", title="ชื่อใหม่")

    def failing(self: Store, id_: str, locale: str) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as broken:
        broken.setattr(Store, "document", failing)
        assert site.build("--quiet").code == 1
    assert site.exists(PAGE)
    assert clean.build_as_clean(site).code == 0


def test_a_page_that_cannot_be_rendered_takes_its_pictures_along(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.document("story", Block("image", {"image": site.picture(), "alt": "ป้าย"}))
    site.build("--quiet")
    site.document("story", Block("image", {"image": site.picture(), "alt": "ป้ายใหม่"}))

    def failing(*args: object, **kwargs: object) -> bytes:
        raise ValueError("no")

    with monkeypatch.context() as broken:
        broken.setitem(plans.MAKERS, "story", failing)
        assert clean.build_as_clean(site).codes == ["render.failed"]
        assert not site.exists(PAGE)
    assert clean.build_as_clean(site).code == 0


def test_a_live_document_with_a_tombstone_has_no_last_good_version(site: Site) -> None:
    front = document_of("story").front
    site.document("story")
    tombstone = {
        "id": front["id"], "locale": "th", "path": "/th/news/story/", "kind": "gone",
        "deleted_at": "2026-11-24T09:00:00+07:00",
    }  # fmt: skip
    site.json("tombstones.json", {"documents": [tombstone], "media": []})
    site.build("--quiet")
    site.write("th/news/2026/story.md", "---\n")
    clean.build_as_clean(site)
    assert "เรื่อง story" not in site.text(PAGE)


def test_a_folder_in_the_place_of_another_is_looked_at_whole(site: Site, hinted) -> None:
    site.document("old")
    hinted()
    shutil.rmtree(site.content / "th/news/2026")
    site.document("new")
    hinted("th/news/2026")
    assert site.exists("th/news/new/index.html")
    assert not site.exists("th/news/old/index.html")


def test_a_folder_that_lost_everything_stops_a_hinted_build_too(site: Site, hinted) -> None:
    site.document("story")
    hinted()
    gone = [p for p in site.content.rglob("*") if p.is_file()]
    for path in gone:
        path.unlink()
    with pytest.raises(Exception, match="disk missing"):
        hinted(*(path.relative_to(site.content).as_posix() for path in gone))
    assert site.exists(PAGE)


def test_what_a_killed_build_left_of_a_fresh_index_goes(site: Site) -> None:
    site.document("story")
    site.build("--quiet")
    left: Path = site.state / "index-next.sqlite"
    left.write_bytes(b"what was taken down")
    (site.state / "verify").mkdir()
    site.build("--quiet")
    assert not left.exists()
    assert not (site.state / "verify").exists()


def test_a_theme_that_is_edited_while_a_build_runs_is_seen_by_the_next(
    make_site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site: Site = make_site()
    site.theme = tmp_path / "theme"
    shutil.copytree(Path(__file__).resolve().parents[3] / "themes" / "thungsong", site.theme)
    for number in range(4):
        site.document(f"story-{number}")
    site.build("--quiet")
    style, bring = site.theme / "static/css/site.css", pipeline.Copies.bring

    def edited_meanwhile(*args: object) -> None:
        bring(*args)
        style.write_text(style.read_text("utf-8") + "\n.new{color:red}\n", "utf-8")

    site.document("story-1", title="ชื่อใหม่")
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(pipeline.Copies, "bring", edited_meanwhile)
        site.build("--quiet")
    site.build("--quiet")
    assert clean.build_as_clean(site).code == 0
