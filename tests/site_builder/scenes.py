"""Built towns kept on disk, so that each test begins from there, at the same place."""

import copy
import shutil
from pathlib import Path

from tests.site_builder import town
from tests.site_builder.sites import Site, tree
from tests.site_builder.town import Story, Town

NEW, NEW_TEXT = "brand-new", "น้ำท่วมถนนสายใหม่"
BROKEN = "th/news/2026/story-1.md"


class Stage:
    """A small town as built, and its renditions with it."""

    def __init__(self, folder: Path) -> None:
        self.copy = folder / "copy"
        site = Site(folder / "site", folder / "site" / "renditions", bilingual=True)
        self._town = town.small(site)
        assert site.build("--quiet").code == 0
        shutil.copytree(site.folder, self.copy)

    def town(self) -> Town:
        """As it was, as often as one asks; the one given before is no more."""
        _replace(self._town.site.folder, self.copy)
        return copy.deepcopy(self._town)


class Scene:
    """A built town, and what its office did since. `before` and `after` hold copies of the site as built, and as edited since; `built` and
    `expected` the outputs of clean builds of both."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.before, self.after = folder / "before", folder / "after"
        site = Site(folder / "site", folder / "site" / "renditions", bilingual=True)
        edited = town.small(site)
        assert site.build("--quiet").code == 0
        shutil.copytree(site.folder, self.before)
        edit(edited)
        shutil.copytree(site.folder, self.after)
        assert site.build("--quiet", "--clean").code == 0
        self.expected = folder / "expected"
        shutil.copytree(site.output, self.expected)
        self.built = self.before / "output"
        self.trees = [tree(self.built), tree(self.expected)]

    def site(self, folder: Path | None = None) -> Site:
        """As edited, or as one of the copies has it."""
        place = self.folder / "site"
        _replace(place, folder or self.after)
        return Site(place, place / "renditions", bilingual=True)

    def revert(self, site: Site) -> None:
        """The office takes everything back."""
        _replace(site.content, self.before / "content")

    def edit(self, site: Site) -> None:
        """The office does it all again."""
        _replace(site.content, self.after / "content")

    def strangers(self, site: Site) -> list[str]:
        """Files that are neither as before nor as after; drafts, which no server shows, apart."""
        return [
            path
            for path, digest in tree(site.output).items()
            if not Path(path).name.startswith(".")
            and digest not in [known.get(path) for known in self.trees]
        ]


def _replace(folder: Path, copy: Path) -> None:
    shutil.rmtree(folder)
    shutil.copytree(copy, folder)


def edit(edited: Town) -> None:
    """Adds, changes, moves, renames and deletes."""
    edited.put(
        Story(
            NEW, NEW, NEW_TEXT, text=NEW_TEXT, day="2027-02-03", topics=("water",), cover="new.jpg"
        )
    )
    edited.change("story-1", text="แก้แล้ว", title="ชื่อใหม่")
    edited.change("story-5", day="2027-01-02")
    edited.rename("story-4", "story-4-moved")
    edited.change("story-2", locales=("th",))
    edited.delete("story-3", "gone")
    edited.delete("plan")
    edited.put_picture("a.jpg", 80)
    edited.name_term("topics", "roads", "ถนนหนทาง")
