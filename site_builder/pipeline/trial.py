"""What a build would do: rendered in memory, nothing written.

Everything happens in one transaction of the index, which is taken back at the end.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from contract.problems import Problem
from site_builder.config import BuildConfig
from site_builder.errors import ContentError
from site_builder.feeds import plan as feeds
from site_builder.index.content.documents import Documents
from site_builder.index.database import Index, UnusableIndex
from site_builder.index.outputs import Due, OutputRecord
from site_builder.index.outputs.copied import CopiedFiles
from site_builder.index.outputs.due import Dues
from site_builder.index.outputs.outcomes import Outcomes
from site_builder.media import recipes
from site_builder.pipeline import fingerprint, opening, planning
from site_builder.pipeline.copies import Copies
from site_builder.pipeline.fingerprint import Fingerprint
from site_builder.pipeline.gather import gather
from site_builder.pipeline.planning import Planning
from site_builder.progress import Reporter
from site_builder.rendering import assets
from site_builder.rendering.engine import Renderer
from site_builder.rendering.writer import Written
from site_builder.source import scan


@dataclass(frozen=True)
class Change:
    """`what` is one of added, changed, removed."""

    path: str
    what: str
    class_: str

    def as_json(self) -> dict[str, Any]:
        return {"path": self.path, "change": self.what, "class": self.class_}


@dataclass
class Trial:
    """What would become of the outputs, and which problems there would be besides those of now."""

    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    page: bytes | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "outputs": [c.as_json() for c in sorted(self.changes, key=lambda c: c.path)],
            "problems": [problem.as_json() for problem in self.problems],
        }


class Trials:
    """Trials of one site; the theme is loaded once."""

    def __init__(self, config: BuildConfig, reporter: Reporter) -> None:
        self.config, self.reporter = replace(config, trial=True), reporter
        self.renderer = Renderer(feeds.MAKERS, recipes.picture)

    def run(self, overlay: Path | None = None) -> Trial:
        """What the next build would do; with an `overlay` what its files would, were they exported,
        compared with the last build. Raises BuildError."""
        with self._planned(overlay) as (trial, index, prints, owed):
            outcomes = Outcomes(index)
            dues = [due for due in Dues(index).due() if due.number not in owed]
            records: list[OutputRecord] = []

            def note(made: Written) -> None:
                trial.changes += _change(made)
                trial.problems += made.problems if made.record is None else ()
                records.extend([made.record] if made.record else [])

            self._render(index, prints, dues, note)
            outcomes.tell(records)
            outcomes.done(records, 0)
            trial.changes += (Change(path, "removed", "") for path in outcomes.going())
            outcomes.forget_removed()
            trial.changes += _media_changes(Copies(self.config, index), CopiedFiles(index))
        return trial

    def page(self, overlay: Path, file: str) -> Trial:
        """The page of one document of the overlay."""
        with self._planned(overlay) as (trial, index, prints, _owed):
            path = Documents(index).page_of(file)
            dues = [due for due in Dues(index).due() if due.target.path == path]
            dues = dues or Dues(index).of_path(path or "")

            def note(made: Written) -> None:
                trial.page = made.data if made.record else None
                trial.problems += made.problems if made.record is None else ()

            self._render(index, prints, dues, note)
        return trial

    @contextmanager
    def _planned(
        self, overlay: Path | None
    ) -> Iterator[tuple[Trial, Index, Fingerprint, set[int]]]:
        config, prints = replace(self.config, overlay=overlay), fingerprint.of(self.config)
        strange, hints = _files_of(config)
        with closing(_index(config, prints)) as index, index.trying():
            before = set(map(str, planning.problems(index)))
            owed = {due.number for due in Dues(index).due()} if overlay else set()
            gathered = gather(config, index, self.reporter, complete=True, hints=hints)
            files = assets.load(config.theme, config.site)
            Planning(config, index, gathered, files).run(engine=prints.engine)
            found = [*strange, *planning.problems(index)]
            told = [p for p in found if str(p) not in before and not _is_replaced(p, hints)]
            yield Trial(problems=told), index, prints, owed

    def _render(
        self, index: Index, prints: Fingerprint, dues: list[Due], note: Callable[[Written], None]
    ) -> None:
        if dues:
            self.renderer.render(
                self.config, index, dues, fingerprint=prints.theme, note=note,
                progress=partial(self.reporter.steps, "Rendering"), dry=True,
            )  # fmt: skip


def _files_of(config: BuildConfig) -> tuple[list[Problem], set[str] | None]:
    """The files of the overlay, and those of them that the site has no use for."""
    if config.overlay is None:
        return [], None
    if not config.overlay.is_dir():
        raise ContentError(f"There is no folder at {config.overlay}.")
    found = scan.scan(config.overlay, config.site.locale_codes)
    usable = {f for f in found.files if scan.kind_of(f, config.site.locale_codes)}
    return found.problems, usable


def _is_replaced(problem: Problem, overlay: set[str] | None) -> bool:
    """An export removes the old file of a document that gets a new one."""
    return (
        problem.code == "conflict.key"
        and problem.file not in (overlay or ())
        and problem.params["other"] in (overlay or ())
    )


def _index(config: BuildConfig, prints: Fingerprint) -> Index:
    try:
        index = Index(config.index, fresh=False)
    except UnusableIndex as reason:
        raise ContentError("Build the site first: a trial starts from the last build.") from reason
    if index.meta(opening.CONTENT) != prints.content:
        index.close()
        raise ContentError("Build the site first: the last build was made by other code.")
    return index


def _change(made: Written) -> Iterator[Change]:
    target = made.due.target
    if made.record is None:
        return
    if made.record.sha256 != made.due.before:
        yield Change(target.path, "changed" if made.due.before else "added", target.class_)


def _media_changes(copies: Copies, copied: CopiedFiles) -> Iterator[Change]:
    """The files of pictures and attachments that would come and go."""
    for digest in sorted(copied.unsettled()):
        before, now = copies.paths(digest)
        yield from (Change(path, "added", "media") for path in sorted(now - before))
        yield from (Change(path, "removed", "media") for path in sorted(before - now))
