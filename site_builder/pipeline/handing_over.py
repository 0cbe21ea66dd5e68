"""Hands the last build over to a deploy: under the lock that builds hold, and with links to the
files that are to go out, so that the next build may begin while they do."""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from sqlite3 import Connection

from site_builder.config import BuildConfig
from site_builder.deploy.files import File, TakenDown
from site_builder.errors import DeployError
from site_builder.index.handover import Handover
from site_builder.pipeline import lock, opening, takedowns
from site_builder.progress import Reporter


class StandingBuild:
    """`aside` is a folder of our own; with none, nothing is put aside."""

    def __init__(self, config: BuildConfig, reporter: Reporter, aside: Path | None) -> None:
        self.config, self.reporter, self.aside = config, reporter, aside
        self.clear()

    def site_url(self) -> str:
        with self._reading() as index:
            return Handover(index).site_url

    def pending_takedowns(self) -> TakenDown:
        with self._reading() as index:
            return takedowns.pending(self.config, index)

    def built(self, path: str) -> bytes | None:
        with suppress(OSError):
            return (self.config.output / path).read_bytes()
        return None

    @contextmanager
    def peeked(self) -> Iterator[Handover]:
        with self._reading() as index:
            yield Handover(index)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        if not self.config.index.is_file():
            raise DeployError("There is nothing to deploy yet: run build.py build first.")
        with opening.reading(self.config) as index:
            yield index

    @contextmanager
    def opened(self) -> Iterator[Handover]:
        with lock.held(self.config.state, self.reporter), self._reading() as index:
            handover = Handover(index)
            if handover.is_under_way:
                raise DeployError(
                    "The last build did not come to its end: run build.py build, which finishes"
                    " it, and deploy then."
                )
            yield handover

    def read(self, file: File) -> bytes:
        try:
            return (self.config.output / file.path).read_bytes()
        except OSError as error:
            raise DeployError(
                f"{file.path} cannot be read: {error.strerror}. Build again."
            ) from error

    def put_aside(self, files: Iterable[File]) -> None:
        if self.aside is None:
            return
        self.aside.mkdir(parents=True, exist_ok=True)
        for file in files:
            place = self.aside / file.sha256
            if not place.exists():
                _link(self.config.output / file.path, place)

    def source(self, file: File) -> Path:
        """Of a file that was not put aside, as it stands in the output folder."""
        aside = self.aside / file.sha256 if self.aside else None
        return aside if aside and aside.exists() else self.config.output / file.path

    def clear(self) -> None:
        if self.aside is not None:
            shutil.rmtree(self.aside, ignore_errors=True)


def _link(file: Path, place: Path) -> None:
    """The builder never writes into a file, it puts another there: a link keeps the bytes."""
    try:
        os.link(file, place)
    except FileNotFoundError as error:
        raise _missing(file) from error
    except OSError:  # another disk, or one without links
        shutil.copyfile(file, place)


def _missing(file: Path) -> DeployError:
    return DeployError(
        f"{file} is missing: run build.py build, which writes it again, and deploy then."
    )
