"""Plain Pelican on the same corpus, with and without its cache of what it read."""

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks import measure
from tests.benchmarks.incremental import snapshot, tasks
from tests.benchmarks.incremental.content import page_of
from tests.benchmarks.incremental.edits import Editor
from tests.benchmarks.incremental.fresh_builds import check
from tests.benchmarks.incremental.measurement import Measurement, of_cost
from tests.benchmarks.incremental.pelican_site import SETTINGS, PelicanSite
from tests.benchmarks.report import ROOT


class PelicanBuilds:
    def __init__(
        self, site: PelicanSite, editor: Editor, folder: Path, output: Path, *, stories: int
    ) -> None:
        self.site, self.editor, self.output, self.stories = site, editor, output, stories
        self.cache = folder / "pelican-cache"

    def measure(self) -> Iterator[Measurement]:
        for engine in (tasks.PELICAN, tasks.PELICAN_CACHED):
            shutil.rmtree(self.output, ignore_errors=True)
            yield self._built(engine, tasks.CLEAN)
            yield self._built(engine, tasks.NOTHING)
            document = self.editor.edited()
            self.site.write(document)
            yield self._built(engine, tasks.EDIT)
            check(page_of(self.output, document), self.editor.last_words)

    def _built(self, engine: str, task: str) -> Measurement:
        before = snapshot.take(self.output)
        command: list[str | Path] = [sys.executable, "-m", "pelican", self.site.folder]
        command += ["--output", self.output, "--settings", SETTINGS, "--quiet"]
        if engine == tasks.PELICAN_CACHED:
            cached = {"CACHE_CONTENT": True, "LOAD_CONTENT_CACHE": True}
            settings = {**cached, "CACHE_PATH": str(self.cache)}
            command += ["-e", *(f"{key}={json.dumps(value)}" for key, value in settings.items())]
        cost = measure.run(command, cwd=ROOT)
        files = len(snapshot.written(before, snapshot.take(self.output)))
        return of_cost(engine, task, self.stories, cost, files=files)
