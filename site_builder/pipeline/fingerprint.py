"""What the bytes of pages depend on besides content: code, theme, settings, the versions of what
renders and encodes. Traces of another fingerprint say nothing about this build."""

import hashlib
import platform
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from site_builder.config import ROOT, BuildConfig
from site_builder.media import recipes

_CODE = ("contract", "site_builder")
_PACKAGES = ("pelican", "jinja2", "markdown", "markupsafe", "nh3", "pythainlp", "pillow")


def of(config: BuildConfig) -> str:
    digest = hashlib.sha256()
    for part in _parts(config):
        digest.update(len(part).to_bytes(8) + part)
    return digest.hexdigest()


def _parts(config: BuildConfig) -> Iterator[bytes]:
    yield repr(config.site).encode()
    yield platform.python_version().encode()
    yield from (f"{name} {version(name)}".encode() for name in _PACKAGES)
    yield from (recipes.encoder(format_).encode() for format_ in recipes.FORMATS)
    folders = [*(ROOT / name for name in _CODE), config.theme]
    for folder in folders:
        for file in sorted(path for path in folder.rglob("*") if _counts(path)):
            yield file.relative_to(folder).as_posix().encode()
            yield file.read_bytes()


def _counts(path: Path) -> bool:
    return path.is_file() and path.suffix != ".pyc" and not path.name.startswith(".")
