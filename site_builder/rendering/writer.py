"""Our writer in Pelican's place: renders targets in parallel and writes what changed.

Files are written beside their place and renamed into it, so that a reader never sees half a file;
a file whose bytes are already right is not touched.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pelican.writers import Writer

from contract.problems import Problem
from site_builder import atomic, parallel
from site_builder.errors import OutputError
from site_builder.index import outputs
from site_builder.index.outputs import Due, OutputRecord
from site_builder.rendering.context import described
from site_builder.rendering.session import Session

# Below this many outputs workers cost more than they save: each compiles the templates it needs,
# and the whole dictionary is loaded for them.
FEW = 300
# Outputs that stand together show the same stories: a worker gets at most so many of them, and each
# worker some parts, so that none is left with the longest.
CHUNK, PARTS = 96, 4


@dataclass(frozen=True)
class Written:
    """What became of one output: its record, or None and the reason among `problems`. `data` are
    its bytes when nothing was written."""

    due: Due
    record: OutputRecord | None
    problems: tuple[Problem, ...] = ()
    data: bytes = b""


class SiteWriter(Writer):  # type: ignore[misc]
    """Pelican gives its settings; the session comes with them."""

    def __init__(self, output_path: str, settings: dict[str, Any]) -> None:
        super().__init__(output_path, settings=settings)
        self.output = Path(output_path)
        self.session: Session = settings["NEWSROOM_SESSION"]

    def write_all(
        self, dues: list[Due], *, jobs: int, dry: bool, advance: Callable[[], None]
    ) -> Iterator[Written]:
        """Renders every output, and writes it unless the run is `dry`."""
        work = partial(self._write, dry=dry)
        jobs, chunk = 1 if dry else jobs, min(CHUNK, -(-len(dues) // (PARTS * jobs)) or 1)
        for written in parallel.run(work, dues, jobs=jobs, chunk=chunk, small=FEW):
            advance()
            yield written

    def _write(self, due: Due, *, dry: bool) -> Written:
        target = due.target
        context = self.session.context(target.locale)
        try:
            data = self.session.makers[target.maker](context, **target.about)
        except (sqlite3.Error, OSError, MemoryError):
            raise  # that is not the page's fault
        except Exception as error:  # one page that cannot be rendered never stops the others
            problem = Problem("render.failed", target.path, 0, {"detail": described(error)})
            return Written(due, None, (problem,))
        if not dry:
            write(self.output, target.path, data)
        stat = "" if dry else outputs.stat_of(self.output / target.path)
        recorder, told = context.content.recorder, self.session.told
        record = outputs.record(due, data, stat, recorder, told, context.warnings)
        return Written(due, record, tuple(context.warnings), data if dry else b"")


def write(output: Path, relative: str, data: bytes) -> None:
    """Writes one output, atomically, if its bytes differ. Raises OutputError."""
    path = os.path.join(output, relative)
    folder, name = os.path.split(path)
    draft = os.path.join(folder, f".{name[:80]}.{os.getpid()}")
    try:
        atomic.make_way(output, relative)
        if _holds(path, data):
            return
        with open(draft, "wb") as file:
            file.write(data)
        os.replace(draft, path)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}") from error


def _holds(path: str, data: bytes) -> bool:
    try:
        if os.stat(path).st_size != len(data):
            return False
        with open(path, "rb") as file:
            return file.read() == data
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False
