"""The theme's static files under names that carry a digest of their bytes."""

import hashlib
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contract.site_config import SiteConfig
from site_builder.errors import ConfigError

_IMPORT = re.compile(r'@import\s+url\("([^"]+)"\);\n?')
_URL = re.compile(r'url\("?(?!data:|#)([^)"]+)"?\)')


@dataclass(frozen=True)
class Assets:
    """`urls` maps a name in static/ to its public path, `files` an output path to its bytes."""

    urls: dict[str, str]
    files: dict[str, bytes]
    theme: dict[str, Any]

    def url(self, name: str) -> str:
        return self.urls[name]


def load(theme: Path, site: SiteConfig) -> Assets:
    """Every file of static/, style sheets bundled into their entry. Raises ConfigError."""
    static = theme / "static"
    try:
        settings = tomllib.loads((theme / "theme.toml").read_text(encoding="utf-8"))
        entry = settings["css"]
        files = {
            path.relative_to(static).as_posix(): path.read_bytes()
            for path in sorted(static.rglob("*"))
            if path.is_file() and path.suffix != ".css" and path.name != "OFL.txt"
        }
        urls: dict[str, str] = {}
        outputs: dict[str, bytes] = {}
        for name, data in files.items():
            _add(name, data, urls, outputs)
        _add(entry, _style_sheet(static, entry, site, urls).encode(), urls, outputs)
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"The theme {theme} cannot be used: {error}") from error
    return Assets(urls, outputs, settings)


def _add(name: str, data: bytes, urls: dict[str, str], outputs: dict[str, bytes]) -> None:
    stem, _, extension = name.rpartition("/")[2].rpartition(".")
    digest = hashlib.sha256(data).hexdigest()[:12]
    path = f"static/{stem}.{digest}.{extension}"
    urls[name] = f"/{path}"
    outputs[path] = data


def _style_sheet(static: Path, entry: str, site: SiteConfig, urls: dict[str, str]) -> str:
    colours = f":root{{--brand:{site.brand};--accent:{site.accent}}}\n"
    return colours + _bundled(static, entry, urls)


def _bundled(static: Path, name: str, urls: dict[str, str]) -> str:
    folder = name.rpartition("/")[0]
    text = (static / name).read_text(encoding="utf-8")

    def hashed(match: re.Match[str]) -> str:
        return f'url("{urls[_join(folder, match[1])]}")'

    def imported(match: re.Match[str]) -> str:
        return _bundled(static, _join(folder, match[1]), urls)

    head, tail = [], text
    while match := _IMPORT.search(tail):
        head.append(_URL.sub(hashed, tail[: match.start()]) + imported(match))
        tail = tail[match.end() :]
    return "".join(head) + _URL.sub(hashed, tail)


def _join(folder: str, relative: str) -> str:
    parts = folder.split("/") if folder else []
    for part in relative.split("/"):
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)
