"""A build: gather what has changed, plan what is due, render it, put away what goes."""

import secrets
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import replace
from functools import partial

from contract.problems import Problem
from site_builder.config import BuildConfig
from site_builder.errors import STOPPING, OutputError
from site_builder.feeds import plan as feeds
from site_builder.index import database, traces
from site_builder.index.builds import Builds
from site_builder.index.content.documents import Documents
from site_builder.index.database import Index, UnusableIndex
from site_builder.index.outputs.inventory import Inventory
from site_builder.media import recipes
from site_builder.pipeline import (
    audit,
    fingerprint,
    lock,
    opening,
    output_folder,
    planning,
    report,
    wanted,
)
from site_builder.pipeline.copies import Copies
from site_builder.pipeline.fingerprint import Fingerprint
from site_builder.pipeline.gather import Gathered, Moved, gather
from site_builder.pipeline.planning import Planning
from site_builder.pipeline.rendered import Rendering
from site_builder.pipeline.report import Result
from site_builder.pipeline.usable import IsPublic
from site_builder.progress import Reporter
from site_builder.rendering import assets, theme
from site_builder.rendering.assets import Assets
from site_builder.rendering.engine import Renderer
from site_builder.source import batch

# The theme that was checked.
_THEME = "theme fingerprint"
# Who changed the index last: to any other builder, hints tell too little.
_BUILDER = "builder"


class Builder:
    """Builds a site, again and again if need be: what it has loaded of the theme it keeps."""

    def __init__(self, config: BuildConfig, reporter: Reporter) -> None:
        self.config, self.reporter = config, reporter
        self.renderer = Renderer(feeds.MAKERS, recipes.picture)
        self.name = secrets.token_hex(8)

    def build(
        self, *, text_first: bool = False, clean: bool = False, hints: set[str] | None = None
    ) -> Result:
        """One build. With `text_first` pictures whose renditions must be made are left to the next
        one, and noted as awaited; a `clean` one keeps nothing of those before; `hints` are the only
        files of the content folder that may have changed since this builder's last build; when
        another has built since, all are looked at. Raises BuildError when nothing could be done."""
        started = time.monotonic()
        with lock.held(self.config.state, self.reporter) as waited:
            hints = None if waited else hints  # more may have come meanwhile
            try:
                with self._telling_of_the_disk():
                    result = self._build(text_first, clean, hints)
            except STOPPING as error:
                report.save_failure(self.config.last_build, str(error))
                raise
            result.seconds = time.monotonic() - started
            result.save(self.config.last_build)
        return result

    @contextmanager
    def _telling_of_the_disk(self) -> Iterator[None]:
        """SQLite says neither where nor why."""
        try:
            yield
        except sqlite3.Error as error:
            state = self.config.state
            raise OutputError(
                f"{state} cannot be written: {error}. Is the disk full?"
                f" {shutil.disk_usage(state).free:,} bytes are free there."
            ) from error

    def _build(self, text_first: bool, clean: bool, hints: set[str] | None) -> Result:
        output_folder.claim(self.config)
        try:
            return self._build_on(text_first, clean, hints)
        except UnusableIndex as reason:
            self.reporter.line(f"{self.config.index} is made anew: {reason}.")
        try:
            return self._build_on(text_first, clean=True, hints=None)
        except UnusableIndex as again:
            raise OutputError(f"{self.config.index} cannot be made anew: {again}.") from again

    def _build_on(self, text_first: bool, clean: bool, hints: set[str] | None) -> Result:
        config, prints = self.config, fingerprint.of(self.config)
        with (
            database.failing_when_damaged(),
            _public(config, text_first) as is_public,
            opening.opened(config, prints, self.reporter, clean=clean) as index,
        ):
            return _Build(self, index, prints, is_public, hints).run()


class _Build:
    def __init__(
        self,
        builder: Builder,
        index: Index,
        prints: Fingerprint,
        is_public: IsPublic | None,
        hints: set[str] | None,
    ) -> None:
        self.config, self.reporter = builder.config, builder.reporter
        self.renderer, self.builder = builder.renderer, builder.name
        self.index, self.prints, self.is_public = index, prints, is_public
        folder = str(self.config.content.resolve())
        same = (index.meta("content folder"), index.meta(_BUILDER)) == (folder, self.builder)
        self.hints = hints if same else None
        index.set_meta("content folder", folder)
        self.builds = Builds(index)
        self.interrupted = self.builds.is_under_way
        self.whole = index.fresh  # whether the output folder may hold anything
        self.problems: list[Problem] = []

    def run(self) -> Result:
        config, index = self.config, self.index
        if index.meta(_THEME) != self.prints.theme:
            theme.check(config.theme)
            index.set_meta(_THEME, self.prints.theme)
        files = assets.load(config.theme, config.site)
        version, gathered = self._gather(files)
        index.settle()
        copies = Copies(config, index)
        copies.bring(gathered.uses, files)
        rendering = Rendering(config, index, self.renderer, self.prints.theme, self.reporter)
        number = self.builds.number
        rendering.run(salt=f"{version} {number}", number=number)
        removed = output_folder.remove(config.output, index)
        copies.settle()
        removed += output_folder.remove(config.output, index)
        removed += output_folder.sweep(config.output, index, whole=self.whole)
        index.analyse()
        wanted.set_awaited(config, gathered.awaited_uses)
        self.builds.end(config.site.url, version)
        return self._result(version, gathered, rendering, removed)

    def _gather(self, files: Assets) -> tuple[int, Gathered]:
        """Gathers again when an export went on meanwhile: a site does not show half a batch. But an
        office that publishes all the time is to see something of it: the last try counts."""
        hints = self.hints if batch.read(self.config.content)[1] == "complete" else None
        for last in (False, False, True):
            version, waited = batch.wait_until_complete(
                self.config.content, self.config.export_wait_seconds
            )
            still = partial(self._is_still, version) if not (waited or last) else None
            with suppress(Moved), self.index.changing():
                self.builds.begin()
                gathered = gather(
                    self.config, self.index, self.reporter, complete=not waited,
                    hints=hints, is_public=self.is_public, is_whole=still,
                )  # fmt: skip
                self._plan(gathered, files)
                self.problems += waited
                return version, gathered
            self.index.restart()
            hints = None  # they were told of another batch
        raise AssertionError("The last try counts.")

    def _is_still(self, version: int) -> bool:
        return batch.read(self.config.content) == (version, "complete")

    def _plan(self, gathered: Gathered, files: Assets) -> None:
        index = self.index
        folder = output_folder.name(self.config.output)
        if not index.fresh:
            self.whole = index.meta("output") != folder or self.interrupted
            audit.audit(self.config.output, index, whole=self.whole)
        index.set_meta("output", folder)
        index.set_meta(_BUILDER, self.builder)
        Planning(self.config, index, gathered, files).run(engine=self.prints.engine)

    def _result(
        self, version: int, gathered: Gathered, rendering: Rendering, removed: int
    ) -> Result:
        documents, found = Documents(self.index), planning.problems(self.index)
        return Result(
            content_version=version,
            documents=documents.count(),
            kept=documents.kept(),
            awaited=len({digest for digest, _role in gathered.awaited_uses}),
            problems=[*self.problems, *self._at_sources([*found, *rendering.problems])],
            rendered=rendering.count,
            removed=removed,
            scan=(gathered.scanned_files, gathered.scan_seconds),
            **Inventory(self.index).counts(),
        )

    def _at_sources(self, problems: list[Problem]) -> list[Problem]:
        """What rendering found on a document's page, told of the document's file."""
        documents = Documents(self.index)
        return [replace(p, file=documents.file_at(p.file) or p.file) for p in problems]


def build(
    config: BuildConfig, reporter: Reporter, *, text_first: bool = False, clean: bool = False
) -> Result:
    """One build, as `Builder.build` makes it."""
    return Builder(config, reporter).build(text_first=text_first, clean=clean)


@contextmanager
def _public(config: BuildConfig, text_first: bool) -> Iterator[IsPublic | None]:
    """What the public sees by the last build; without a record of it nothing may be left out."""
    with ExitStack() as stack:
        is_public = None
        if text_first:
            with suppress(*STOPPING):
                connection = stack.enter_context(closing(database.readable(config.index)))
                traces.is_public(connection, "")
                is_public = partial(traces.is_public, connection)
        yield is_public
