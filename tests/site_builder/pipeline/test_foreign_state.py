"""Whatever stands in the state folder in the place of a file: the next build says so where it must
begin anew, and ends as a clean one. Renditions, which take longest, are never made again."""

import shutil
from collections.abc import Callable

import pytest

from tests.site_builder import clean, harm
from tests.site_builder.harm import Harm
from tests.site_builder.scenes import Stage
from tests.site_builder.sites import Built, Site, tree

pytestmark = pytest.mark.thorough

HARMS = [
    harm.remove, harm.empty, harm.halve, harm.garble, harm.alter_a_little, harm.replace_by_folder,
    harm.replace_by_foreign_database,
]  # fmt: skip


@pytest.fixture
def fresh(stage: Stage) -> Callable[[], Site]:
    """The site as it was, as often as one asks."""
    return lambda: stage.town().site


def names(site: Site, pattern: str = "*") -> list[str]:
    """Of the files of the state, whichever these are, without the last good versions."""
    found = sorted(path.name for path in site.state.glob(pattern) if path.is_file())
    return [name for name in found if not name.startswith(clean.LAST_GOOD)]


def renditions(site: Site) -> dict[str, int]:
    """Each with the time when it was made."""
    files = (path for path in site.renditions.rglob("*") if path.is_file())
    return {str(path): path.stat().st_mtime_ns for path in files}


def edited(site: Site) -> Site:
    """A build with something to do."""
    site.document("story-1", title="แก้แล้ว", date="2026-05-04T09:00:00+07:00")
    return site


@pytest.mark.parametrize("change", [False, True], ids=["unchanged", "edited"])
@pytest.mark.parametrize("how", HARMS, ids=lambda how: how.__name__)
def test_a_harmed_file_of_the_state_is_made_anew(fresh, how: Harm, change: bool) -> None:
    for name in names(fresh()):
        site = edited(fresh()) if change else fresh()
        before = renditions(site)
        how(site.state / name)
        built = clean.build_as_clean(site)
        assert built.code == 0, name
        assert renditions(site) == before, name
        assert rendered(site.build("--quiet")) < 10, name  # and stands from now on


@pytest.mark.parametrize("how", HARMS, ids=lambda how: how.__name__)
def test_who_must_render_all_again_because_of_the_state_is_told(fresh, how: Harm) -> None:
    for name in names(fresh(), "*.sqlite"):
        site = fresh()
        how(site.state / name)
        built = site.build()
        if rendered(built) > 10 and how is not harm.remove:
            assert tells_of(built, name), (name, built.stderr)


def rendered(built: Built) -> int:
    count: int = built.report["counts"]["rendered"]
    return count


def tells_of(built: Built, name: str) -> bool:
    """In one line, which is not the summary."""
    return any(name in line for line in built.stderr.splitlines() if "documents into" not in line)


def test_a_state_of_another_version_is_made_anew(fresh) -> None:
    for name in names(fresh(), "*.sqlite"):
        site = edited(fresh())
        harm.make_newer(site.state / name)
        assert clean.build_as_clean(site).code == 0, name


def test_all_files_harmed_at_once_are_made_anew(fresh) -> None:
    for how in HARMS:
        site = edited(fresh())
        before = renditions(site)
        for name in names(site):
            how(site.state / name)
        assert clean.build_as_clean(site).code == 0, how.__name__
        assert renditions(site) == before


def test_the_state_of_another_site_is_not_taken_for_ours(fresh, make_site) -> None:
    """As when a backup is put back in the wrong place. The last good versions go with it: they are
    known by the names of files, and those that are not there are forgotten."""
    site = fresh()
    other = make_site("other")
    other.document("only-here", title="อีกเมืองหนึ่ง")
    assert other.build("--quiet").code == 0
    shutil.rmtree(site.state)
    shutil.copytree(other.state, site.state)
    assert clean.build_as_clean(site).code == 0
    assert not site.exists("th/news/only-here/index.html")


def test_an_older_state_of_the_same_site_is_brought_up_to_date(fresh) -> None:
    """A restored backup: the output is newer than what the state knows of."""
    site = fresh()
    kept = site.folder / "kept"
    shutil.copytree(site.state, kept)
    edited(site)
    site.document("new-story", date="2027-01-01T09:00:00+07:00")
    assert site.build("--quiet").code == 0
    shutil.rmtree(site.state)
    kept.rename(site.state)
    assert clean.build_as_clean(site).code == 0
    site.document("new-story", date="2027-01-01T09:00:00+07:00", title="อีกครั้ง")
    (site.content / "th/news/2026/story-1.md").unlink()
    assert clean.build_as_clean(site).code == 0


def test_an_older_output_of_the_same_site_is_brought_up_to_date(fresh) -> None:
    site = fresh()
    kept = site.folder / "kept"
    shutil.copytree(site.output, kept)
    edited(site)
    site.document("new-story", date="2027-01-01T09:00:00+07:00")
    assert site.build("--quiet").code == 0
    shutil.rmtree(site.output)
    kept.rename(site.output)
    assert clean.build_as_clean(site).code == 0


def test_a_state_folder_that_is_gone_is_made_anew(fresh) -> None:
    site = edited(fresh())
    before = renditions(site)
    shutil.rmtree(site.state)
    assert clean.build_as_clean(site).code == 0
    assert renditions(site) == before


# The last good versions are no cache: what cannot be read is not thrown away


@pytest.mark.parametrize("how", HARMS, ids=lambda how: how.__name__)
def test_harmed_last_good_versions_stop_the_build_or_are_collected_again(fresh, how: Harm) -> None:
    site = edited(fresh())
    before = tree(site.output)
    path = site.state / clean.LAST_GOOD
    how(path)
    built = site.build("--quiet")
    if built.code == 1:
        assert "Restore it from a backup" in built.stderr
        assert str(path) in built.stderr
        assert tree(site.output) == before
        assert path.exists()
        harm.put_away(path)
    assert clean.build_as_clean(site).code == 0


@pytest.mark.parametrize(
    "how", [harm.halve, harm.garble, harm.replace_by_folder], ids=lambda how: how.__name__
)
def test_last_good_versions_that_cannot_be_read_always_stop_the_build(fresh, how: Harm) -> None:
    site = fresh()
    how(site.state / clean.LAST_GOOD)
    assert site.build("--quiet").code == 1
