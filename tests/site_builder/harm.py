"""What befalls files of the output and the state between builds."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

Harm = Callable[[Path], object]


def remove(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def halve(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def garble(path: Path) -> None:
    """Other bytes of the same length, the same in every run."""
    path.write_bytes(random.Random(path.name).randbytes(max(path.stat().st_size, 64)))


def alter_a_little(path: Path) -> None:
    """The beginning, by which files are recognised, stays."""
    data = path.read_bytes()
    middle = len(data) // 2
    path.write_bytes(data[:middle] + b"\xff" * min(64, len(data) - middle) + data[middle + 64 :])


def replace_by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "something").write_text("in it")


def replace_by_link(path: Path) -> None:
    """To a file beside it."""
    path.rename(kept := path.with_name(f"{path.name}.kept"))
    path.symlink_to(kept)


def replace_folder_by_file(path: Path) -> None:
    """The folder in which it stands."""
    shutil.rmtree(path.parent)
    path.parent.write_text("a file where a folder belongs")


def replace_by_foreign_database(path: Path) -> None:
    """A sound SQLite file of another application."""
    path.unlink()
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE moz_places (id INTEGER PRIMARY KEY, url TEXT)")
        database.execute("INSERT INTO moz_places (url) VALUES ('https://example.org/')")
        database.execute("PRAGMA user_version = 77")


def make_newer(path: Path) -> None:
    """As a later builder may leave it: what is in it is sound, its version is not ours."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA user_version = 987654")


def put_away(path: Path) -> None:
    """A file or a folder."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
