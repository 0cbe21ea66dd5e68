import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract import blocks
from contract.blocks import Block, FenceError
from tests.contract import strategies


@given(st.lists(strategies.any_block, max_size=6))
def test_split_gives_back_the_blocks_that_were_joined(made):
    split = list(blocks.split(blocks.join(tuple(made))))
    assert [block.kind for block in split] == [block.kind for block in made]
    for block, original in zip(split, made, strict=True):
        if original.kind in blocks.PROSE_KINDS:
            assert block.text.strip("\n") == original.data.strip("\n")


def test_text_outside_fences_is_a_text_block_and_lines_are_counted():
    body = "\nIntro\n\n::: heading\ntext: A\nlevel: 2\n:::\n\nOutro\nmore\n"
    split = list(blocks.split(body, first_line=10))
    assert [(b.kind, b.text, b.line) for b in split] == [
        ("text", "Intro", 11), ("heading", "text: A\nlevel: 2", 14), ("text", "Outro\nmore", 18),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "code", "line"),
    [
        ("::: image\nimage: x\n", "block.unclosed", 1),
        ("a\n:::\n", "block.unopened", 2),
        ("::: quote\n::: image\n:::", "block.nested", 2),
        ("::: bogus\n:::", "block.kind", 1),
        (":::: image\n::::", "block.kind", 1),
        ("a\n ::: callout\ntone: info\n:::", "block.indented", 2),
        ("::: html\n<p>a</p>\n   :::\n", "block.indented", 3),
        ("::: a" + " " * 500_000 + "b", "block.kind", 1),
    ],
)
def test_fences_that_do_not_fit_are_reported_with_their_line(body, code, line):
    with pytest.raises(FenceError) as caught:
        list(blocks.split(body))
    assert (caught.value.code, caught.value.line) == (code, line)


@pytest.mark.parametrize("kind", blocks.PROSE_KINDS)
def test_prose_cannot_open_or_close_a_fence(kind):
    joined = blocks.join((Block(kind, "a\n:::\n::: image\n  ::: b"),))
    (only,) = blocks.split(joined)
    assert only.kind == kind


def test_two_texts_in_a_row_stay_two():
    joined = blocks.join((Block("text", "a"), Block("text", "b"), Block("text", "c")))
    assert [b.text for b in blocks.split(joined)] == ["a", "b", "c"]


def test_fences_in_lists_code_and_yaml_are_text():
    bodies = ("- a\n\n    ::: image", "::: quote\ntext: |-\n  ::: a\nattribution: b\n:::")
    assert [[b.kind for b in blocks.split(body)] for body in bodies] == [["text"], ["quote"]]


def test_blank_prose_is_no_block():
    assert blocks.join((Block("text", " \n"), Block("html", ""))) == ""
