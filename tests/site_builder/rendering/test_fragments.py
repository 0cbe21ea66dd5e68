"""Fragments: what many pages show is rendered once, and every page's record stays whole."""

import shutil
from pathlib import Path

from site_builder.rendering import fragments
from site_builder.rendering.fragments import Fragment, Fragments
from tests.site_builder.records import recorded
from tests.site_builder.sites import ROOT, Site

LISTS = (
    "th/news/index.html",
    "th/news/2026/11/index.html",
    "th/departments/engineering/index.html",
)


def test_a_list_that_shows_a_known_card_records_all_that_the_card_read(site: Site) -> None:
    picture = site.picture()
    cover = {"image": picture, "alt": "สะพาน"}
    site.document("bridge", cover=cover, department="engineering")
    assert site.build("--quiet").code == 0
    for path in LISTS:
        found = recorded(site)[path]
        assert f"picture:{picture}/cover" in found.reads
        assert [picture, "cover"] in found.media
        assert any(query.startswith("menu:th") for query in found.reads)


def test_a_shared_component_that_reads_the_page_is_a_fault_of_the_theme(
    site: Site, tmp_path: Path
) -> None:
    site.theme = tmp_path / "theme"
    shutil.copytree(ROOT / "themes" / "thungsong", site.theme)
    nav = site.theme / "templates" / "components" / "main-nav.html"
    nav.write_text(nav.read_text().replace("{{ title }}", "{{ title }}{{ page.title }}"))
    site.document("bridge")
    assert "render.failed" in site.build("--quiet").codes


def test_the_fragments_used_last_are_kept(monkeypatch) -> None:
    monkeypatch.setattr(fragments, "LIMIT", 2)
    kept = Fragments()
    made: list[str] = []

    def get(key: str) -> Fragment:
        return kept.get(key, lambda: made.append(key) or Fragment(key, None, []))

    for key in "abaca":
        assert get(key).html == key
    assert made == ["a", "b", "c"]
