"""What an index stands on besides content. Another fingerprint means that what was made with the
one before says nothing about this build."""

import hashlib
import platform
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path

from site_builder.config import ROOT, BuildConfig
from site_builder.media import recipes

_CODE = ("contract", "site_builder")
_READING = (
    "contract", "site_builder/source", "site_builder/index", "site_builder/media",
    "site_builder/pipeline",
)  # fmt: skip
_PACKAGES = ("pelican", "jinja2", "markdown", "markupsafe", "nh3", "pythainlp", "pillow", "pyyaml")


@dataclass(frozen=True)
class Fingerprint:
    """`content` covers what prepared documents depend on; `engine` the code, the settings and the
    theme but its templates and assets, which are asked for one by one; `theme` all of the theme."""

    content: str
    engine: str
    theme: str


def of(config: BuildConfig) -> Fingerprint:
    """The code is that which this process has loaded: looked at once."""
    site, templates = config.site, config.theme / "templates"
    content = _digest([_code(_READING), repr((site.locale_codes, site.timezone)).encode()])
    around = [f for f in _files(config.theme) if not f.is_relative_to(templates)]
    static = config.theme / "static"
    settings = [file for file in around if not file.is_relative_to(static)]
    shown = replace(site, targets=())
    engine = _digest([_code(_CODE), repr(shown).encode(), *_bytes(config.theme, settings)])
    return Fingerprint(
        content, engine, _digest([engine.encode(), *_bytes(config.theme, _files(config.theme))])
    )


@cache
def _code(folders: tuple[str, ...]) -> bytes:
    parts = [platform.python_version().encode()]
    parts += [f"{name} {version(name)}".encode() for name in _PACKAGES]
    parts += [recipes.encoder(format_).encode() for format_ in recipes.FORMATS]
    for folder in folders:
        parts += _bytes(ROOT, _files(ROOT / folder))
    return _digest(parts).encode()


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if _counts(path))


def _bytes(root: Path, files: list[Path]) -> Iterator[bytes]:
    for file in files:
        yield file.relative_to(root).as_posix().encode()
        yield file.read_bytes()


def _digest(parts: list[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8) + part)
    return digest.hexdigest()


def _counts(path: Path) -> bool:
    return path.is_file() and path.suffix != ".pyc" and not path.name.startswith(".")
