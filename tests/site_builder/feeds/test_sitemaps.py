from xml.etree import ElementTree as tree

from tests import golden

NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
URL = "https://www.example.go.th"


def test_the_index_names_every_sitemap_with_its_last_change() -> None:
    files = golden.expected("bilingual")
    root = tree.fromstring(files["sitemap.xml"].encode())
    named = {e.findtext("s:loc", "", NS): e.findtext("s:lastmod", "", NS) for e in root}
    assert {name.removeprefix(f"{URL}/") for name in named} == {
        f for f in files if f.startswith("sitemaps/")
    }
    assert named[f"{URL}/sitemaps/th-2026-11.xml"] == "2026-11-25T10:00:00+07:00"


def test_an_address_names_its_translations_and_itself() -> None:
    root = tree.fromstring(golden.expected("bilingual")["sitemaps/en-2026-11.xml"].encode())
    found = {
        url.findtext("s:loc", "", NS): {
            link.get("hreflang"): link.get("href") for link in url.findall("x:link", NS)
        }
        for url in root
    }
    assert found[f"{URL}/en/news/park/"] == {
        "en": f"{URL}/en/news/park/", "th": f"{URL}/th/news/park/", "x-default": f"{URL}/th/news/park/",
    }  # fmt: skip


def test_an_untranslated_story_has_no_alternates() -> None:
    text = golden.expected("bilingual")["sitemaps/th-2026-10.xml"]
    assert "/th/news/flood/" in text
    assert "hreflang" not in text


def test_every_document_stands_in_one_sitemap() -> None:
    files = golden.expected("bilingual")
    addresses = [
        url.findtext("s:loc", "", NS)
        for name, text in files.items() if name.startswith("sitemaps/")
        for url in tree.fromstring(text.encode())
    ]  # fmt: skip
    assert len(addresses) == len(set(addresses))
    for story in ("news/park", "policies/water-plan", "awards/clean-town", "about"):
        assert f"{URL}/th/{story}/" in addresses
    assert not [a for a in addresses if "gone" in a or "withdrawn" in a or "old-park" in a]


def test_robots_allow_all_and_name_the_sitemap() -> None:
    assert golden.expected("bilingual")["robots.txt"] == (
        f"User-agent: *\nAllow: /\n\nSitemap: {URL}/sitemap.xml\n"
    )
