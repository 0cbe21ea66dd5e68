"""The home page: what it shows of every section."""

from tests.site_builder.sites import Site


def teaser(site: Site) -> str:
    return site.text("th/index.html").partition('<section class="teaser">')[2]


def test_a_section_whose_only_story_stands_above_shows_it_all_the_same(site: Site) -> None:
    site.document("news", type_="section", title="ข่าวของเรา")
    site.document("alone")
    site.build("--quiet")
    assert 'href="/th/news/alone/"' in teaser(site)


def test_a_section_shows_what_does_not_stand_above_where_it_has_more(site: Site) -> None:
    site.document("news", type_="section", title="ข่าวของเรา")
    for day in range(1, 6):
        site.document(f"story-{day}", date=f"2026-11-{day:02d}T09:00:00+07:00")
    site.build("--quiet")
    assert "story-1/" in teaser(site)
    assert "story-2/" not in teaser(site)  # the newest four stand above


def test_an_empty_section_has_no_list(site: Site) -> None:
    site.document("news", type_="section", title="ข่าวของเรา")
    site.build("--quiet")
    assert "link-list" not in teaser(site)
