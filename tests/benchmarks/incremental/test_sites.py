"""The folders that the other engines get: as many pages as stories, and nothing lost on the way."""

import json
import re

import pytest

from contract import paths, site_config
from contract.blocks import Block
from contract.documents import Document
from tests.benchmarks import measure
from tests.benchmarks.corpus import SITE_FILE
from tests.benchmarks.incremental import hugo_install
from tests.benchmarks.incremental.bodies import MarkdownBodies
from tests.benchmarks.incremental.builder import theme_of
from tests.benchmarks.incremental.content import page_of
from tests.benchmarks.incremental.corpora import write_all
from tests.benchmarks.incremental.edits import Editor
from tests.benchmarks.incremental.hugo_site import HugoBodies
from tests.benchmarks.incremental.pelican_builds import PelicanBuilds
from tests.benchmarks.incremental.pictures import PictureFiles
from tests.benchmarks.pictures import cache_folder, pictures

STORIES = 30
SITE = site_config.load(SITE_FILE)


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    return pictures(5, tmp_path_factory.mktemp("pictures"))


@pytest.fixture(scope="module")
def corpora(shown, tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpora")
    return write_all(folder, STORIES, SITE, shown, theme_of(SITE), 1)


def stories(folder, locale):
    """Paths of stories below a locale, whatever engine they are for."""
    found = (file for s in paths.SECTIONS for file in (folder / locale / s).glob("*/*.md"))
    return sorted(file.relative_to(folder).as_posix() for file in found)


@pytest.mark.parametrize("locale", SITE.locale_codes)
def test_each_engine_gets_the_same_stories(corpora, locale):
    ours = stories(corpora.content, locale)
    assert len(ours) == (STORIES if locale == SITE.default_locale else STORIES - 2)
    assert stories(corpora.hugo.folder / "content", locale) == ours
    assert stories(corpora.pelican.folder, locale) == ours


def test_hugo_gets_a_term_for_every_month_of_a_list(corpora):
    content = corpora.hugo.folder / "content"
    for file in stories(content, "th"):
        front = json.JSONDecoder().raw_decode((content / file).read_text(encoding="utf-8"))[0]
        for kind in ("years", "months", "departmentmonths", "topicmonths", "feedmonths"):
            assert front[kind]
            for term in front[kind]:
                assert (content / "th" / kind / term / "_index.md").is_file()


def test_no_block_of_ours_is_left_in_what_the_others_get(corpora):
    for folder in (corpora.hugo.folder / "content", corpora.pelican.folder):
        for file in folder.glob("**/*.md"):
            text = file.read_text(encoding="utf-8")
            assert "\n:::" not in text
            assert "(page:" not in text


BLOCKS = [
    (Block("heading", {"text": "Next", "level": 3}), "### Next"),
    (Block("quote", {"text": "Well", "attribution": "She"}), "> Well\n>\n> **She**"),
    (Block("facts", {"items": [{"label": "a", "value": "b"}]}), "a\n: b"),
    (Block("table", {"rows": [["a", "b"], ["c", "d"]]}), "| a | b |\n| --- | --- |\n| c | d |"),
]


@pytest.mark.parametrize(("block", "text"), BLOCKS, ids=lambda value: getattr(value, "kind", ""))
def test_blocks_become_markdown(block, text):
    document = Document({"id": "1", "locale": "th"}, (block,))
    assert MarkdownBodies("th").text(document) == text


def test_pictures_become_shortcodes_of_hugo():
    blocks = (
        Block("image", {"image": "d1", "caption": 'the "old" gate'}),
        Block("gallery", {"images": [{"image": "d1"}, {"image": "d2"}]}),
    )
    text = HugoBodies("th").text(Document({"id": "1", "locale": "th"}, blocks))
    assert '{{< image picture="d1" caption="the \\"old\\" gate" >}}' in text
    assert '{{< gallery "d1" "d2" >}}' in text


def test_a_link_leads_to_the_page_in_its_language_else_to_the_original():
    bodies, link = MarkdownBodies("th"), "00000000-0000-0000-0000-000000000001"
    front = {"id": link, "locale": "th", "type": "news", "slug": "market"}
    bodies.add(Document(front, ()))
    linking = Document({"id": "2", "locale": "en"}, (Block("text", f"[more](page:{link})"),))
    assert bodies.text(linking) == "[more](/th/news/market/)"
    bodies.add(Document(front | {"locale": "en"}, ()))
    assert bodies.text(linking) == "[more](/en/news/market/)"


def test_pages_name_the_picture_files_that_are_there(shown):
    names = ["aa-480.webp", "bb-480.webp", "cc-800.jpg"]
    data = PictureFiles(names).data(shown)
    assert {*data} == {picture.digest for picture in shown}
    assert data[shown[1].digest]["tile"]["src"] == "/img/bb-480.webp"
    assert data[shown[1].digest]["cover"]["src"] == "/img/cc-800.jpg"


def test_pelican_makes_a_page_of_every_story(corpora, tmp_path):
    editor = Editor(SITE, corpora.sample)
    builds = PelicanBuilds(corpora.pelican, editor, tmp_path, tmp_path / "site", stories=STORIES)
    measured = list(builds.measure())
    assert len(measured) == 6
    assert all(found.files > 0 and found.cpu_seconds > 0 for found in measured)
    for locale in SITE.locale_codes:
        pages = (tmp_path / "site" / locale).glob("*/*/index.html")
        assert len(list(pages)) == len(stories(corpora.content, locale))


def test_hugo_makes_a_page_of_every_story(corpora, shown, tmp_path):
    binary = hugo_install.binary(cache_folder(), install=False)
    if binary is None:
        pytest.skip("Hugo is not installed: `make bench-incremental` does that")
    corpora.hugo.data("pictures", PictureFiles().data(shown))
    measure.run([binary, "--quiet", "--destination", tmp_path], cwd=corpora.hugo.folder)
    assert all(page_of(tmp_path, document).is_file() for document in corpora.sample)
    for locale in SITE.locale_codes:
        pages = [p for s in paths.SECTIONS for p in (tmp_path / locale / s).glob("*/index.html")]
        assert len(pages) == len(stories(corpora.content, locale))
    feed = json.loads((tmp_path / "th" / "feed.json").read_text(encoding="utf-8"))
    assert len(feed["items"]) == 20
    assert re.match(r"<\?xml", (tmp_path / "th" / "feed.xml").read_text(encoding="utf-8").lstrip())
