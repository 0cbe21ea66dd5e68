"""From measurements to tables, goals and plot."""

from itertools import pairwise
from xml.etree import ElementTree

import pytest

from tests.benchmarks.incremental import changed_files, plot, tables, tasks
from tests.benchmarks.incremental.goals import Goals
from tests.benchmarks.incremental.measurement import Measurement, Results, middle

SVG = "{http://www.w3.org/2000/svg}"
LOCALES = ("th", "en")


def measured(engine, what, stories, wall=1.0, **more):
    figures = {"user_seconds": wall / 2, "system_seconds": wall / 4, "peak_mib": 100.0}
    return Measurement(engine, what, stories, wall, **(figures | more))


def goals(*found, changed=None):
    results = Results()
    for measurement in found:
        results.add(measurement)
    return {goal.what: goal for goal in Goals(results, changed or {}, LOCALES).all()}


def test_the_middle_of_runs_is_their_median_and_the_peak_of_memory():
    runs = [
        measured(tasks.NEWSROOM, tasks.EDIT, 10, wall, peak_mib=mib, files=files)
        for wall, mib, files in ((3.0, 90.0, 4), (1.0, 120.0, 6), (2.0, 100.0, 5))
    ]
    found = middle(runs)
    assert (found.wall_seconds, found.peak_mib, found.files, found.runs) == (2.0, 120.0, 5, 3)
    assert found.scan_seconds is None


def test_the_scan_is_told_by_the_file_and_apart_from_the_rest():
    more = {"scan_seconds": 0.5, "scanned_files": 100_000}
    found = measured(tasks.NEWSROOM, tasks.EDIT, 50_000, 2.0, **more)
    assert found.scan_microseconds == 5.0
    assert found.rest_seconds == 1.5
    assert measured(tasks.NEWSROOM, tasks.EDIT, 50_000).rest_seconds is None


def test_the_edit_is_compared_with_hugos_server():
    ours = measured(tasks.NEWSROOM, tasks.EDIT_RESIDENT, 10_000, 0.2)
    name = "one edited body, resident, 10,000 x 2, beside Hugo's server"
    slow = goals(ours, measured(tasks.HUGO, tasks.EDIT_RESIDENT, 10_000, 6.2))[name]
    quick = goals(ours, measured(tasks.HUGO, tasks.EDIT_RESIDENT, 10_000, 5.8))[name]
    assert (slow.measured, slow.met) == ("0.200 s, Hugo 6.200 s: 1/31.0", True)
    assert quick.met is False


def test_the_rest_may_grow_by_half():
    def edit(stories, wall):
        scan = {"scan_seconds": stories / 1e5, "scanned_files": 2 * stories}
        return measured(tasks.NEWSROOM, tasks.EDIT, stories, wall, **scan)

    found = goals(edit(1_000, 1.01), edit(50_000, 1.9))
    name = "growth of the rest from 1,000 x 2 to 50,000 x 2"
    assert (found[name].measured, found[name].met) == ("1.40 times", True)
    assert found["of which the content scan, a file"].measured == "5.00 µs"
    assert goals(edit(1_000, 1.01))["growth of the rest"].met is None


def test_a_clean_build_is_compared_with_hugos_in_cpu_and_memory():
    found = goals(
        measured(tasks.NEWSROOM, tasks.CLEAN, 10_000, 8.0, peak_mib=200.0),
        measured(tasks.HUGO, tasks.CLEAN, 10_000, 4.0, peak_mib=1000.0),
    )
    assert found["clean build, 10,000 x 2, CPU, of Hugo's cold build"].met is False
    memory = found["clean build, 10,000 x 2, memory, of Hugo's cold build"]
    assert (memory.measured, memory.met) == ("0.20 times", True)


def test_what_was_not_measured_is_neither_met_nor_missed():
    assert all(goal.met is None for goal in goals().values())


CHANGED = [
    "en/index.html",
    "en/news/new-story-0003/index.html",
    "img/0123-480.webp",
    "sitemap.xml",
    "sitemaps/th-2026-10.xml",
    "th/departments/public-works/2026/10/index.html",
    "th/feed-2026-10.json",
    "th/news/new-story-0002/index.html",
    "th/news/new-story-0003/index.html",
    "th/topics/drains/index.html",
    "th/topics/flood/index.html",
]


def test_changed_files_count_for_their_locale_without_pictures():
    found = changed_files.by_locale(CHANGED, LOCALES)
    assert {locale: len(paths) for locale, paths in found.items()} == {
        "th": 7,
        "en": 2,
        "shared": 1,
    }
    assert changed_files.most(CHANGED, LOCALES) == 8


def test_changed_files_are_named_by_their_kind():
    assert changed_files.kinds(CHANGED, LOCALES) == {
        "sitemap.xml": 1,
        "sitemaps/<locale>-<month>.xml": 1,
        "<locale>/index.html": 1,
        "<locale>/departments/<department>/<year>/<month>/index.html": 1,
        "<locale>/feed-<month>.json": 1,
        "<locale>/news/<another story>/index.html": 1,
        "<locale>/news/<the story>/index.html": 1,
        "<locale>/topics/<topic>/index.html": 2,
    }


def test_files_must_be_few_and_as_many_at_each_size():
    name = "files changed by one new story, in a locale, pictures apart"
    more = [*CHANGED, "th/index.html"]
    assert goals(changed={1_000: CHANGED, 50_000: CHANGED})[name].met is True
    assert goals(changed={1_000: CHANGED, 50_000: more})[name].met is False


def test_a_row_shows_what_is_known():
    more = {"files": 1234, "own_seconds": 0.9, "runs": 5}
    row = tables.measurements([measured(tasks.HUGO, tasks.EDIT, 10, 12.0, **more)]).split("\n")[2]
    assert row == "| Hugo | one edited body | 12.0 | 6.00 | 3.00 | 100 | 1,234 | 0.900 |  | 5 |"


SERIES = [
    measured(tasks.NEWSROOM, tasks.CLEAN, 1_000, 12.0),
    measured(tasks.NEWSROOM, tasks.CLEAN, 50_000, 600.0),
    measured(tasks.NEWSROOM, tasks.EDIT_RESIDENT, 1_000, 0.2),
    measured(tasks.NEWSROOM, tasks.EDIT_RESIDENT, 50_000, 0.25),
    measured(tasks.HUGO, tasks.EDIT_RESIDENT, 1_000, 1.2),
    measured(tasks.HUGO, tasks.EDIT_RESIDENT, 50_000, 60.0),
    measured(tasks.HUGO, tasks.CLEAN, 1_000, 11.0),
    measured(tasks.PELICAN, tasks.CLEAN, 1_000, 11.5),
]


@pytest.mark.parametrize("found", [SERIES, SERIES[:1]], ids=["several sizes", "one point"])
def test_the_plot_has_a_point_for_each_measurement(found):
    root = ElementTree.fromstring(plot.svg(found, "Seconds & stories"))
    points = root.findall(f"{SVG}circle")
    assert len(points) == len(found)
    for point in points:
        assert 0 < float(point.get("cx")) < plot.WIDTH
        assert 0 < float(point.get("cy")) < plot.HEIGHT


def test_slower_stands_higher_and_larger_further_right():
    root = ElementTree.fromstring(plot.svg(SERIES[:2], "Seconds"))
    small, large = ((float(p.get("cx")), float(p.get("cy"))) for p in root.iter(f"{SVG}circle"))
    assert small[0] < large[0]
    assert small[1] > large[1]


def test_names_of_lines_do_not_cover_each_other():
    root = ElementTree.fromstring(plot.svg(SERIES, "Seconds"))
    engines = (tasks.NEWSROOM, tasks.HUGO, tasks.PELICAN)
    places = sorted(
        float(text.get("y")) for text in root.iter(f"{SVG}text") if text.text.startswith(engines)
    )
    assert len(places) == 5
    assert all(below - above >= 15 for above, below in pairwise(places))


def test_only_what_the_plot_has_a_line_for_is_drawn():
    hidden = measured(tasks.HUGO, tasks.NOTHING, 1_000)
    assert plot.drawn([*SERIES, hidden]) == SERIES
