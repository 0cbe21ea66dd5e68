"""Taxonomy, redirects, tombstones: the files that tell of more than themselves."""

from contextlib import closing
from typing import Any

from site_builder.config import BuildConfig
from site_builder.index import touched
from site_builder.index.content import notes as stages
from site_builder.index.content.documents import Documents
from site_builder.index.content.notes import Notes
from site_builder.index.content.takedowns import Takedowns
from site_builder.index.content.taxonomy import Taxonomy
from site_builder.index.database import Index
from site_builder.media.cache import RenditionCache
from site_builder.pipeline.gather.files import ChangedFiles
from site_builder.source import load, redirects, tombstones
from site_builder.source.folder import Folder
from site_builder.source.last_good import LastGood

REDIRECTS, TOMBSTONES = redirects.FILE, tombstones.FILE


class DataFiles:
    """`touched` are the questions about terms that are others now, `addresses` redirects and
    tombstones when they have changed, `withdrawn` the media of which that has."""

    def __init__(
        self, config: BuildConfig, index: Index, good: LastGood, files: ChangedFiles
    ) -> None:
        self.config, self.index, self.good, self.files = config, index, good, files
        self.taxonomy, self.takedowns = Taxonomy(index), Takedowns(index)
        self.touched, self.withdrawn = set[str](), set[str]()
        self.addresses: dict[str, Any] | None = None

    def read(self) -> None:
        """Those that have changed, and those that were broken before."""
        names = self.files.of_kind("data") | self.files.faulty("data")
        if names & {REDIRECTS, TOMBSTONES}:
            names |= {REDIRECTS, TOMBSTONES}
        if not names:
            return
        values = self._values(names)
        for name in names:
            if name.startswith("taxonomy/"):
                terms = self.taxonomy.set_terms(name, values.get(name, {}))
                self.touched |= touched.by_terms(terms)
        if REDIRECTS in names:
            self._take_down(values.get(TOMBSTONES, {}))
            self.addresses = values

    def _values(self, names: set[str]) -> dict[str, Any]:
        Notes(self.index).clear(stages.LOAD, names)
        Documents(self.index).unkeep(names)
        there = sorted(name for name in names if self.files.content.at(name).exists())
        values = dict[str, Any]()
        for loaded in load.load_data(self.files.content, there, self.good):
            self.files.note(loaded)
            if loaded.value is not None:
                values[loaded.file] = loaded.value
        return values

    def _take_down(self, entries: dict[str, Any]) -> None:
        withdrawn = {entry["digest"] for entry in entries.get("media", [])}
        self.withdrawn = self.takedowns.set_withdrawn(withdrawn)
        if not self.config.trial:
            RenditionCache(self.config.renditions).drop(withdrawn)
        self.takedowns.set_taken_down(
            (entry["id"], entry["locale"])
            for entry in entries.get("documents", [])
            if entry["kind"] != "redirect"
        )
        self.good.drop(self.takedowns.taken_down())


def addresses(config: BuildConfig) -> dict[str, Any]:
    """Redirects and tombstones as they stand."""
    content = Folder.of(config)
    there = [name for name in (REDIRECTS, TOMBSTONES) if content.at(name).exists()]
    with closing(LastGood(config.last_good, trial=config.trial)) as good:
        found = load.load_data(content, there, good)
        return {loaded.file: loaded.value for loaded in found if loaded.value is not None}
