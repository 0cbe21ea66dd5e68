"""Runs Pelican over what is due: pages and feeds are rendered and written."""

import contextlib
import io
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from pelican import Pelican
from pelican.settings import read_settings

from contract import thai
from site_builder.config import BuildConfig
from site_builder.index.database import Index
from site_builder.index.outputs import Due
from site_builder.index.reading import PictureMaker
from site_builder.rendering import plans, plugin, theme, writer
from site_builder.rendering.makers import Makers
from site_builder.rendering.plugin import Run
from site_builder.rendering.session import Session
from site_builder.rendering.theme import Theme
from site_builder.rendering.writer import Written

Progress = Callable[[int], AbstractContextManager[Callable[[], None]]]


class Renderer:
    """Keeps the theme loaded from one run to the next, for as long as its `fingerprint` stays."""

    def __init__(self, makers: Makers, make_picture: PictureMaker) -> None:
        self.makers, self.make_picture = {**plans.MAKERS, **makers}, make_picture
        self._theme: Theme | None = None
        self._fingerprint = ""

    def render(
        self,
        config: BuildConfig,
        index: Index,
        dues: list[Due],
        *,
        fingerprint: str,
        note: Callable[[Written], None],
        progress: Progress,
        dry: bool = False,
    ) -> None:
        """Renders the outputs that are due, and `note`s what became of each. A `dry` run writes
        nothing and reads the index through its connection alone, with what that has uncommitted."""

        def make_session(env: Any) -> Session:
            if self._theme is None or self._fingerprint != fingerprint:
                self._theme = theme.load(config.theme, config.site, env)
                self._fingerprint = fingerprint
            return Session(index.path, index.database, self._theme, self.makers, self.make_picture)

        if config.jobs > 1 and len(dues) >= writer.FEW and "th" in config.site.locale_codes:
            thai.load_dictionary()  # before workers are forked: they share it
        run = Run(dues, make_session, note, config.jobs, progress, dry)
        with contextlib.redirect_stdout(io.StringIO()):  # Pelican's own summary counts nothing
            Pelican(_settings(config, run)).run()


def _settings(config: BuildConfig, run: Run) -> dict[str, Any]:
    logging.getLogger("pelican").setLevel(logging.ERROR)
    overrides: dict[str, Any] = {
        "PATH": str(config.content),
        "OUTPUT_PATH": str(config.output),
        "THEME": str(config.theme),
        "SITEURL": config.site.url,
        "SITENAME": config.site.locales[0].name,
        "TIMEZONE": config.site.timezone,
        "DEFAULT_LANG": config.site.default_locale,
        "JINJA_ENVIRONMENT": theme.ENVIRONMENT,
        "PLUGINS": [plugin],
        # Pelican's own generators stay idle: they neither read content nor copy files.
        "ARTICLE_PATHS": [],
        "PAGE_PATHS": [],
        "STATIC_PATHS": [],
        "THEME_STATIC_PATHS": [],
        "DIRECT_TEMPLATES": [],
        "FEED_ALL_ATOM": None,
        "CATEGORY_FEED_ATOM": None,
        "TRANSLATION_FEED_ATOM": None,
        "AUTHOR_FEED_ATOM": None,
        "AUTHOR_FEED_RSS": None,
        "CACHE_CONTENT": False,
        "NEWSROOM_RUN": run,
        "NEWSROOM_SITE": config.site,
    }
    return dict(read_settings(override=overrides))
