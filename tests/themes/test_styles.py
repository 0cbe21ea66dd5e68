"""The style sheets: what Chrome 80 and iOS 14 understand, and what Thai text needs."""

import re
from pathlib import Path

import pytest

from tests.themes.theme_files import STATIC, style_sheets

BANNED = {
    "@layer": r"@layer\b",
    ":has()": r":has\(",
    ":is()": r":is\(",
    ":where()": r":where\(",
    "@container": r"@container\b|container-type",
    "nesting": r"&",
    "aspect-ratio": r"aspect-ratio\s*:",
    "inset": r"(?<![-\w])inset\s*:",
    "gap of flexbox": r"(?<![-\w])(?:row-)?gap\s*:",
    "dvh and its kin": r"\d(?:dvh|svh|lvh)\b",
    "letter-spacing": r"letter-spacing",
    "line-clamp": r"line-clamp",
    "break-all": r"break-all",
    "justify": r"text-align:\s*justify",
    "another site": r"url\(\s*[\"']?(?:https?:)?//",
    "!important": r"!important",
}


def rules(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)


def name(path: Path) -> str:
    return path.name


every_sheet = pytest.mark.parametrize("path", style_sheets(), ids=name)


@every_sheet
def test_nothing_that_old_browsers_drop(path: Path) -> None:
    found = [what for what, pattern in BANNED.items() if re.search(pattern, rules(path))]
    assert found == []


@every_sheet
def test_new_colour_functions_only_behind_supports(path: Path) -> None:
    text = rules(path)
    while match := re.search(r"@supports[^{]*\{", text):
        depth, end = 1, match.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        text = text[: match.start()] + text[end:]
    assert "color-mix" not in text


@every_sheet
def test_a_style_sheet_stays_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 115


@every_sheet
def test_only_tokens_hold_colours(path: Path) -> None:
    """White on the brand's colour and black on paper are the exceptions."""
    if path.name == "tokens.css":
        return
    colours = re.findall(r"#[0-9a-fA-F]{3,8}\b", re.sub(r"var\([^)]*\)", "", rules(path)))
    assert set(colours) <= {"#ffffff", "#000000", "#333333"}


@every_sheet
def test_text_is_never_cut(path: Path) -> None:
    """overflow: hidden cuts tone marks; allowed on frames of pictures and on what nobody sees."""
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", rules(path)):
        if re.search(r"overflow(?:-[xy])?:\s*hidden", body):
            # .viewer-open: the page behind the viewer stands still.
            allowed = {".visually-hidden", ".card__cover", ".viewer-open"}
            assert selector.strip() in allowed


def test_the_entry_imports_every_sheet_once() -> None:
    entry = (STATIC / "css" / "site.css").read_text(encoding="utf-8")
    imported = re.findall(r'^@import url\("([^"]+)"\);$', entry, re.M)
    assert sorted(imported) == sorted(p.name for p in style_sheets() if p.name != "site.css")
    assert imported[0] == "tokens.css"
    assert imported[-1] == "print.css"


def test_thai_has_room_and_wraps() -> None:
    tokens = rules(STATIC / "css" / "tokens.css")
    for token in re.findall(r"--leading[\w-]*:\s*([\d.]+)", tokens):
        assert float(token) >= 1.65
    body = re.search(r"^body \{(.*?)\}", rules(STATIC / "css" / "base.css"), re.S | re.M)
    assert body
    assert "word-break: normal" in body[1]
    assert "overflow-wrap: anywhere" in body[1]


def test_a_date_is_never_broken() -> None:
    base = rules(STATIC / "css" / "base.css")
    assert re.search(r"\.day \{\s*white-space: nowrap;", base)


def test_an_empty_cell_of_a_header_row_has_its_ground() -> None:
    table = rules(STATIC / "css" / "table.css")
    assert re.search(r"thead th,\s*\.table__grid thead td \{[^}]*background: var\(--tint\)", table)


def test_the_focus_is_seen_where_focus_visible_is_unknown() -> None:
    base = rules(STATIC / "css" / "base.css")
    assert re.search(r"a:focus,\nsummary:focus,\n\[tabindex\]:focus \{\s*outline: 3px solid", base)


def test_tokens_that_are_used_are_defined() -> None:
    everything = "\n".join(map(rules, style_sheets()))
    defined = set(re.findall(r"(--[\w-]+)\s*:", everything)) | {"--brand", "--accent"}
    assert set(re.findall(r"var\((--[\w-]+)", everything)) - defined == set()
