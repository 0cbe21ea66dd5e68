"""The Pelican plugin: our reader, generator and writer, registered by signals.

One generator has every output rendered that is due, so that all share one Jinja environment; which
outputs there are the plans say, modules under plans/.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from pelican import signals
from pelican.generators import Generator
from pelican.readers import Readers

from site_builder.index.outputs import Due
from site_builder.rendering.reader import DocumentReader
from site_builder.rendering.session import Session
from site_builder.rendering.writer import SiteWriter, Written


@dataclass(frozen=True)
class Run:
    """What one run of Pelican is to do. A `dry` one writes nothing."""

    dues: list[Due]
    make_session: Callable[[Any], Session]
    note: Callable[[Written], None]
    jobs: int
    progress: Callable[[int], AbstractContextManager[Callable[[], None]]]
    dry: bool = False


class SiteGenerator(Generator):  # type: ignore[misc]
    """Opens the session in `generate_context`, has the outputs rendered in `generate_output`."""

    def generate_context(self) -> None:
        run: Run = self.settings["NEWSROOM_RUN"]
        self.settings["NEWSROOM_SESSION"] = run.make_session(self.env)

    def generate_output(self, writer: SiteWriter) -> None:
        run: Run = self.settings["NEWSROOM_RUN"]
        with run.progress(len(run.dues)) as advance:
            for written in writer.write_all(run.dues, jobs=run.jobs, dry=run.dry, advance=advance):
                run.note(written)


def register() -> None:
    """Called by Pelican."""
    signals.readers_init.connect(_use_our_reader)
    signals.get_generators.connect(_use_our_generator)
    signals.get_writer.connect(_use_our_writer)


def _use_our_reader(readers: Readers) -> None:
    readers.reader_classes["md"] = DocumentReader


def _use_our_generator(pelican: Any) -> type[Generator]:
    return SiteGenerator


def _use_our_writer(pelican: Any) -> type[SiteWriter]:
    return SiteWriter
