import difflib
from pathlib import Path

import pytest

from tests import golden

HINT = "`make golden` writes the golden trees anew; read the diff before you commit it"


@pytest.mark.parametrize("name", golden.SITES)
def test_the_site_is_as_the_golden_tree_shows_it(name: str, tmp_path: Path) -> None:
    golden.build(name, tmp_path)
    found, expected = golden.snapshot(tmp_path), golden.expected(name)
    assert sorted(found) == sorted(expected), HINT
    changed = [file for file in found if found[file] != expected[file]]
    assert not changed, f"{HINT}\n{_first_difference(changed[0], found, expected)}"


def _first_difference(file: str, found: dict[str, str], expected: dict[str, str]) -> str:
    lines = difflib.unified_diff(
        expected[file].splitlines(),
        found[file].splitlines(),
        f"golden/{file}",
        file,
        lineterm="",
        n=1,
    )
    return "\n".join(list(lines)[:20])


def test_a_site_of_one_language_has_no_other_and_no_switch() -> None:
    tree = golden.expected("thai_only")
    assert not [file for file in tree if file.startswith("en/")]
    for file, text in tree.items():
        assert "hreflang" not in text, file
        assert "/en/" not in text, file
        assert 'lang="en"' not in text, file


def test_no_word_of_the_starter_municipality_stands_in_another_ones_site() -> None:
    for name in golden.SITES:
        for file, text in golden.expected(name).items():
            assert "ทุ่งสง" not in text, file
            assert "Thung Song" not in text, file


def test_the_trees_stay_small_enough_to_read() -> None:
    for name in golden.SITES:
        assert len(golden.expected(name)) < 110
