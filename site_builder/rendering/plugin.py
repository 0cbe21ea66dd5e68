"""The Pelican plugin: our reader, generator and writer, registered by signals.

One generator plans every output, so that all share one Jinja environment; the families of pages
are modules under plans/.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from pelican import signals
from pelican.generators import Generator
from pelican.readers import Readers

from contract.problems import Problem
from contract.site_config import SiteConfig
from site_builder.index import questions
from site_builder.index.outputs import OutputLog, OutputRecord, Target
from site_builder.index.redirects import Gone, Moved
from site_builder.rendering import traces
from site_builder.rendering.plans import notices
from site_builder.rendering.plans.common import Plan
from site_builder.rendering.reader import DocumentReader
from site_builder.rendering.traces import Traces
from site_builder.rendering.writer import SiteWriter, Written

Planner = Callable[[Plan], Iterator[Target]]
# Given the live addresses of the site, which others lead elsewhere, and which are gone.
Resolve = Callable[[set[str]], tuple[list[Moved], list[Gone]]]


@dataclass
class Run:
    """What one run of Pelican is to do, and what came of it."""

    site: SiteConfig
    planners: list[Planner]
    make_session: Callable[[Any], Any]
    resolve: Resolve
    jobs: int
    progress: Callable[[int], AbstractContextManager[Callable[[], None]]]
    log: OutputLog
    traces: Traces
    salt: str
    problems: list[Problem] = field(default_factory=list)
    rendered: int = 0
    stale: bool = False  # a trace did not tell what has changed

    def note(self, written: Written) -> None:
        self.rendered += 1
        self.problems.extend(written.problems)
        if written.record:
            self.log.add(written.record)

    def keep(self, record: OutputRecord) -> None:
        self.problems.extend(traces.problems_of(record))
        self.log.add(record)

    def check(self, written: Written, before: OutputRecord) -> None:
        """Of an output that stood and was rendered all the same."""
        self.note(written)
        if written.record is None or written.record.sha256 != before.sha256:
            self.stale = True
            self.problems.append(Problem("trace.stale", written.path))


class SiteGenerator(Generator):  # type: ignore[misc]
    """Plans every output in `generate_context`, has them rendered in `generate_output`."""

    def generate_context(self) -> None:
        run: Run = self.settings["NEWSROOM_RUN"]
        session = run.make_session(self.env)
        self.settings["NEWSROOM_SESSION"] = session
        plan = Plan(run.site, session.store)
        targets = {t.path: t for planner in run.planners for t in planner(plan)}
        live = {f"/{path.removesuffix('index.html')}" for path in targets}
        plan.moved, plan.gone = run.resolve(live)
        for notice in notices.moved_and_gone(plan):
            targets.setdefault(notice.path, notice)
        self.targets = list(targets.values())

    def generate_output(self, writer: SiteWriter) -> None:
        run: Run = self.settings["NEWSROOM_RUN"]
        ask = partial(questions.answer, self.settings["NEWSROOM_SESSION"].content())
        standing = run.traces.standing(self.targets, ask)
        checked = {path: standing.pop(path) for path in traces.to_check(standing, run.salt)}
        for record in standing.values():
            run.keep(record)
        due = [target for target in self.targets if target.path not in standing]
        with run.progress(len(due)) as advance:
            for written in writer.write_targets(due, jobs=run.jobs, advance=advance):
                if before := checked.get(written.path):
                    run.check(written, before)
                else:
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
