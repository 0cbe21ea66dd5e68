"""Rich text as a block of the content format: exactly, as Markdown or else as HTML."""

import pytest
from hypothesis import HealthCheck, given, settings

from cms.core import prose
from cms.core.prose import Node
from cms.export import markdown
from contract import blocks, documents, sanitise
from contract import markdown as contract_markdown
from contract.blocks import Block
from tests.cms.export.trees import trees

quick = settings(
    max_examples=100, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


def rendered(block: Block) -> str:
    if block.kind == "text":
        return contract_markdown.render(block.data)
    return sanitise.clean(block.data)


def export(html: str) -> Block:
    block = markdown.block(prose.read(html))
    assert block is not None
    return block


@quick
@given(trees)
def test_any_tree_comes_back_exactly(tree):
    block = markdown.block(tree)
    if block is None:
        assert not tree.children
        return
    assert prose.write(prose.read(rendered(block))) == prose.write(tree)


@quick
@given(trees)
def test_any_tree_is_a_valid_body_that_reads_back_as_written(tree):
    block = markdown.block(tree)
    if block is None:
        return
    body = blocks.join((block, block))
    loaded, found = documents._blocks(body, 1, "x.md")
    assert found == []
    assert [b.kind for b in loaded] == [block.kind] * 2
    for one in loaded:
        assert prose.write(prose.read(rendered(one))) == prose.write(tree)
    assert blocks.join(loaded) == body


@quick
@given(trees)
def test_an_exported_tree_settles_at_once(tree):
    """What is imported and exported again is the same text."""
    block = markdown.block(tree)
    if block is not None:
        assert markdown.block(prose.read(rendered(block))) == block


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>เทศบาลเมือง</p>", "เทศบาลเมือง"),
        ("<p>หนึ่ง</p><p>สอง</p>", "หนึ่ง\n\nสอง"),
        ("<h2>หัวข้อ</h2><p>ก</p>", "## หัวข้อ\n\nก"),
        ("<p>2569. ปี</p>", "2569\\. ปี"),
        ("<p>1.5 เท่า</p>", "1.5 เท่า"),
        ("<p># ไม่ใช่หัวข้อ</p>", "\\# ไม่ใช่หัวข้อ"),
        ("<p>- ขีด</p>", "\\- ขีด"),
        ("<p>::: image</p>", "\\::: image"),
        ("<p>a_b_c และ 3 * 4</p>", "a\\_b\\_c และ 3 \\* 4"),
        ("<p>A&amp;B &amp;amp; C</p>", "A&B &amp;amp; C"),
        ("<p>x &lt;b&gt;</p>", "x \\<b>"),
        ("<p>ก<br/>ข</p>", "ก  \nข"),
        ("<p><b>เด่น</b> และ <i>เอน</i></p>", "**เด่น** และ *เอน*"),
        ('<p><a href="https://a.example/">ที่นี่</a></p>', "[ที่นี่](https://a.example/)"),
        ("<ul><li>ก</li><li>ข</li></ul>", "- ก\n- ข"),
        ("<ol><li>ก</li><li>ข</li></ol>", "1. ก\n2. ข"),
        ("<ul><li>ก<ol><li>ข</li></ol></li></ul>", "- ก\n    1. ข"),
        ("<blockquote>คำ</blockquote>", "> คำ"),
        ("<p>ก</p><hr/><p>ข</p>", "ก\n\n---\n\nข"),
        ("<p><code>x = 1</code></p>", "`x = 1`"),
    ],
)
def test_everyday_constructs_are_markdown(html, text):
    assert export(html) == Block("text", text)


@pytest.mark.parametrize("mark", ["sub", "sup", "s"])
def test_what_markdown_lacks_is_kept_as_html(mark):
    assert export(f"<p>x<{mark}>2</{mark}></p>") == Block("html", f"<p>x<{mark}>2</{mark}></p>")


def test_marks_inside_thai_words_and_at_spaces_are_never_lost():
    for html in ("<p>ก<b>ข</b>ค</p>", "<p><b> ก </b>ข</p>", "<p><b>ก</b><i>ข</i></p>"):
        block = export(html)
        assert prose.write(prose.read(rendered(block))) == prose.write(prose.read(html))


def test_a_list_after_a_list_of_the_other_kind_stays_its_own():
    html = "<ul><li>ก</li></ul><ol><li>ข</li></ol>"
    assert prose.write(prose.read(rendered(export(html)))) == html.replace("<ol>", "\n<ol>")


def test_empty_text_is_no_block():
    assert markdown.block(prose.read("<p></p><p> </p>")) is None
    assert markdown.block(Node("")) is None


def test_a_very_long_paragraph_is_kept():
    text = "ข้อความยาวมาก " * 8_000
    block = export(f"<p>{text}</p>")
    assert text.strip() in rendered(block)


def test_a_crowded_paragraph_is_kept_as_html():
    html = "<p>" + "* " * 3_000 + "</p>"
    assert export(html).kind == "html"
