"""Pictures and attachments of which anything is not as it was."""

from typing import Any

from contract.problems import Problem
from site_builder.config import BuildConfig
from site_builder.index import touched, traces
from site_builder.index.content import notes as stages
from site_builder.index.content.media import MediaRecords
from site_builder.index.content.notes import Notes
from site_builder.index.content.takedowns import Takedowns
from site_builder.index.database import Index
from site_builder.media import recipes
from site_builder.pipeline.gather.files import ChangedFiles
from site_builder.source import load, scan


class ChangedMedia:
    """`changed` are their digests, `used` those of them that documents may use already; `touched`
    the questions about them."""

    def __init__(self, config: BuildConfig, index: Index, files: ChangedFiles) -> None:
        self.config, self.index, self.files = config, index, files
        self.notes, self.records = Notes(index), MediaRecords(index)
        self.changed, self.used, self.touched = set[str](), set[str](), set[str]()

    def read(self, withdrawn: set[str]) -> None:
        """Those whose files have changed, those that were `withdrawn` or are no longer, and those
        that were refused before."""
        names = self.files.of_kind("media")
        self.changed = {name.split("/")[1] for name in names} | withdrawn
        self.changed |= self.records.take_refused()
        if not self.changed:
            return
        found, gone = self._records(), Takedowns(self.index).withdrawn()
        for digest in self.changed:
            record = None if digest in gone else found.get(digest)
            is_asked = traces.is_asked(self.index.database, digest, recipes.ROLES)
            if self.records.replace(digest, record) or is_asked:
                self.used.add(digest)
        self.touched = touched.by_media(self.changed, recipes.ROLES)
        stats = self.files.found
        self.files.sources.note({name: stats[name] for name in names if name in stats}, {})

    def _records(self) -> dict[str, tuple[str, dict[str, Any]]]:
        """(kind, record) of those that are whole; what is wrong with the others is noted."""
        content, digests = self.files.content, sorted(self.changed)
        names = [f"media/{digest}/{name}" for digest in digests for name in scan.RECORDS]
        there = [name for name in names if content.at(name).exists()]
        self.notes.clear(stages.MEDIA, [f"media/{digest}" for digest in digests])
        records = dict[str, tuple[str, dict[str, Any]]]()
        for loaded in load.load_media(content, there, self.config.jobs):
            if isinstance(loaded, Problem):
                self.notes.note(stages.MEDIA, [loaded])
            else:
                kind, digest, record = loaded
                records[digest] = kind, record
        return records
