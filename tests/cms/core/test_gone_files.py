"""What was deleted from the library leaves the blocks that are edited, and nothing else does."""

import pytest

from cms.core.blocks.pictures import files_in, without


def picture(pk):
    return {"type": "image", "value": {"image": pk, "caption": "ก"}, "id": f"i{pk}"}


def gallery(*pks, wrapped=True):
    uses = [{"image": pk} for pk in pks]
    items = [{"type": "item", "value": use, "id": str(use["image"])} for use in uses]
    return {"type": "gallery", "value": {"title": "งาน", "images": items if wrapped else uses}}


FILES = {"type": "attachments", "value": {"title": "", "files": [{"file": 1}]}}
TEXT = {"type": "text", "value": "<p>ก</p>"}


def test_all_pictures_and_attachments_are_named():
    assert files_in([TEXT, picture(1), gallery(2, 3), FILES]) == {
        ("image", 1), ("image", 2), ("image", 3), ("file", 1),
    }  # fmt: skip


@pytest.mark.parametrize("wrapped", [True, False])
def test_a_gallery_loses_what_is_gone_and_keeps_the_rest(wrapped):
    raw = [TEXT, gallery(1, 2, wrapped=wrapped), FILES]
    assert files_in(raw) >= {("image", 1), ("image", 2)}
    assert without(raw, {("image", 1)}) == [TEXT, gallery(2, wrapped=wrapped), FILES]


def test_a_block_that_shows_nothing_any_more_goes():
    gone = {("image", 1), ("file", 1)}
    assert without([picture(1), gallery(1), FILES, TEXT], gone) == [TEXT]


def test_a_place_that_was_never_filled_stays_with_its_words():
    raw = [picture(None), gallery(None, 2)]
    assert files_in(raw) == {("image", 2)}
    assert without(raw, {("image", 1)}) == raw
