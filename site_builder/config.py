"""Where a build reads and writes, and what site it builds."""

import os
from dataclasses import dataclass, replace
from pathlib import Path

from contract import site_config
from contract.site_config import SiteConfig
from site_builder.errors import ConfigError

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class BuildConfig:
    """All paths are absolute. `jobs` is the number of processes that work at once."""

    site: SiteConfig
    content: Path
    output: Path
    state: Path
    renditions: Path
    theme: Path
    jobs: int
    quiet: bool = False
    # A trial writes nothing: it looks at what a build would do, perhaps as if a folder of content,
    # the overlay, were exported.
    trial: bool = False
    overlay: Path | None = None
    # How long a build waits for an export that is under way.
    export_wait_seconds: float = 30.0

    @property
    def index(self) -> Path:
        """What the last build read, and what stands in the output folder."""
        return self.state / "index.sqlite"

    @property
    def last_good(self) -> Path:
        """The last good version of every file of the content: no cache."""
        return self.state / "last-good.sqlite"

    @property
    def last_build(self) -> Path:
        return self.state / "last-build.json"


def data_dir() -> Path:
    """The folder of everything an installation makes."""
    return Path(os.environ.get("DATA_DIR") or ROOT / "var").absolute()


def site_file() -> Path:
    return Path(os.environ.get("SITE_TOML") or ROOT / "site.toml").absolute()


def load(
    *,
    content: Path | None = None,
    output: Path | None = None,
    state: Path | None = None,
    renditions: Path | None = None,
    theme: Path | None = None,
    site_url: str | None = None,
    jobs: int | None = None,
    quiet: bool = False,
) -> BuildConfig:
    """The configuration from site.toml, the environment and the options. Raises ConfigError."""
    try:
        site = site_config.load(site_file())
        if site_url:
            site = replace(site, url=site_config.site_url(site_url))
    except site_config.SiteConfigError as error:
        raise ConfigError(str(error)) from error
    theme = (theme or _theme(site.theme)).absolute()
    if not (theme / "templates").is_dir():
        raise ConfigError(f"{theme} is not a theme: it has no folder templates/")
    return BuildConfig(
        site=site,
        content=(content or data_dir() / "content").absolute(),
        output=(output or Path(os.environ.get("OUTPUT_DIR") or ROOT / "output")).absolute(),
        state=(state or data_dir() / "state").absolute(),
        renditions=(renditions or data_dir() / "renditions").absolute(),
        theme=theme,
        jobs=jobs or _cores(),
        quiet=quiet,
    )


def _theme(name: str) -> Path:
    """The theme that site.toml names, else the only one there is."""
    folders = sorted(path for path in (ROOT / "themes").iterdir() if path.is_dir())
    if name:
        return ROOT / "themes" / name
    if len(folders) != 1:
        names = ", ".join(path.name for path in folders)
        raise ConfigError(f"site.toml does not say which theme to use: set theme to one of {names}")
    return folders[0]


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
