import re
from dataclasses import replace
from pathlib import Path

import pytest

from site_builder.errors import ConfigError
from site_builder.rendering import assets
from tests.contract import SITE


@pytest.fixture
def theme(tmp_path: Path) -> Path:
    for name, text in {
        "theme.toml": 'css = "css/site.css"\n',
        "static/css/site.css": '@import url("parts/a.css");\nbody{background:url("../images/b.png")}',
        "static/css/parts/a.css": 'a{background:url("../../images/b.png")}',
        "static/images/b.png": "picture",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_style_sheets_are_bundled_and_name_hashed_files(theme: Path) -> None:
    found = assets.load(theme, SITE)
    css = found.files[found.url("css/site.css").lstrip("/")].decode()
    assert "@import" not in css
    picture = found.url("images/b.png")
    assert re.fullmatch(r"/static/b\.[0-9a-f]{12}\.png", picture)
    assert css.count(f'url("{picture}")') == 2
    assert css.startswith(":root{--brand:#0b5d4e;")


def test_a_name_moves_with_the_bytes_and_with_nothing_else(theme: Path) -> None:
    first, again = assets.load(theme, SITE), assets.load(theme, SITE)
    assert first.urls == again.urls
    other = assets.load(theme, replace(SITE, brand="#000000"))
    assert other.url("images/b.png") == first.url("images/b.png")
    assert other.url("css/site.css") != first.url("css/site.css")


@pytest.mark.parametrize("missing", ["theme.toml", "static/css/parts/a.css", "static/images/b.png"])
def test_a_theme_that_lacks_a_file_is_an_error(theme: Path, missing: str) -> None:
    (theme / missing).unlink()
    with pytest.raises(ConfigError, match="cannot be used"):
        assets.load(theme, SITE)
