"""What changes while a build runs is in the next one at the latest, and is no reason to fail."""

import os
from collections.abc import Callable

import pytest

from tests.site_builder import children, clean
from tests.site_builder.children import Child, Reads, Writes
from tests.site_builder.town import Town

pytestmark = pytest.mark.thorough

STORY, FILE = "th/news/story-1/index.html", "th/news/2026/story-1.md"
BEFORE, AFTER = "ข้อความแรก", "ข้อความใหม"  # of one length


@pytest.fixture
def busy(office: Town) -> Town:
    """With an edit that is still to be built."""
    office.change("story-5", title="ชื่อใหม่")
    return office


def edit_text(office: Town) -> None:
    """In place, with the size and the times that the file had."""
    path = office.site.content / FILE
    stat, text = path.stat(), path.read_text("utf-8")
    path.write_text(text.replace(BEFORE, AFTER), "utf-8")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def replace_text(office: Town) -> None:
    office.change("story-1", text=AFTER)


def delete(office: Town) -> None:
    office.delete("story-1")


EDITS = pytest.mark.parametrize("edit", [edit_text, replace_text, delete])


def assert_next_build_has_it(office: Town, edit: Callable[[Town], None]) -> None:
    assert clean.build_as_clean(office.site).code == 0
    if edit is delete:
        assert not office.site.exists(STORY)
    else:
        assert AFTER in office.site.text(STORY).replace('<span class="word">', "").replace(
            "</span>", ""
        )


@EDITS
@pytest.mark.parametrize("at", [1, 4, 8, 12, 16, 20])
def test_an_edit_while_the_content_is_read_is_not_lost(busy: Town, edit, at: int) -> None:
    build = Child(
        busy.site, "--quiet", writes=Reads(busy.site, at, children.once(lambda: edit(busy)))
    )
    assert build.wait() in (0, 3)  # what is gone since it was listed may be told
    edit_is_done(busy, edit)
    assert_next_build_has_it(busy, edit)


@EDITS
@pytest.mark.parametrize("at", [1, 10, 20, 40, 60, 80])
def test_an_edit_while_the_output_is_written_is_not_lost(busy: Town, edit, at: int) -> None:
    build = Child(
        busy.site, "--quiet", writes=Writes(busy.site, at, children.once(lambda: edit(busy)))
    )
    assert build.wait() == 0
    edit_is_done(busy, edit)
    assert_next_build_has_it(busy, edit)


def edit_is_done(office: Town, edit: Callable[[Town], None]) -> None:
    """By the build's process, or now: it may have ended before it came to that."""
    path = office.site.content / FILE
    done = AFTER in path.read_text("utf-8") if path.exists() else edit is delete
    if not done:
        edit(office)


@pytest.mark.parametrize("at", [1, 10, 20, 40, 60, 80])
def test_an_output_that_is_damaged_while_a_build_runs_is_put_right_by_the_next(
    busy: Town, at: int
) -> None:
    page = busy.site.output / STORY
    act = children.once(lambda: page.write_bytes(b"x"))
    assert Child(busy.site, "--quiet", writes=Writes(busy.site, at, act)).wait() == 0
    assert clean.build_as_clean(busy.site).code == 0
