"""No page and no feed of a built site leads nowhere."""

from pathlib import Path

import pytest

from contract import site_config
from tests import golden
from tests.site_builder.links import BuiltSite
from tests.site_builder.sites import ROOT, Site, tree


@pytest.fixture(scope="module", params=["starter", *golden.SITES])
def built(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, renditions: Path
) -> BuiltSite:
    folder = tmp_path_factory.mktemp(request.param)
    if request.param != "starter":
        golden.build(request.param, folder)
        config = golden.HERE / request.param / "site.toml"
        return BuiltSite(folder, site_config.load(config).url)
    site = Site(folder, renditions)
    site.configure((ROOT / "site.toml").read_text(encoding="utf-8"))
    site.content = ROOT / "content"
    assert site.build("--quiet", "--jobs", "2").code == 0
    return BuiltSite(site.output, site.site.url)


def test_every_address_on_every_page_leads_to_an_output(built: BuiltSite) -> None:
    dead = {
        name: found
        for name, page in built.pages.items()
        if (found := built.dead(name, page.links + page.sources))
    }
    assert dead == {}


def test_every_address_in_every_feed_and_sitemap_is_absolute_and_leads_to_an_output(
    built: BuiltSite,
) -> None:
    feeds = built.feed_addresses()
    assert feeds
    for name, addresses in feeds.items():
        own = [a for a in addresses if a.startswith(built.url)]
        assert own, name
        assert built.dead(name, own) == [], name
        assert all(a.startswith(("http", "mailto:", "tel:")) for a in addresses), name


def test_sitemaps_list_only_pages_to_be_indexed_under_their_own_address(built: BuiltSite) -> None:
    for name, addresses in built.feed_addresses().items():
        if not name.startswith("sitemaps/"):
            continue
        for address in addresses:
            page = built.pages[built.output_of(address) or ""]
            assert page.canonical == address
            assert "noindex" not in page.robots


def test_every_page_says_its_language(built: BuiltSite) -> None:
    for name, page in built.pages.items():
        locale = name.split("/")[0] if "/" in name else None
        assert page.lang, name
        if locale in ("th", "en"):
            assert page.lang == locale, name


def test_every_canonical_address_is_that_of_the_page(built: BuiltSite) -> None:
    for name, page in built.pages.items():
        if "noindex" not in page.robots and name != "index.html":
            assert built.output_of(page.canonical or "") == name


def test_the_front_page_is_that_of_the_default_locale(built: BuiltSite) -> None:
    front = (built.output / "index.html").read_bytes()
    assert front == (built.output / "th/index.html").read_bytes()
    assert built.pages["index.html"].canonical == f"{built.url}/th/"


def test_alternates_name_each_other(built: BuiltSite) -> None:
    for name, page in built.pages.items():
        for locale, address in page.alternates.items():
            other = built.pages[built.output_of(address) or ""]
            assert other.lang == locale or locale == "x-default", name
            if name != "index.html" and page.canonical and locale != "x-default":
                assert page.canonical in other.alternates.values(), name


def test_the_language_switch_leads_to_a_page_in_that_language(built: BuiltSite) -> None:
    locales = {page.lang for page in built.pages.values()}
    for name, page in built.pages.items():
        for locale, address in page.hreflang_links:
            assert built.pages[built.output_of(address) or ""].lang == locale, name
        if len(locales) == 1:
            assert page.hreflang_links == []


def test_every_picture_style_and_font_is_there_and_named_by_its_content(built: BuiltSite) -> None:
    for name, page in built.pages.items():
        for source in page.sources:
            assert source.startswith(("/static/", "/img/")), (name, source)
            assert built.output_of(source) in built.files, (name, source)


def test_an_untranslated_page_says_so_and_links_no_dead_end(tmp_path: Path) -> None:
    page = golden.expected("bilingual")["th/news/flood/index.html"]
    assert "/en/news/flood/" not in page
    assert 'hreflang="en"' not in page.partition("</head>")[0]


def test_a_redirect_names_its_target_without_script() -> None:
    tree_ = golden.expected("bilingual")
    page = tree_["th/news/old-park/index.html"]
    assert 'http-equiv="refresh"' in page
    assert "https://www.example.go.th/th/news/park/" in page
    assert "noindex" in page
    assert "https://www.example.com/" in tree_["en/away/index.html"]


def test_a_story_has_its_graph_tags_and_a_jpeg_to_share() -> None:
    page = golden.expected("bilingual")["th/news/park/index.html"]
    assert '<meta property="og:image" content="https://www.example.go.th/img/' in page
    assert ".jpg" in page.split('property="og:image" content="')[1].split('"')[0]
    assert "25 พฤศจิกายน 2569" in page


def test_no_output_is_listed_that_is_not_there(built: BuiltSite) -> None:
    assert set(tree(built.output)) == built.files
