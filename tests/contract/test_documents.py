import re
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract import blocks, documents, markdown, validation
from contract.documents import Document
from contract.problems import ContractError
from tests.contract import SITE, strategies

GOOD = """---
id: "50d2888a-2458-5563-ad67-3433ba409392"
type: news
locale: th
title: เรื่องหนึ่ง
slug: one
date: "2026-11-23T15:00:00+07:00"
modified: "2026-11-23T15:00:00.000001+07:00"
purposes:
  - service
---

ข้อความ
"""
FILE = "th/news/2026/one.md"


def load(text: str, file: str = FILE) -> Document:
    return documents.load(text.encode(), file, SITE)


def found(text: str, file: str = FILE) -> list[tuple[str, int]]:
    with pytest.raises(ContractError) as caught:
        load(text, file)
    return [(problem.code, problem.line) for problem in caught.value.problems]


@settings(max_examples=100)
@given(strategies.document(SITE))
def test_a_document_is_loaded_as_it_was_dumped(document):
    text = documents.dump(document, SITE)
    loaded = documents.load(text.encode(), document.file, SITE)
    assert loaded.front == document.front
    assert [(b.kind, b.data) for b in loaded.blocks] == [
        (b.kind, b.data.strip("\n") if b.kind in blocks.PROSE_KINDS else b.data)
        for b in document.blocks
    ]
    assert documents.dump(loaded, SITE) == text


@pytest.mark.parametrize("kind", blocks.KINDS)
@settings(max_examples=15)
@given(data=st.data())
def test_every_kind_of_block_survives_the_round_trip(kind, data):
    block = data.draw(strategies.block(kind))
    text = documents.dump(Document(load(GOOD).front, (block,)), SITE)
    assert documents.dump(load(text), SITE) == text


def test_a_valid_file_becomes_canonical_once_and_then_holds_still():
    loose = GOOD.replace("T15:00:00+07:00", "T08:00:00Z").replace("slug: one", 'slug: "one"')
    loose = loose.replace(
        "ข้อความ\n", "\n\nข้อความ\n\n::: text\n\n:::\n\n::: html\n<p>a</p>\n:::\n\n\n"
    )
    once = documents.dump(load(loose), SITE)
    assert once != loose
    assert documents.dump(load(once), SITE) == once


def test_line_ends_of_windows_and_a_byte_order_mark_are_read():
    assert load("\ufeff" + GOOD.replace("\n", "\r\n")) == load(GOOD)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("---\nid", "id"), [("front_matter.missing", 1)]),
        (("\n---\n\n", "\n\n"), [("front_matter.unclosed", 1)]),
        (("slug: one", "slug: one\nSave_as: index.html"), [("key.unknown", 7)]),
        (("type: news", "type: blog"), [("value.choice", 3)]),
        (("type: news\n", ""), [("key.missing", 2)]),
        (("title: เรื่องหนึ่ง\n", ""), [("key.missing", 2)]),
        (("title: เรื่องหนึ่ง", 'title: ""'), [("value.too_little", 5)]),
        (("title: เรื่องหนึ่ง", 'title: "a\\nb"'), [("value.form", 5)]),
        (("title: เรื่องหนึ่ง", 'title: "a\\0b"'), [("file.control", 5)]),
        (("title: เรื่องหนึ่ง", "title: \u200b\u3164"), [("value.invisible", 5)]),
        (("title: เรื่องหนึ่ง", "title: a\u2067b"), [("file.control", 5)]),
        (("2026-11-23T15:00:00+07:00", "2399-12-31T23:59:59-12:00"), [("value.year", 7)]),
        (("2026-11-23T15:00:00+07:00", "1900-01-01T01:00:00+14:00"), [("value.year", 7)]),
        (("2026-11-23T15:00:00+07:00", "2026-12-31T23:00:00-05:00"), [("file.place", 0)]),
        (("title: เรื่องหนึ่ง", "title: 12"), [("value.type", 5)]),
        (("title: เรื่องหนึ่ง", "title: " + "x" * 300), [("value.too_much", 5)]),
        (("slug: one", "slug: ../one"), [("slug.form", 6)]),
        (("2026-11-23T15:00:00+07:00", "2026-02-30T15:00:00+07:00"), [("value.date", 7)]),
        (("2026-11-23T15:00:00+07:00", "23/11/2026"), [("value.date", 7)]),
        (("2026-11-23T15:00:00+07:00", "2026-12-31T23:59:60+07:00"), [("value.date", 7)]),
        (("2026-11-23T15:00:00+07:00", "2569-11-23T15:00:00+07:00"), [("value.buddhist_year", 7)]),
        (("2026-11-23T15:00:00+07:00", "2025-11-23T15:00:00+07:00"), [("file.place", 0)]),
        (("  - service", "  - service\n  - service"), [("value.repeated", 9)]),
        (("- service", "- fun"), [("value.choice", 10)]),
        (("ข้อความ", "a\n\n::: image\nimage: abc\n:::"), [("value.form", 16)]),
        (("ข้อความ", "a\n\n::: table\nrows: [[a], [b, c]]\n:::"), [("table.ragged", 16)]),
        (("ข้อความ", "a <b>x</b>"), [("markdown.raw_html", 13)]),
        (("ข้อความ", "![x](y.png)"), [("markdown.picture", 13)]),
        (("ข้อความ", "a\n\n[x](javascript:alert)"), [("link.target", 15)]),
        (("ข้อความ", "a\x07b"), [("file.control", 13)]),
        (("ข้อความ", "a&#8;b"), [("file.control", 13)]),
    ],
    ids=lambda value: str(value)[:50],
)  # fmt: skip
def test_a_fault_is_reported_once_with_its_line(change, expected):
    assert found(GOOD.replace(*change, 1)) == expected


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            '{start: "2026-11-23T10:00:00+07:00", end: "2026-11-22T10:00:00+07:00"}',
            ("event.order", 7),
        ),
        ('{end: "2026-11-22T10:00:00+07:00"}', ("key.missing", 7)),
        ('\n  start: "2026-11-23T10:00:60+07:00"', ("value.date", 8)),
    ],
)
def test_events_are_checked(event, expected):
    assert found(GOOD.replace("slug: one", f"slug: one\nevent: {event}")) == [expected]


def test_a_story_is_not_updated_before_its_date():
    line = 'updated: "2026-11-23T{}+07:00"\nmodified'
    assert load(GOOD.replace("modified", line.format("15:00:00")))
    assert found(GOOD.replace("modified", line.format("14:59:59"))) == [("updated.order", 8)]


def test_the_file_must_stand_where_the_front_matter_says():
    assert found(GOOD, "th/news/2026/two.md") == [("file.place", 0)]
    assert found(GOOD.replace("locale: th", "locale: de")) == [("locale.unknown", 4)]


def test_the_message_of_a_wrong_year_names_the_time_zone():
    with pytest.raises(ContractError) as caught:
        load(GOOD.replace("2026-11-23T15:00:00+07:00", "2026-12-31T23:00:00-05:00"))
    (problem,) = caught.value.problems
    assert "th/news/2027/one.md" in problem.mend()
    assert all("Asia/Bangkok" in problem.mend(language) for language in ("en", "th"))


def test_marks_are_counted_over_all_texts_of_a_document():
    text = "::: text\n" + "*a* " * 900 + "\n:::\n"
    assert len(load(GOOD + text * 8).blocks) == 9
    assert found(GOOD + text * 20) == [("markdown.marks", 14 + 3 * 8 + 1)]


def test_a_file_that_is_too_large_or_no_utf8_is_refused():
    assert found(GOOD + "x" * documents.MAX_BYTES) == [("file.too_large", 0)]
    with pytest.raises(ContractError) as caught:
        documents.load(GOOD.encode() + b"\xff", FILE, SITE)
    assert [(p.code, p.line) for p in caught.value.problems] == [("file.encoding", 14)]


def test_what_only_the_office_may_know_is_no_part_of_a_public_picture():
    use = {"image": "x", "alt": "y", "consent": "guardian_consent", "minors": True}
    assert documents.public_picture(use) == {"image": "x", "alt": "y"}


def test_media_used_names_pictures_attachments_and_linked_attachments():
    a, b, c, d = ("a" * 64, "b" * 64, "c" * 64, "d" * 64)
    text = GOOD.replace("slug: one", f"slug: one\ncover:\n  image: {a}").replace(
        "ข้อความ",
        f"[x](attachment:{d})\n\n::: gallery\nimages:\n  - image: {b}\n:::\n\n"
        f"::: attachments\nfiles:\n  - file: {c}\n:::",
    )
    assert sorted(documents.media_used(load(text))) == [
        ("attachment", c), ("attachment", d), ("image", a), ("image", b),
    ]  # fmt: skip


@pytest.mark.parametrize("name", documents.TYPES)
def test_the_documentation_lists_every_key_of_every_type(name):
    text = (Path(__file__).parents[2] / "docs" / "content-format.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| `([a-z_]+)` \|", text, re.M) + re.findall(r"^\| `status` ", text, re.M)
    assert set(validation.keys(name)) <= {*table, "status"}


@settings(max_examples=30)
@given(strategies.document(SITE))
def test_generated_documents_can_be_made_at_home_among_things_that_exist(document):
    picture, paper = "a" * 64, "b" * 64
    terms = {"departments": ("d",), "topics": ("t",), "categories": ("c",)}
    home = strategies.at_home(document, pictures=(picture,), attachments=(paper,), terms=terms)
    loaded = documents.load(documents.dump(home, SITE).encode(), home.file, SITE)
    assert set(documents.media_used(loaded)) <= {("image", picture), ("attachment", paper)}


SLOW = [
    "[a](" * 390 + "a " * 98_000,
    " ".join("`" * n for n in range(1, 615)),
    " ".join("`" * n for n in range(614, 0, -1)),
    ("[" + "a" * 499) * 399,
]
SUSPECT = [
    '[a](/b"c ' * 390 + "a " * 97_000,
    ("[a](/b) *c " + "a" * 489) * 390,
    ("*a" + " x" * 48) * 1_990,
    "**a_b*c " * 490 + "a " * 90_000,
    "*a _b " * 450 + "c_ d* " * 450 + "a " * 90_000,
    ("a " * 50 + "\n===\n") * 499,
    ("a " * 100 + "\n- - - - -\n") * 499,
    "-" * 198_000,
    "- - " * 40_000 + "x",
    "#" * 198_000 + "\\",
    "# a # " * 33_000,
    "> a\n" * 990 + "a " * 97_000,
    "> " * 1_000 + "a " * 97_000,
    "".join(" " * 4 * (n % 12) + "- a\n" for n in range(990)) + "a " * 86_000,
    ("[a]: /b\n" * 390 + "\n") * 5,
    "| a | b |\n" * 990 + "|" * 180_000,
    ("&amp;" * 1_450 + "\n\n") * 2,
    "< " * 1_990 + "a" * 190_000,
    "\t" * 198_000 + "x",
    " " * 198_000 + "x",
    "\\*" * 990 + "a" * 190_000,
    "a" * 199_000,
]


def _five(text: str) -> str:
    return GOOD + f"\n::: text\n{text}\n:::\n" * 5


@pytest.mark.parametrize("text", [*SLOW, *SUSPECT], ids=lambda text: text[:12].strip())
def test_no_text_holds_the_build_up(text):
    begun = time.process_time()
    with suppress(ContractError):
        for block in load(_five(text)).blocks:
            markdown.render(block.data)
    assert time.process_time() - begun < 3  # half a second in peace


@pytest.mark.parametrize("text", SLOW, ids=lambda text: text[:12].strip())
def test_a_text_that_takes_too_much_work_ends_the_reading(text):
    assert found(_five(text)) == [("markdown.work", 16)]


def test_work_is_counted_over_all_texts_of_a_document():
    text = "\n::: text\n" + "[a" * 399 + "a" * 4_000 + "\n:::\n"
    assert 2 < markdown.MAX_WORK / markdown.check(text).work < 10
    assert len(load(GOOD + text).blocks) == 2
    assert [code for code, _ in found(GOOD + text * 20)] == ["markdown.work"]
