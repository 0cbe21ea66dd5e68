"""The rendition cache as a whole: how large it is, and making it smaller."""

import os
from collections.abc import Iterator
from typing import Any

from contract.problems import Problem
from site_builder.config import BuildConfig
from site_builder.media.cache import RenditionCache
from site_builder.media.prune import Usage, prune, usage
from site_builder.pipeline import lock
from site_builder.progress import Reporter
from site_builder.source import load, scan
from site_builder.source.folder import Folder


def media_usage(config: BuildConfig) -> Usage:
    return usage(RenditionCache(config.renditions))


def media_prune(config: BuildConfig, reporter: Reporter) -> Usage:
    """Removes what the content folder cannot ask for; what went. Raises ContentError without a
    content folder, whose absence must not cost the cache."""
    with lock.held(config.state, reporter):
        return prune(RenditionCache(config.renditions), dict(_records(config)))


def _records(config: BuildConfig) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """Every picture of the content folder; its record, or None where it cannot be read."""
    found = scan.scan(config.content, config.site.locale_codes)
    media = config.content / "media"
    yield from ((entry.name, None) for entry in (os.scandir(media) if media.is_dir() else ()))
    for loaded in load.load_media(
        Folder.of(config), scan.records_of_media(found.files), config.jobs
    ):
        if not isinstance(loaded, Problem) and loaded[0] == "image":
            yield loaded[1], loaded[2]
