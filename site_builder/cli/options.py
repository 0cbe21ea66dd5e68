"""Options that all commands of build.py take, and the configuration that they give."""

import argparse
from pathlib import Path

from site_builder import config as configuration
from site_builder.config import BuildConfig


def read(options: argparse.Namespace) -> BuildConfig:
    return configuration.load(
        content=options.content,
        output=options.output,
        state=options.state,
        renditions=options.renditions,
        theme=options.theme,
        site_url=options.site_url,
        jobs=options.jobs,
        quiet=options.quiet,
    )


def common() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    for name, text in (
        ("content", "the content folder (DATA_DIR/content)"),
        ("output", "where the site goes (output)"),
        ("state", "what the builder remembers (DATA_DIR/state)"),
        ("renditions", "the rendition cache (DATA_DIR/renditions)"),
        ("theme", "the theme (themes/<theme of site.toml>)"),
    ):
        common.add_argument(f"--{name}", type=Path, metavar="DIR", help=text)
    common.add_argument("--site-url", metavar="URL", help="instead of the url in site.toml")
    common.add_argument("--jobs", type=_positive, metavar="N", help="processes (one a core)")
    common.add_argument("--quiet", action="store_true", help="say nothing but problems")
    return common


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number
