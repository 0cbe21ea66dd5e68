"""The output folder as a whole: is it ours, what in it is no longer wanted."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from site_builder.config import ROOT, BuildConfig
from site_builder.errors import OutputError
from site_builder.index.database import Index
from site_builder.index.outputs.inventory import Inventory
from site_builder.index.outputs.outcomes import Outcomes
from site_builder.pipeline.audit import PART

MARKER = ".newsroom-output"
_TEXT = "build.py writes this folder and removes from it whatever it did not write.\n"


def claim(config: BuildConfig) -> None:
    """Makes the folder ours. Raises OutputError for a folder that holds something else, or that
    would take other folders of the installation with it."""
    output = config.output
    _keep_apart(config)
    marker = output / MARKER
    try:
        if output.is_dir() and not marker.exists() and any(output.iterdir()):
            raise OutputError(
                f"{output} holds files that build.py did not write; name an empty folder."
            )
        output.mkdir(parents=True, exist_ok=True)
        if not marker.exists():
            marker.write_text(_TEXT)
    except OSError as error:
        raise OutputError(f"{output} cannot be written: {error.strerror}") from error


def name(output: Path) -> str:
    """What tells this folder from another one, also from another at the same place."""
    found = (output / MARKER).stat()
    return f"{output.resolve()} {found.st_dev} {found.st_ino}"


def _keep_apart(config: BuildConfig) -> None:
    """Whatever lies in the output folder and is no output is removed from it: nothing else may."""
    output = config.output.resolve()
    others = (config.content, config.state, config.renditions, config.theme, ROOT)
    for other in (path.resolve() for path in others):
        if other.is_relative_to(output):
            raise OutputError(f"{output} would be emptied of {other}; name a folder of its own.")
    for source in (config.content, config.theme):
        if output.is_relative_to(source.resolve()):
            raise OutputError(
                f"{output} lies in {source}, which is only read; name another folder."
            )


def unlink(output: Path, path: str) -> None:
    """Removes one output, and the folders that it leaves empty."""
    place = output / path
    with suppress(FileNotFoundError, NotADirectoryError):
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(place)
        else:
            place.unlink()
    for parent in [*Path(path).parents][:-1]:
        try:
            (output / parent).rmdir()
        except OSError:  # it holds something else
            return


def remove(output: Path, index: Index) -> int:
    """Removes what is to go; gives the number of files."""
    outcomes = Outcomes(index)
    going = outcomes.going()
    if going:
        with _removing():
            for path in going:
                unlink(output, path)
        with index.changing():
            outcomes.forget_removed()
    return len(going)


def sweep(output: Path, index: Index, *, whole: bool) -> int:
    """Removes whatever no build wrote, if the `whole` folder is to be looked at or is small; gives
    the number of files."""
    inventory = Inventory(index)
    if not whole and not inventory.are_at_most(PART):
        return 0
    with _removing():
        return _sweep(output, {*inventory.paths(), MARKER})


@contextmanager
def _removing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(f"{error.filename} cannot be removed: {error.strerror}") from error


def _sweep(output: Path, keep: set[str]) -> int:
    removed = 0
    for folder, folders, files in os.walk(output, topdown=False):
        base = Path(folder)
        prefix = base.relative_to(output).as_posix() + "/" if base != output else ""
        for name in files:
            if prefix + name not in keep:
                (base / name).unlink()
                removed += 1
        for name in folders:
            path = base / name
            if path.is_symlink():
                path.unlink()
            elif not any(path.iterdir()):
                path.rmdir()
    return removed
