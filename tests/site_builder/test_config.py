"""Where a build reads and writes."""

from pathlib import Path

import pytest

from site_builder import config
from site_builder.errors import ConfigError


@pytest.fixture
def themes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with its own themes and a site.toml that names none."""
    text = (config.ROOT / "site.toml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("theme ")]
    (tmp_path / "site.toml").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(config, "ROOT", tmp_path)
    monkeypatch.setenv("SITE_TOML", str(tmp_path / "site.toml"))
    (tmp_path / "themes" / "one" / "templates").mkdir(parents=True)
    return tmp_path / "themes"


def test_the_only_theme_needs_no_naming(themes: Path) -> None:
    assert config.load().theme == themes / "one"


def test_of_two_themes_site_toml_names_one(themes: Path) -> None:
    (themes / "two" / "templates").mkdir(parents=True)
    with pytest.raises(ConfigError, match="set theme to one of one, two"):
        config.load()
    site = themes.parent / "site.toml"
    site.write_text('theme = "two"\n' + site.read_text(encoding="utf-8"), encoding="utf-8")
    assert config.load().theme == themes / "two"


def test_a_theme_that_is_not_there_is_one_sentence(themes: Path) -> None:
    with pytest.raises(ConfigError, match="is not a theme"):
        config.load(theme=themes / "three")
