"""A builder that stays is told which files may have changed, and keeps what it has loaded: what it
builds is what a clean build gives."""

import shutil

import pytest

from site_builder.config import BuildConfig
from site_builder.errors import ConfigError
from site_builder.pipeline import Builder
from site_builder.pipeline.report import Result
from site_builder.progress import Reporter
from tests.site_builder import clean
from tests.site_builder.sites import Site, tree
from tests.site_builder.town import THEME, Town

COPY = "thungsong"


class Resident:
    """Its builder is told of each file of the content that is another than at its last build."""

    def __init__(self, office: Town) -> None:
        self.office, self.site = office, office.site
        self.site.theme = self.site.folder / COPY
        shutil.copytree(THEME, self.site.theme)
        config = _config(self.site)
        self.builder = Builder(config, Reporter(quiet=True))
        self.before = tree(self.site.content)
        self.builder.build(clean=True)  # it has rendered, and loaded all that this takes

    def build(self, hints: set[str] | None = None) -> Result:
        now = tree(self.site.content)
        changed = {file for file, _ in self.before.items() ^ now.items()}
        self.before = now
        return self.builder.build(hints=changed if hints is None else hints)

    def assert_clean(self) -> None:
        other = clean.elsewhere(self.site)
        assert other.build("--quiet").code == 0
        assert clean.differences(self.site.output, other.output) == []


def _config(site: Site) -> BuildConfig:
    assert site.theme
    return BuildConfig(
        site.site, site.content, site.output, site.state, site.renditions, site.theme, jobs=1
    )


@pytest.fixture
def resident(office: Town) -> Resident:
    return Resident(office)


def test_one_change_after_the_other_is_built(resident: Resident) -> None:
    office = resident.office
    for change in (
        lambda: office.change("story-1", text="แก้แล้ว", title="ชื่อใหม่"),
        lambda: office.change("story-2", day="2027-01-02", cover="new.jpg"),
        lambda: office.rename("story-4", "story-4-moved"),
        lambda: office.name_term("topics", "roads", "ถนนหนทาง"),
        lambda: office.delete("story-3", "gone"),
    ):
        change()
        assert resident.build().exit_code == 0
        resident.assert_clean()


def test_what_another_builder_saw_come_and_nobody_saw_go_goes(resident: Resident) -> None:
    """The file of a story that came and went between two builds has changed for neither of them."""
    resident.office.change("story-2", title="ชื่อใหม่")
    file = resident.site.document("passing")
    assert resident.site.build("--quiet").code == 0
    (resident.site.content / file).unlink()
    assert resident.build().exit_code == 0
    resident.assert_clean()


def test_stories_go_with_the_folder_that_is_told_of(resident: Resident) -> None:
    shutil.rmtree(resident.site.content / "th/news/2025")
    resident.build({"th/news/2025"})
    resident.assert_clean()


@pytest.mark.parametrize("file", ["templates/base.html", "i18n/th.toml"])
def test_an_edited_theme_is_loaded_anew(resident: Resident, file: str) -> None:
    old, new = (
        ("<body>", "<body data-new>") if file.endswith("html") else ('topics = "', 'topics = "ใหม่')
    )
    resident.office.edit_theme(file, old, new)
    resident.build()
    resident.assert_clean()


def test_another_content_folder_is_looked_at_as_a_whole(resident: Resident) -> None:
    site = resident.site
    shutil.copytree(site.content, site.folder / "other")
    site.content = site.folder / "other"
    resident.office.change("story-1", text="แก้แล้ว")
    Builder(_config(site), Reporter(quiet=True)).build(hints=set())
    resident.assert_clean()


@pytest.mark.parametrize("slip", ["{% if x %}", "{{ x y }}"])
def test_a_template_that_cannot_be_read_takes_nothing_away(resident: Resident, slip: str) -> None:
    """A slip of the theme's author, or a file that is half saved."""
    site, before = resident.site, tree(resident.site.output)
    place = site.theme / "templates/components/card.html"
    text = place.read_text(encoding="utf-8")
    resident.office.delete("story-3", "gone")
    place.write_text(f"{text}\n{slip}", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"components/card\.html:\d+: .*[^.]\. Correct"):
        resident.build()
    assert tree(site.output) == before
    assert site.build("--clean").code == 1
    assert tree(site.output) == before
    place.write_text(text, encoding="utf-8")
    resident.builder.build()
    resident.assert_clean()
