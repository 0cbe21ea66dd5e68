"""The templates: what a strict CSP and the contract with the builder ask of their source."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.themes.theme_files import STATIC, TEMPLATES, THEME, block_kinds, templates

PAGES = {
    "index", "article", "page", "section", "archive_year", "archive_month", "term", "terms",
    "alerts", "404", "redirect", "gone",
}  # fmt: skip
OTHER_SITES_LINKED = ("https://social-plugins.line.me/", "https://www.facebook.com/")


def relative(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


def source(path: Path) -> str:
    return re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.S)


every_template = pytest.mark.parametrize("path", templates(), ids=relative)


def test_every_kind_of_page_has_a_template() -> None:
    assert PAGES | {"base"} == {path.stem for path in TEMPLATES.glob("*.html")}


@pytest.mark.parametrize("folder", ["blocks", "feed_blocks"])
def test_every_block_kind_has_a_component(folder: str) -> None:
    found = {path.stem for path in (TEMPLATES / "components" / folder).glob("*.html")}
    assert found == block_kinds()


@every_template
def test_nothing_inline_that_the_csp_would_block(path: Path) -> None:
    text = source(path)
    assert not re.search(r"\sstyle\s*=", text)
    assert "<style" not in text
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    scripts = re.findall(r"<script\b[^>]*>", text)
    data, own = (
        '<script type="application/ld+json">',
        r'<script src="\{\{ asset\([^)]*\) \}\}" defer>',
    )
    assert all(tag == data or re.fullmatch(own, tag) for tag in scripts)
    assert "javascript:" not in text


@every_template
def test_nothing_is_loaded_from_elsewhere(path: Path) -> None:
    for url in re.findall(
        r"""(?:href|src|srcset|action)=["'](https?:[^"']*|//[^"']*)""", source(path)
    ):
        assert url.startswith(OTHER_SITES_LINKED), url
    assert not re.search(r"<(?:iframe|embed|object|form|video|audio)\b", source(path))


@every_template
def test_a_component_documents_a_macro_of_its_own_name(path: Path) -> None:
    name = relative(path)
    if not name.startswith("components/"):
        return
    text = path.read_text(encoding="utf-8")
    assert text.startswith("{#-"), "begins with a comment that says what the parameters are"
    if path.stem != "structured-data":  # several kinds of data, one file
        assert re.search(rf"\{{% macro {path.stem.replace('-', '_')}\(", text)


@every_template
def test_only_clean_html_is_marked_safe(path: Path) -> None:
    for expression in re.findall(r"\{\{([^}]*)\|\s*safe", source(path)):
        assert expression.strip() in {"article.body", "section.body", "params.html"}


@every_template
def test_a_template_stays_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 110


def test_what_the_theme_names_exists() -> None:
    settings = tomllib.loads((THEME / "theme.toml").read_text(encoding="utf-8"))
    named = {settings[key] for key in ("css", "icon", "touch_icon", "share_image")}
    for path in templates():
        named |= set(re.findall(r'asset\("([^"]+)"\)', source(path)))
    assert [name for name in sorted(named) if not (STATIC / name).is_file()] == []


def test_every_icon_that_is_asked_for_is_drawn() -> None:
    drawn = set(re.findall(r'^  "(\w+)":', (TEMPLATES / "components/icon.html").read_text(), re.M))
    for path in templates():
        asked = set(re.findall(r'\bicon\("(\w+)"', source(path)))
        assert asked <= drawn, relative(path)
    values = {"knowledge", "service", "disaster", "info", "important", "warning"}
    assert values | {"news", "policy", "award", "page"} <= drawn
