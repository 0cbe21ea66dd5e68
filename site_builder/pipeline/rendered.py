"""Rendering what is due, and a few outputs that are not: do their records tell the truth?"""

import time

from contract.problems import Problem
from site_builder.config import BuildConfig
from site_builder.index.database import Index
from site_builder.index.outputs import Due, OutputRecord
from site_builder.index.outputs.answers import Answers
from site_builder.index.outputs.due import Dues
from site_builder.index.outputs.outcomes import Outcomes
from site_builder.pipeline import output_folder
from site_builder.progress import Reporter
from site_builder.rendering.engine import Renderer
from site_builder.rendering.writer import Written

CHECKED = 3
_BATCH, _BATCH_SECONDS = 500, 2.0


class Rendering:
    """`count` outputs were rendered; `problems` are those that no record keeps."""

    def __init__(
        self, config: BuildConfig, index: Index, renderer: Renderer, theme: str, reporter: Reporter
    ) -> None:
        self.config, self.index, self.renderer = config, index, renderer
        self.theme, self.reporter = theme, reporter
        self.answers, self.dues, self.outcomes = Answers(index), Dues(index), Outcomes(index)
        self.count, self.problems = 0, list[Problem]()
        self._waiting: list[OutputRecord] = []
        self._since = time.monotonic()
        self._number = 0
        self._stale = dict[str, None]()  # makers

    def run(self, *, salt: str, number: int) -> None:
        """`salt` chooses the outputs that are checked; `number` is that of the build."""
        self._number = number
        checks = self.dues.some_that_stand(salt, CHECKED)
        checks = [due._replace(reason="check") for due in checks]
        self._render([*self.dues.due(), *checks])
        if self._stale:  # whatever that maker made may be as wrong
            with self.index.changing():
                for maker in self._stale:
                    self.dues.make_due_of(maker, "another output of its kind was stale")
            self._render(self.dues.due())

    def _render(self, dues: list[Due]) -> None:
        if dues:
            self.renderer.render(
                self.config, self.index, dues, fingerprint=self.theme, note=self._note,
                progress=lambda total: self.reporter.steps("Rendering", total),
            )  # fmt: skip
        self._flush()

    def _note(self, written: Written) -> None:
        self.count += 1
        if written.record is None:
            self._failed(written)
            return
        self._waiting.append(written.record)
        if written.due.reason == "check" and written.record.sha256 != written.due.before:
            self._stale[written.due.target.maker] = None
            self.problems.append(Problem("trace.stale", written.due.target.path))
        if len(self._waiting) >= _BATCH or time.monotonic() - self._since > _BATCH_SECONDS:
            self._flush()

    def _failed(self, written: Written) -> None:
        self.problems += written.problems
        output_folder.unlink(self.config.output, written.due.target.path)
        with self.index.changing():
            self.outcomes.failed(written.due.number)

    def _flush(self) -> None:
        """What is noted here need not be rendered again if the build dies later. A process tells an
        answer once; an output is noted when all of its answers were told, by whatever process."""
        if self._waiting:
            with self.index.changing():
                self.outcomes.tell(self._waiting)
                told = [made._replace(answers={}) for made in self._waiting]
                ready = [made for made in told if self.answers.knows(made.reads)]
                self.outcomes.done(ready, self._number)
            numbers = {made.number for made in ready}
            self._waiting = [made for made in told if made.number not in numbers]
        self._since = time.monotonic()
