"""Whatever befell an output, it is put right, replaced or taken away as if nothing had happened."""

from collections.abc import Callable

import pytest

from tests.site_builder import clean, harm
from tests.site_builder.harm import Harm
from tests.site_builder.town import Town

pytestmark = pytest.mark.thorough

STORY = "th/news/story-1/index.html"
HARMS = [
    harm.remove, harm.empty, harm.halve, harm.garble, harm.replace_by_folder, harm.replace_by_link,
    harm.replace_folder_by_file,
]  # fmt: skip


def stays(_office: Town) -> None:
    pass


def changes(office: Town) -> None:
    office.change("story-1", text="แก้แล้ว")


def goes(office: Town) -> None:
    office.delete("story-1")


def leads_elsewhere(office: Town) -> None:
    office.rename("story-1", "story-1-moved")


FATES = [stays, changes, goes, leads_elsewhere]


@pytest.mark.parametrize("fate", FATES, ids=lambda fate: fate.__name__)
@pytest.mark.parametrize("how", HARMS, ids=lambda how: how.__name__)
def test_a_harmed_page_comes_to_its_end(
    office: Town, how: Harm, fate: Callable[[Town], None]
) -> None:
    how(office.site.output / STORY)
    fate(office)
    assert clean.build_as_clean(office.site).code == 0


@pytest.mark.parametrize("goes", [False, True], ids=["stays", "goes"])
@pytest.mark.parametrize("folder", ["img", "static", "sitemaps", "th/topics/water", "files"])
@pytest.mark.parametrize("how", HARMS, ids=lambda how: how.__name__)
def test_a_harmed_file_of_another_kind_comes_to_its_end(
    office: Town, how: Harm, folder: str, goes: bool
) -> None:
    site = office.site
    office.change("story-1", file="a.txt")
    site.build("--quiet")
    path = next(p for p in sorted((site.output / folder).rglob("*")) if p.is_file())
    how(path)
    if goes:
        for name in list(office.stories):
            office.delete(name)
        office.configure(brand="#123456")
    assert clean.build_as_clean(site).code == 0
