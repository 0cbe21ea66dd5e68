"""Runs Pelican once over an index: every page and feed is planned, rendered and written."""

import contextlib
import io
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from pelican import Pelican
from pelican.settings import read_settings

from site_builder.config import BuildConfig
from site_builder.index.outputs import OutputLog
from site_builder.index.reading import PictureMaker
from site_builder.rendering import plugin, theme
from site_builder.rendering.plans import archives, documents, fronts, notices, terms
from site_builder.rendering.plugin import Planner, Resolve, Run
from site_builder.rendering.session import Session
from site_builder.rendering.traces import Traces

PAGES: list[Planner] = [
    documents.targets,
    fronts.targets,
    archives.targets,
    terms.targets,
    notices.targets,
]


def render(
    config: BuildConfig,
    index: Path,
    *,
    resolve: Resolve,
    make_picture: PictureMaker,
    more: list[Planner],
    log: OutputLog,
    traces: Traces,
    salt: str,
    write_assets: Callable[[dict[str, bytes]], None],
    progress: Callable[[int], AbstractContextManager[Callable[[], None]]],
) -> Run:
    """Renders all outputs but those that stand by their `traces`; `log` gets the records of all.
    The theme's files are written first. `salt` chooses the few that are rendered all the same."""

    def make_session(env: Any) -> Session:
        loaded = theme.load(config.theme, config.site, env)
        write_assets(loaded.assets.files)
        return Session(index, loaded, make_picture)

    run = Run(
        site=config.site,
        planners=[*PAGES, *more],
        make_session=make_session,
        resolve=resolve,
        jobs=config.jobs,
        progress=progress,
        log=log,
        traces=traces,
        salt=salt,
    )
    with contextlib.redirect_stdout(io.StringIO()):  # Pelican's own summary counts nothing of ours
        Pelican(_settings(config, run)).run()
    return run


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
