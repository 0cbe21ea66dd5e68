"""How a body's blocks are written: what an editor left empty at the edges is not shown."""

import pytest

from cms.export.services import export_all


def table_of(rows, folder, make_story, **value):
    make_story(
        slug="table",
        body=[
            ("text", "<p>ก</p>"),
            ("table", {"data": rows, "table_header_choice": "row", **value}),
        ],
    )
    export_all()
    (file,) = [file for file in folder.documents() if file.endswith("/table.md")]
    return folder.read(file).partition("::: table\n")[2].partition("\n:::")[0]


HALF_FILLED = [
    [["ก", "ข", None], ["ค", "", ""], [None, None, None]],
    [["ก", "ข", " "], ["ค", ""], ["", "", "\u00a0"]],
]


@pytest.mark.parametrize("rows", HALF_FILLED)
def test_empty_rows_and_columns_at_the_end_of_a_table_are_left_out(
    rows, homes, sections, folder, make_story
):
    written = table_of(rows, folder, make_story)
    assert written == 'rows:\n  - ["ก", "ข"]\n  - ["ค", ""]'


def test_what_is_empty_in_the_middle_of_a_table_stays(homes, sections, folder, make_story):
    written = table_of([["", "", "ข"], ["", "", ""], ["", "", "ง"]], folder, make_story)
    assert written == 'rows:\n  - ["", "", "ข"]\n  - ["", "", ""]\n  - ["", "", "ง"]'


def test_a_table_without_a_word_is_no_block(homes, sections, folder, make_story):
    assert table_of([[None, ""], ["", None]], folder, make_story) == ""
