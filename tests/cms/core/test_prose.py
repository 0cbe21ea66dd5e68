"""Rich text between Wagtail's form and the content format's."""

import pytest
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from cms.core import prose
from cms.core.blocks.text import RICH_TEXT_FEATURES
from cms.export import markdown
from contract import sanitise
from contract.markdown import render

PAGE = "page:0f5c6b0e-6f0a-4e43-9d5f-4a1c1f6f5c11"
FILE = "attachment:" + "a1" * 32


def read_link(attributes):
    targets = {("page", "3"): PAGE, ("document", "4"): FILE}
    if "linktype" in attributes:
        return targets.get((attributes["linktype"], attributes["id"]))
    return attributes.get("href")


def write_link(href):
    if href == PAGE:
        return {"linktype": "page", "id": "3"}
    if href == FILE:
        return {"linktype": "document", "id": "4"}
    return {"href": href}


CONSTRUCTS = {
    "paragraphs": "<p>หนึ่ง</p><p>สอง</p>",
    "headings": "<h2>ก</h2><h3>ข</h3><h4>ค</h4>",
    "bold": "<p>ก<b>ข</b> ค</p>",
    "italic": "<p><i>ทั้งบรรทัด</i></p>",
    "bold and italic": "<p><b>ก<i>ข</i></b>ค</p>",
    "italic around bold": "<p><i>ก<b>ข</b></i>ค</p>",
    "marks with space at their ends": "<p>ก<b> ข </b>ค</p>",
    "bullets": "<ul><li>ก</li><li>ข</li></ul>",
    "numbers": "<ol><li>ก</li><li>ข</li></ol>",
    "nested lists": "<ul><li>ก<ul><li>ข<ol><li>ค</li></ol></li></ul></li><li>ง</li></ul>",
    "lists beside each other": "<ul><li>ก</li></ul><ol><li>ข</li></ol>",
    "a web link": '<p>ดู <a href="https://a.example/x?a=1&amp;b=2">ที่นี่</a></p>',
    "a link in bold": '<p><b><a href="https://a.example/">ที่นี่</a></b></p>',
    "bold in a link": '<p><a href="https://a.example/">ที่<b>นี่</b></a></p>',
    "a mail link": '<p><a href="mailto:a_b@example.go.th">จดหมาย</a></p>',
    "a page link": '<p><a linktype="page" id="3">หน้า</a></p>',
    "an attachment link": '<p><a linktype="document" id="4">ไฟล์</a></p>',
    "a quote": "<blockquote>คำพูด</blockquote>",
    "two quotes": "<blockquote>หนึ่ง</blockquote><blockquote>สอง</blockquote>",
    "a rule": "<p>ก</p><hr/><p>ข</p>",
    "small print": "<p>H<sub>2</sub>O และ m<sup>2</sup> กับ <s>เก่า</s></p>",
    "code": "<p>พิมพ์ <code>a_b &lt;c&gt;</code></p>",
    "a line break": "<p>ก<br/>ข</p>",
    "signs": "<p>1. ก</p><p># ข</p><p>::: ค</p><p>a_b *c* &amp;amp; \\ [x](y)</p>",
    "spaces": "<p>ก  ข\u200bค</p>",
    "empty paragraphs": "<p>ก</p><p></p><p>ข</p>",
}


@pytest.fixture
def pages(make_story, make_attachment):
    """The rows behind the links: the editor looks them up."""
    return {"3": make_story().pk, "4": make_attachment().pk}


@pytest.mark.parametrize("html", CONSTRUCTS.values(), ids=CONSTRUCTS)
def test_opening_and_saving_in_the_editor_changes_no_exported_text(html, pages):
    html = html.replace('id="3"', f'id="{pages["3"]}"').replace('id="4"', f'id="{pages["4"]}"')

    def link(attributes):
        back = {str(pages["3"]): "3", str(pages["4"]): "4"}
        if "linktype" in attributes:
            attributes = attributes | {"id": back.get(attributes["id"], "")}
        return read_link(attributes)

    converter = ContentstateConverter(RICH_TEXT_FEATURES)
    saved = converter.to_database_format(converter.from_database_format(html))
    before, after = (markdown.block(prose.read(text, link)) for text in (html, saved))
    assert after == before
    again = converter.to_database_format(converter.from_database_format(saved))
    assert markdown.block(prose.read(again, link)) == before


@pytest.mark.parametrize("html", CONSTRUCTS.values(), ids=CONSTRUCTS)
def test_both_forms_hold_the_same_tree(html):
    tree = prose.read(html, read_link)
    assert prose.read(prose.write(tree)) == tree
    assert prose.read(prose.write_wagtail(tree, write_link), read_link) == tree


IMPORTED = {
    "a loose list": "- ก\n\n- ข",
    "an item of two paragraphs": "- ก\n\n    ข\n- ค",
    "bare words": "ก<br>ข",
    "two lists": "<ul><li>ก</li></ul><ul><li>ข</li></ul>",
    "a quote of two paragraphs": "> ก\n>\n> ข",
    "words beside a list in an item": "- ก\n    - ข\n- ค",
    "marks inside each other": "**ก *ข* ค** *ง **จ***",
    "mixed lists": "1. ก\n    - ข\n2. ค\n    - ง\n3. จ",
}


@pytest.mark.parametrize("text", IMPORTED.values(), ids=IMPORTED)
def test_an_imported_text_survives_the_editor(text):
    """Wagtail's form as the importer writes it, opened and saved."""
    tree = prose.read(text if text.startswith("<") or "<br>" in text else render(text))
    stored = prose.write_wagtail(tree, write_link)
    converter = ContentstateConverter(RICH_TEXT_FEATURES)
    saved = converter.to_database_format(converter.from_database_format(stored))
    assert markdown.block(prose.read(saved)) == markdown.block(tree)


def test_what_reads_the_same_is_written_the_same():
    for one, other in (
        ("<p><b><i>ก</i></b></p>", "<p><i><b>ก</b></i></p>"),
        ("<p><b>ก </b>ข</p>", "<p><b>ก</b> ข</p>"),
        ("<p><b>ก</b><b>ข</b></p>", "<p><b>กข</b></p>"),
        ("<p><b>ก<br/></b>ข</p>", "<p><b>ก</b><br/>ข</p>"),
        ("<p>ก<b> </b>ข</p>", "<p>ก ข</p>"),
    ):
        assert prose.read(one) == prose.read(other)


def test_neighbouring_links_to_one_place_stay_two():
    html = '<p><a href="#a">ก</a><a href="#a">ข</a></p>'
    assert prose.write(prose.read(html)) == html


def test_a_link_to_something_deleted_leaves_its_words():
    tree = prose.read('<p>ดู <a linktype="page" id="99">หน้าเก่า</a></p>', read_link)
    assert prose.write(tree) == "<p>ดู หน้าเก่า</p>"


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,x", "//evil.example/", ""])
def test_a_hostile_link_leaves_its_words(href):
    assert prose.write(prose.read(f'<p><a href="{href}">คำ</a></p>')) == "<p>คำ</p>"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("https://en.wikipedia.org/wiki/Hobson&#x27;s_choice", "https://en.wikipedia.org/wiki/Hobson%27s_choice"),
        ("https://a.example/a b/ก", "https://a.example/a%20b/%E0%B8%81"),
        ("tel:+66 75 411", "tel:+6675411"),
        ("mailto:a@b.c?subject=x:y", "mailto:a@b.c?subject=x:y"),
    ],
)  # fmt: skip
def test_a_link_that_browsers_can_follow_is_kept(typed, stored):
    html = f'<p><a href="{typed}">คำ</a></p>'
    assert prose.write(prose.read(html)) == f'<p><a href="{stored}">คำ</a></p>'
    assert prose.refused_links(html) == []


@pytest.mark.parametrize("href", ["sms:+6675411", "line://ti/p/@x", "javascript:x", "https://a@b/"])
def test_other_links_are_named(href):
    html = f'<p><a href="{href}">คำ</a> <a linktype="page" id="3">หน้า</a></p>'
    assert prose.refused_links(html) == [href]


def test_a_link_without_words_is_none():
    assert prose.write(prose.read('<p>ก<a href="#a">\u200b</a>ข</p>')) == "<p>ก\u200bข</p>"


@pytest.mark.parametrize(
    ("html", "written"),
    [
        ("<li>ก</li><li>ข</li>", "<ul><li>ก</li><li>ข</li></ul>"),
        ("<ul><p>ก</p><li>ข</li></ul>", "<ul><li>ก</li><li>ข</li></ul>"),
        ("<ul><ul><li>ก</li></ul></ul>", "<ul><li><ul><li>ก</li></ul></li></ul>"),
        ("<p>ก<ul><li>ข</li></ul></p>", "<p>ก</p>\n<ul><li>ข</li></ul>"),
        ("<h2>ก<p>ข</p></h2>", "<h2>ก</h2>\n<p>ข</p>"),
        ("<p>ก<hr>ข</p>", "<p>ก</p>\n<hr>\n<p>ข</p>"),
    ],
)
def test_tags_in_the_wrong_place_find_one(html, written):
    assert prose.write(prose.read(html)) == written
    assert sanitise.problems(written) == []


def test_foreign_tags_leave_their_words_and_scripts_nothing_hostile():
    html = '<div><p onclick="x()">ก <span style="y">ข</span><img src="x" onerror="y"></p></div>'
    assert prose.write(prose.read(html)) == "<p>ก ข</p>"


def test_control_characters_hidden_in_references_are_removed():
    assert prose.write(prose.read("<p>ก&#x202a;&#8232;ข</p>")) == "<p>กข</p>"


def test_unbalanced_html_is_closed():
    assert prose.write(prose.read("<p>ก<b>ข</p><ul><li>ค")) == (
        "<p>ก<strong>ข</strong></p>\n<ul><li>ค</li></ul>"
    )
