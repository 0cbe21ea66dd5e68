"""Where the theme's files are, and what the tests read from them."""

import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
THEME = ROOT / "themes" / "thungsong"
TEMPLATES = THEME / "templates"
STATIC = THEME / "static"
BLOCK_SCHEMAS = ROOT / "contract" / "schema" / "blocks"


def templates() -> list[Path]:
    return sorted(TEMPLATES.rglob("*.html"))


def style_sheets() -> list[Path]:
    return sorted((STATIC / "css").glob("*.css"))


def texts(locale: str) -> dict[str, Any]:
    return tomllib.loads((THEME / "i18n" / f"{locale}.toml").read_text(encoding="utf-8"))


def block_kinds() -> set[str]:
    """The kinds of the contract, and the two that have no schema because they are not YAML."""
    return {path.stem for path in BLOCK_SCHEMAS.glob("*.json")} | {"text", "html"}
