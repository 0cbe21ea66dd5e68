"""A build renders what has changed, and gives what a clean one gives, byte for byte."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from contract.blocks import Block
from site_builder.index.recorder import Recorder
from site_builder.pipeline import rendered as rendering
from tests.site_builder.index.test_questions import EDITS, edit, empty
from tests.site_builder.sites import Built, Site, tree

THEME = Path(__file__).resolve().parents[3] / "themes" / "thungsong"


@pytest.fixture
def town(make_site) -> Site:
    """Thirty stories in ten months."""
    site = make_site(bilingual=True)
    for number in range(30):
        site.document(
            f"story-{number}", Block("text", f"เรื่องที่ {number}"),
            date=f"2026-{number % 10 + 1:02d}-{number % 27 + 1:02d}T09:00:00+07:00",
            topics=["water"] if number % 2 else None,
        )  # fmt: skip
    site.build("--quiet")
    return site


def rendered(built: Built) -> int:
    return built.report["counts"]["rendered"]


def clean(site: Site, name: str = "clean") -> dict[str, str]:
    """The output of a clean build of the same content, made elsewhere."""
    other = Site(site.folder.parent / name, site.renditions, bilingual=True)
    shutil.rmtree(other.content, ignore_errors=True)
    shutil.copytree(site.content, other.content)
    for folder in (other.output, other.state):
        shutil.rmtree(folder, ignore_errors=True)
    other.state.mkdir()
    for file in site.state.glob("last-good.sqlite*"):
        shutil.copy(file, other.state)
    other.build("--quiet")
    return tree(other.output)


def test_without_a_change_only_the_check_is_rendered(town: Site) -> None:
    before = tree(town.output)
    assert rendered(town.build("--quiet")) == rendering.CHECKED
    assert tree(town.output) == before


def test_clean_renders_everything(town: Site) -> None:
    built = town.build("--quiet", "--clean")
    counts = built.report["counts"]
    assert counts["rendered"] >= counts["pages"] + counts["feeds"]


def test_an_edited_body_renders_its_page_and_the_feeds_that_hold_it(town: Site) -> None:
    town.document(
        "story-3", Block("text", "แก้แล้ว"), date="2026-04-04T09:00:00+07:00", topics=["water"]
    )
    built = town.build("--quiet")
    assert "แก้แล้ว" in town.text("th/news/story-3/index.html")
    assert rendered(built) <= 12
    assert tree(town.output) == clean(town)


def test_a_new_story_renders_its_neighbourhood(town: Site) -> None:
    town.document("new", date="2026-11-01T09:00:00+07:00")
    built = town.build("--quiet")
    assert rendered(built) < built.report["counts"]["outputs"] / 3
    assert tree(town.output) == clean(town)


@settings(
    max_examples=20, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(before=EDITS, after=EDITS)
def test_whatever_is_edited_the_output_is_that_of_a_clean_build(make_site, before, after) -> None:
    site: Site = make_site(bilingual=True)
    empty(site)
    for step in before:
        edit(site, *step)
    site.build("--quiet")
    for step in after:
        edit(site, *step)
    assert "trace.stale" not in site.build("--quiet").codes
    assert tree(site.output) == clean(site)


@pytest.mark.parametrize("harm", ["missing", "damaged", "foreign", "older"])
def test_without_an_index_that_can_be_trusted_everything_is_rendered(town: Site, harm: str) -> None:
    log = town.state / "index.sqlite"
    if harm == "missing":
        log.unlink()
    elif harm == "damaged":
        log.write_bytes(b"damaged" + log.read_bytes()[7:])
    elif harm == "foreign":
        log.unlink()
        with closing(sqlite3.connect(log)) as database, database:
            database.execute("CREATE TABLE outputs (path TEXT)")
    else:
        with closing(sqlite3.connect(log)) as database, database:
            database.execute("UPDATE meta SET value = 'another' WHERE name LIKE '%fingerprint'")
    before = tree(town.output)
    built = town.build("--quiet")
    assert rendered(built) > 60
    assert tree(town.output) == before


def test_another_theme_renders_everything(town: Site, tmp_path: Path) -> None:
    town.theme = tmp_path / "thungsong"
    shutil.copytree(THEME, town.theme)
    assert rendered(town.build("--quiet")) == rendering.CHECKED  # the same theme elsewhere
    page = town.theme / "templates" / "base.html"
    page.write_text(page.read_text("utf-8").replace("<body", "<body data-new", 1), "utf-8")
    assert rendered(town.build("--quiet")) > 60
    assert "data-new" in town.text("th/news/story-1/index.html")


@pytest.mark.parametrize("times", ["other", "same"])
def test_an_output_that_somebody_changed_is_put_right(town: Site, times: str) -> None:
    page = town.output / "th/news/story-1/index.html"
    before = page.read_bytes()
    page.write_bytes(before.replace(b"story-1", b"story-9") if times == "other" else b"x")
    built = town.build("--quiet")
    assert page.read_bytes() == before
    assert rendered(built) <= rendering.CHECKED + 1


def test_an_output_that_is_missing_is_made_again(town: Site) -> None:
    page = town.output / "th/news/feed.json"
    before = page.read_bytes()
    page.unlink()
    town.build("--quiet")
    assert page.read_bytes() == before


def test_what_rendering_warned_of_is_told_in_each_build(town: Site) -> None:
    town.document("linked", Block("text", "[คำ](page:00000000-0000-4000-8000-000000000000)"))
    first = town.build("--quiet").codes
    assert "link.missing" in first
    assert town.build("--quiet").codes == first


def test_a_read_that_was_not_recorded_is_found_and_mended(
    town: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "CHECKED", 5000)
    read = Recorder.read

    def forgetful(self, query, digest):
        if not query.startswith(("card:", "document:")):
            read(self, query, digest)

    with monkeypatch.context() as patch:
        patch.setattr(Recorder, "read", forgetful)
        town.build("--quiet", "--clean")
    town.document("story-3", title="ชื่อใหม่", date="2026-04-04T09:00:00+07:00", topics=["water"])
    built = town.build("--quiet")
    assert built.code == 3
    assert "trace.stale" in built.codes
    assert tree(town.output) == clean(town)
    assert town.build("--quiet").code == 0
