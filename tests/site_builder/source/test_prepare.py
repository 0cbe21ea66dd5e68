from contract.blocks import Block
from site_builder.source.prepare import prepare
from tests.contract import SITE
from tests.site_builder.sites import document

DIGEST = "a" * 64


def test_the_month_is_that_of_the_sites_time_zone() -> None:
    prepared = prepare(document("a", date="2026-10-31T18:30:00Z"), SITE)
    assert (prepared.year, prepared.month) == (2026, 11)
    assert prepared.card["date"] == "2026-11-01T01:30:00+07:00"


def test_prose_becomes_safe_html() -> None:
    prepared = prepare(document("a", Block("text", "**b**"), Block("html", "<p>c</p>")), SITE)
    assert prepared.body == [
        ("text", {"html": "<p><strong>b</strong></p>"}), ("html", {"html": "<p>c</p>"}),
    ]  # fmt: skip


def test_media_are_named_with_their_role() -> None:
    prepared = prepare(
        document("a", Block("gallery", {"images": [{"image": DIGEST}]}), cover={"image": DIGEST}),
        SITE,
    )
    assert [(use.role) for use in prepared.media] == ["cover", "gallery", "share", "tile"]


def test_moments_that_are_the_same_sort_the_same_whatever_their_offset() -> None:
    here = prepare(document("a", modified="2026-11-23T09:00:00.000001+07:00"), SITE)
    there = prepare(document("a", modified="2026-11-23T02:00:00.000001Z"), SITE)
    assert here.modified == there.modified
