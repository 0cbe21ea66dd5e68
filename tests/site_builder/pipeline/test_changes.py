"""Every kind of change: what is built after it is what a clean build gives, and no more is rendered
than must be."""

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from contract import old_addresses
from tests.site_builder import clean
from tests.site_builder.scenes import Stage
from tests.site_builder.sites import Built, Site, tree
from tests.site_builder.town import Story, Town


@dataclass(frozen=True)
class Change:
    """`shows` is a word of an output that tells that the change came through. At most `share` of
    what a clean build renders is rendered; 1 where everything may be."""

    name: str
    make: Callable[[Town], object]
    page: str
    shows: str
    share: float = 1


STORY, MOVED = "th/news/story-1/index.html", "th/news/story-1-moved/index.html"
OLD, OLD_FILE = "/index.php?option=com_content&id=12", "old/page.html"
OLD_PAGE = old_addresses.file_of(OLD)
FEW, SOME = 0.15, 0.5

CHANGES = [
    Change("body", lambda t: t.change("story-1", text="แก้แล้ว"), STORY, "แก้แล้ว", FEW),
    Change("title", lambda t: t.change("story-1", title="ชื่อใหม่"), STORY, "ชื่อใหม่", SOME),
    Change("date-same-month", lambda t: t.change("story-1", day="2026-05-09"), STORY, "2026-05-09", SOME),
    Change(
        "date-other-month", lambda t: t.change("story-1", day="2026-08-20"),
        "th/news/2026/08/index.html", "/th/news/story-1/", SOME,
    ),
    Change(
        "date-other-year", lambda t: t.change("story-1", day="2027-01-20"),
        "th/news/2027/01/index.html", "/th/news/story-1/", SOME,
    ),
    Change(
        "department-given", lambda t: t.change("story-2", department="engineering"),
        "th/departments/engineering/index.html", "/th/news/story-2/", SOME,
    ),
    Change(
        "topics-changed", lambda t: t.change("story-2", topics=("roads",)),
        "th/topics/roads/index.html", "/th/news/story-2/", SOME,
    ),
    Change(
        "department-renamed", lambda t: t.name_term("departments", "engineering", "กองช่างใหม่"),
        "th/departments/engineering/index.html", "กองช่างใหม่", SOME,
    ),
    Change(
        "topic-renamed", lambda t: t.name_term("topics", "roads", "ถนนหนทาง"),
        "th/topics/roads/index.html", "ถนนหนทาง", SOME,
    ),
    Change(
        "term-added", lambda t: t.name_term("topics", "parks", "สวน"),
        "th/topics/index.html", "น้ำ", SOME,  # shown when a story has it
    ),
    Change("term-removed", lambda t: t.remove_term("topics", "roads"), "th/topics/index.html", "น้ำ", SOME),
    Change("slug", lambda t: t.rename("story-1", "story-1-moved"), MOVED, "ข้อความแรก", SOME),
    Change(
        "slug-redirect", lambda t: t.rename("story-1", "story-1-moved"),
        STORY, "/th/news/story-1-moved/", SOME,
    ),
    Change("old-address", lambda t: t.lead(OLD, "/th/news/story-1/"), OLD_PAGE, "/th/news/story-1/", FEW),
    Change("old-file", lambda t: t.lead("/old/page.html", "/th/news/story-1/"), OLD_FILE, "/th/news/story-1/", FEW),
    Change(
        "old-address-in-two-spellings",
        lambda t: (t.lead("/%e0%b8%81.php?a", "/th/"), t.lead("/ก.php?a", "/th/")), old_addresses.file_of("/ก.php?a"), ">https://www.example.go.th/th/<", FEW,
    ),
    Change(
        "old-address-of-what-moves",
        lambda t: (t.lead(OLD, "/th/news/story-1/"), t.site.build("--quiet"), t.rename("story-1", "moved")),
        OLD_PAGE, "/th/news/moved/", SOME,
    ),
    Change(
        "translation-added", lambda t: t.change("story-1", locales=("th", "en")),
        "en/news/story-1/index.html", "เรื่องที่ 1 en", SOME,
    ),
    Change("translation-removed", lambda t: t.change("story-2", locales=("th",)), "th/news/story-2/index.html", "เรื่องที่ 2", SOME),
    Change("cover-replaced", lambda t: t.change("story-1", cover="new.jpg"), STORY, "รูป new.jpg", SOME),
    Change("cover-removed", lambda t: t.change("story-1", cover=None), STORY, "เรื่องที่ 1", SOME),
    Change("picture-under-its-name", lambda t: t.put_picture("b.jpg", 80), STORY, 'width="80"', SOME),
    Change("picture-described", lambda t: t.put_picture("b.jpg", 64, alt={"th": "คำใหม่"}), STORY, "คำใหม่", SOME),
    Change("story-added", lambda t: t.put(Story("new", "new", "เรื่องใหม่")), "th/news/index.html", "เรื่องใหม่", SOME),
    Change("deleted", lambda t: t.delete("story-6"), "th/news/index.html", "เรื่องที่ 5", SOME),
    Change("deleted-gone", lambda t: t.delete("story-1", "gone"), STORY, "noindex", SOME),
    Change("deleted-withdrawn", lambda t: t.delete("story-1", "withdrawn"), STORY, "noindex", SOME),
    Change("deleted-redirect", lambda t: t.delete("story-1", "redirect"), STORY, "/th/news/", SOME),
    Change("last-of-a-section", lambda t: t.delete("plan"), "th/policies/index.html", "</html>", SOME),
    Change(
        "link-target-renamed",
        lambda t: (t.change("story-6", link="story-0"), t.site.build("--quiet"), t.rename("story-0", "moved")),
        "th/news/story-6/index.html", "/th/news/moved/", SOME,
    ),
    Change(
        "link-target-deleted",
        lambda t: (t.change("story-6", link="story-0"), t.site.build("--quiet"), t.delete("story-0")),
        "th/news/story-6/index.html", "อ่านต่อ", SOME,
    ),
    Change("attachment-added", lambda t: t.change("story-1", file="a.txt"), STORY, "a.txt", SOME),
    Change(
        "language-removed", lambda t: t.configure(english=""), STORY, "เรื่องที่ 1",
    ),
    Change(
        "menu", lambda t: t.site.document("about", type_="page", menu_order=1, title="เมนูใหม่"),
        STORY, "เมนูใหม่",
    ),
    Change(
        "home", lambda t: t.site.document(None, type_="home", title="หน้าแรกใหม่"),
        "th/index.html", "หน้าแรกใหม่",
    ),
    Change(
        "home-added", lambda t: t.site.document(None, type_="home", locale="en", title="Welcome"),
        "en/index.html", "Welcome",
    ),
    Change(
        "menu-added", lambda t: t.site.document("contact", type_="page", menu_order=2, title="ติดต่อ"),
        STORY, "ติดต่อ",
    ),
    Change(
        "section-front", lambda t: t.site.document("news", type_="section", title="ข่าวของเรา"),
        "th/news/index.html", "ข่าวของเรา",
    ),
    Change(
        "template", lambda t: t.edit_theme("templates/base.html", "<body>", "<body data-new>"),
        STORY, "<body data-new>",
    ),
    Change(
        "component",
        lambda t: t.edit_theme(
            "templates/components/card.html", '<article class="card', '<article class="new card'
        ),
        "th/news/index.html", '<article class="new card',
    ),
    Change(
        "texts-of-the-theme", lambda t: t.edit_theme("i18n/th.toml", 'topics = "', 'topics = "ใหม่'),
        "th/topics/index.html", "ใหม่",
    ),
    Change("site-name", lambda t: t.configure(name="เมืองใหม่"), STORY, "เมืองใหม่"),
]  # fmt: skip


def rendered(result: Built) -> int:
    count: int = result.report["counts"]["rendered"]
    return count


def text_of(site: Site, page: str) -> str:
    """With its words whole: the theme puts each Thai word into an element."""
    return re.sub(r'<span class="word">(.*?)</span>', r"\1", site.text(page))


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_a_change_is_built_as_in_a_clean_build(office: Town, change: Change) -> None:
    change.make(office)
    result = clean.build_as_clean(office.site)
    assert change.shows in text_of(office.site, change.page)
    everything = rendered(office.site.build("--quiet", "--clean"))
    assert rendered(result) <= everything * change.share


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_a_change_taken_back_leaves_the_site_as_it_was(
    stage: Stage, office: Town, change: Change
) -> None:
    site = office.site
    before = tree(site.output)
    config, theme = site.config, site.theme
    change.make(office)
    site.build("--quiet")
    shutil.rmtree(site.content)
    shutil.copytree(stage.copy / "content", site.content)
    site.configure(config)
    site.theme = theme
    assert site.build("--quiet").code == 0
    assert tree(site.output) == before


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_a_second_build_after_a_change_renders_nothing_but_the_check(
    office: Town, change: Change
) -> None:
    idle = rendered(office.site.build("--quiet"))
    change.make(office)
    first = office.site.build("--quiet")
    second = office.site.build("--quiet")
    assert rendered(second) <= idle
    assert clean.said(second) == clean.said(first)


# What no file of the content says


def test_another_address_of_the_site_is_on_every_page_until_it_goes_again(office: Town) -> None:
    before = tree(office.site.output)
    clean.build_as_clean(office.site, "--site-url", "https://other.example.go.th")
    assert "https://other.example.go.th/" in office.site.text(STORY)
    office.site.build("--quiet")
    assert tree(office.site.output) == before


# Whatever the file system says of a file, its bytes decide


def test_an_edit_that_keeps_size_times_and_place_is_seen(office: Town) -> None:
    path = office.site.content / office.files["story-1"][0]
    stat, text = path.stat(), path.read_text("utf-8")
    assert text.count("ข้อความแรก") == 1
    path.write_text(text.replace("ข้อความแรก", "ข้อความหลัง"[:10]), "utf-8")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_ino) == (stat.st_size, stat.st_ino)
    clean.build_as_clean(office.site)
    assert "ข้อความแรก" not in text_of(office.site, STORY)


def test_files_that_change_places_are_seen(office: Town) -> None:
    """Two that are alike in size and times."""
    one, other = (office.site.content / office.files[f"story-{n}"][0] for n in (1, 4))
    one.rename(kept := one.with_suffix(".kept"))
    other.rename(one)
    kept.rename(other)
    for path in (one, other):
        os.utime(path, ns=(0, 0))
    assert clean.build_as_clean(office.site).code == 3


def test_a_file_that_is_touched_and_not_changed_renders_nothing(office: Town) -> None:
    idle = rendered(office.site.build("--quiet"))
    for path in office.site.content.rglob("*.md"):
        path.touch()
    assert rendered(clean.build_as_clean(office.site)) <= idle


def test_a_content_folder_put_back_from_a_backup_renders_nothing(office: Town) -> None:
    """Its files are others, with the times of the backup."""
    idle, content = rendered(office.site.build("--quiet")), office.site.content
    content.rename(content.with_name("kept"))
    shutil.copytree(content.with_name("kept"), content, copy_function=shutil.copyfile)
    assert rendered(clean.build_as_clean(office.site)) <= idle


# Names of assets follow their bytes


def style(site: Site) -> str:
    (found,) = (site.output / "static").glob("*.css")
    return found.name


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.edit_theme("static/css/card.css", "{", "{ --new: 1;"),
        lambda t: t.configure(brand="#123456"),
    ],
    ids=["rule", "colour"],
)
def test_another_style_sheet_has_another_name_on_every_page(office: Town, change) -> None:
    site = office.site
    before = style(site)
    change(office)
    clean.build_as_clean(site)
    assert style(site) != before
    pages = [page.read_text("utf-8") for page in site.output.rglob("*.html")]
    assert not any(before in page for page in pages)
    assert any(style(site) in page for page in pages)
