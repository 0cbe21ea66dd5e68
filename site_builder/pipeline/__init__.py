"""A build: gather, then write."""

import os
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from contract.problems import Problem
from site_builder.config import BuildConfig
from site_builder.errors import STOPPING, OutputError
from site_builder.feeds import plan as feeds
from site_builder.index import outputs, redirects
from site_builder.index.outputs import IMMUTABLE, OutputLog
from site_builder.index.recorder import Recorder
from site_builder.index.redirects import Gone, Moved
from site_builder.index.store import Store
from site_builder.media import cache, recipes
from site_builder.media.cache import RenditionCache
from site_builder.media.publish import Publisher
from site_builder.pipeline import fingerprint, lock, output_folder, report, wanted
from site_builder.pipeline.gather import Gathered, gather
from site_builder.pipeline.report import Result
from site_builder.progress import Reporter
from site_builder.rendering import engine
from site_builder.rendering.plugin import Run
from site_builder.rendering.traces import Traces
from site_builder.rendering.writer import write
from site_builder.source import batch


def build(
    config: BuildConfig, reporter: Reporter, *, text_first: bool = False, clean: bool = False
) -> Result:
    """One build. With `text_first` pictures whose renditions must be made are left to the next one,
    and noted as awaited; a `clean` one renders what stands, too. Raises BuildError when nothing
    could be done."""
    started = time.monotonic()
    with lock.held(config.state, reporter):
        # Without a log of what the public sees, nothing may be left out.
        text_first = text_first and config.outputs.is_file()
        try:
            result = _build(config, reporter, text_first, clean)
        except STOPPING as error:
            report.save_failure(config.last_build, str(error))
            raise
        result.seconds = time.monotonic() - started
        result.save(config.last_build)
    return result


def _build(config: BuildConfig, reporter: Reporter, text_first: bool, clean: bool) -> Result:
    output_folder.claim(config)
    version, waited, gathered = _gather(config, reporter, text_first)
    made_by = fingerprint.of(config)
    before = Traces(config.outputs, "" if clean else made_by, config.output)
    with (
        closing(before),
        closing(OutputLog(config.state / "outputs-next.sqlite", config.output)) as log,
    ):
        publisher = Publisher(
            config.output, RenditionCache(config.renditions), config.content, gathered.media
        )
        publisher.bring(gathered.uses)
        run = _render(config, gathered, log, before, reporter)
        log.made_by("stale" if run.stale else made_by)
        _publish_media(config, gathered, publisher, log)
        result = Result(
            content_version=version,
            documents=gathered.documents,
            kept=gathered.kept,
            awaited=len(gathered.awaited),
            problems=[*waited, *gathered.problems, *_at_sources(run.problems, gathered.index)],
            rendered=run.rendered,
            removed=output_folder.sweep(config.output, log.paths()),
            **log.counts(),
        )
    wanted.set_awaited(config, gathered.awaited_uses)
    os.replace(gathered.index, config.state / "index.sqlite")
    os.replace(log.path, config.outputs)
    return result


def _gather(
    config: BuildConfig, reporter: Reporter, text_first: bool
) -> tuple[int, list[Problem], Gathered]:
    """Gathers again when an export went on meanwhile: a site does not show half a batch. But an
    office that publishes all the time is to see something of it: the last try counts."""
    for last in (False, False, True):
        version, waited = batch.wait_until_complete(config.content, config.export_wait_seconds)
        gathered = gather(config, reporter, text_first=text_first)
        if waited or last or batch.read(config.content) == (version, "complete"):
            break
    return version, waited, gathered


def _render(
    config: BuildConfig, gathered: Gathered, log: OutputLog, before: Traces, reporter: Reporter
) -> Run:
    entries = gathered.data.get("redirects.json", [])
    tombstones = gathered.data.get("tombstones.json", {}).get("documents", [])

    def resolve(live: set[str]) -> tuple[list[Moved], list[Gone]]:
        moved, gone, problems = redirects.resolve(entries, tombstones, live)
        gathered.problems += problems
        return moved, gone

    return engine.render(
        config,
        gathered.index,
        resolve=resolve,
        make_picture=recipes.picture,
        more=[feeds.targets],
        log=log,
        traces=before,
        salt=str(gathered.data.get("version.json", "")),
        write_assets=lambda assets: _write_assets(config.output, assets, log),
        progress=lambda total: reporter.steps("Rendering", total),
    )


def _at_sources(problems: list[Problem], index: Path) -> list[Problem]:
    """What rendering found on a document's page, told of the document's file."""
    store = Store(index)
    found = []
    for problem in problems:
        url = "/" + problem.file.removesuffix("index.html").lstrip("/")
        found.append(replace(problem, file=store.file_of(url) or problem.file))
    store.database.close()
    return found


def _write_assets(output: Path, assets: dict[str, bytes], log: OutputLog) -> None:
    for path, data in assets.items():
        write(output, path, data)
        log.add(outputs.record(path, data, "asset", IMMUTABLE, Recorder()))


def _publish_media(
    config: BuildConfig, gathered: Gathered, publisher: Publisher, log: OutputLog
) -> None:
    shown = log.media_shown()
    _make_asked(config, gathered, shown)
    for record in publisher.publish(shown):
        log.add(record)


def _make_asked(config: BuildConfig, gathered: Gathered, shown: set[tuple[str, str]]) -> None:
    """Makes the renditions that the theme asked for beyond what the documents let expect."""
    pictures = {d: record for d, (kind, record) in gathered.media.items() if kind == "image"}
    renditions = RenditionCache(config.renditions)
    jobs = cache.missing(renditions, config.content, shown, pictures)
    for fault in cache.make(renditions, jobs, processes=config.jobs):
        if fault is not None:
            raise OutputError(f"Picture {fault.digest} could not be encoded: {fault.code}.")
