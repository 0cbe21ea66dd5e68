"""The scripts: small, readable by Chrome 80 and iOS 14, and nothing that a strict CSP blocks."""

import re
from pathlib import Path

import pytest

from tests.themes.theme_files import STATIC

BANNED = {
    "private members": r"(?<![\w\"'])#\w+\s*[=(;]|this\.#",
    "logical assignment": r"\?\?=|\|\|=|&&=",
    "replaceAll": r"\.replaceAll\(",
    "at()": r"\.at\(",
    "static blocks": r"\bstatic\s*\{",
    "look-behind": r"\(\?<[=!]",
    "top-level await": r"^await\b",
    "import": r"\bimport\b",
    "the dialog element": r"showModal|<dialog",
    "inert": r"\.inert\b",
    "eval": r"\beval\(|new Function|setTimeout\(\s*[\"']",
    "HTML from text": r"innerHTML|outerHTML|insertAdjacentHTML|document\.write",
    "styles": r"\.style\b|cssText|setAttribute\(\s*[\"']style",
    "another site": r"[\"'`](?:https?:)?//",
    "storage": r"localStorage|sessionStorage|document\.cookie",
}
SCRIPTS = sorted((STATIC / "js").glob("*.js"))

every_script = pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)


def code(path: Path) -> str:
    """Without comments."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
    return re.sub(r"// .*", "", text)


def test_there_are_scripts() -> None:
    assert [path.name for path in SCRIPTS] == ["alerts.js", "gallery.js"]


@every_script
def test_nothing_that_old_browsers_or_the_csp_refuse(path: Path) -> None:
    text = code(path)
    found = [what for what, pattern in BANNED.items() if re.search(pattern, text, re.M)]
    assert found == []


@every_script
def test_a_script_stays_small_and_says_nothing_itself(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.encode()) < 7 * 1024
    assert text.isascii(), "words stand in i18n/"
