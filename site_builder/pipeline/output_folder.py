"""The output folder as a whole: is it ours, what in it is no longer wanted."""

import os
from collections.abc import Iterable
from pathlib import Path

from site_builder.config import ROOT, BuildConfig
from site_builder.errors import OutputError

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
        _unlink_links(output)
    except OSError as error:
        raise OutputError(f"{output} cannot be written: {error.strerror}") from error


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


def _unlink_links(output: Path) -> None:
    """Nothing is written through a link to somewhere else."""
    for folder, folders, files in os.walk(output):
        for name in (*folders, *files):
            path = os.path.join(folder, name)
            if os.path.islink(path):
                os.unlink(path)


def sweep(output: Path, wanted: Iterable[str]) -> int:
    """Removes every file that is not wanted, and folders left empty; gives the number of files."""
    try:
        return _sweep(output, {*wanted, MARKER})
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
