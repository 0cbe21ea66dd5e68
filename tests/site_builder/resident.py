"""A builder that stays between builds, as `build.py build --watch` has one, and is told which files
have changed since its last build."""

import json
import os
from unittest import mock

from site_builder import config as configuration
from site_builder import pipeline
from site_builder.config import BuildConfig
from site_builder.pipeline import Builder
from site_builder.progress import Reporter
from tests.site_builder.sites import Built, Site, tree


class Resident:
    def __init__(self, site: Site) -> None:
        self.site = site
        self._builder: Builder | None = None
        self._known: dict[str, str] | None = None

    def build(self, *, text_first: bool = False) -> Built:
        """One that fails is followed by one that looks at everything."""
        before, self._known = self._known, None
        now = tree(self.site.content)
        builder = self._current()
        result = builder.build(text_first=text_first, hints=_changed(before, now))
        self._known = now
        report = json.loads(builder.config.last_build.read_text(encoding="utf-8"))
        return Built(result.exit_code, "", report)

    def _current(self) -> Builder:
        config = self._config()
        if self._builder is None or self._builder.config != config:
            self._builder = pipeline.Builder(config, Reporter(quiet=True))
        return self._builder

    def _config(self) -> BuildConfig:
        site = self.site
        with mock.patch.dict(os.environ, {"SITE_TOML": str(site.folder / "site.toml")}):
            return configuration.load(
                content=site.content, output=site.output, state=site.state,
                renditions=site.renditions, theme=site.theme, jobs=1, quiet=True,
            )  # fmt: skip


def _changed(before: dict[str, str] | None, now: dict[str, str]) -> set[str] | None:
    """None when any file may have."""
    if before is None:
        return None
    return {file for file in before.keys() | now.keys() if before.get(file) != now.get(file)}
