"""The font files: small, licensed, and with every Thai sign."""

import pytest
from fontTools.ttLib import TTFont

from tests.themes.theme_files import STATIC

THAI = [*range(0x0E01, 0x0E3B), *range(0x0E3F, 0x0E5C)]
SIGNS = [0x25CC, 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2026, 0x203A, 0xA0, 0xB7]

each_weight = pytest.mark.parametrize("weight", [400, 700])


def font(weight: int) -> TTFont:
    return TTFont(STATIC / "fonts" / f"sarabun-{weight}.woff2")


@each_weight
def test_a_font_has_thai_latin_and_the_dotted_circle(weight: int) -> None:
    known = font(weight).getBestCmap()
    missing = [hex(c) for c in [*THAI, *SIGNS, *range(0x20, 0x7F)] if c not in known]
    assert missing == []


@each_weight
def test_a_font_can_place_marks(weight: int) -> None:
    features = {
        record.FeatureTag
        for table in ("GSUB", "GPOS")
        for record in font(weight)[table].table.FeatureList.FeatureRecord
    }
    assert {"ccmp", "mark", "mkmk"} <= features


@each_weight
def test_a_font_is_small_and_carries_its_licence(weight: int) -> None:
    assert (STATIC / "fonts" / f"sarabun-{weight}.woff2").stat().st_size < 17_000
    names = font(weight)["name"]
    assert "Sarabun Project Authors" in names.getDebugName(0)
    assert "SIL Open Font License" in names.getDebugName(13)


def test_the_licence_stands_beside_the_fonts() -> None:
    assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts" / "OFL.txt").read_text(encoding="utf-8")
