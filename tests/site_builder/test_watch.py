"""Watching: a build after each change, none in the middle of an export, one after a dead export."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from contract import records
from site_builder import watch


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A watched folder: (folder, the builds so far)."""
    monkeypatch.setattr(watch, "PATIENCE_MS", 1_000)
    builds: list[str] = []
    stop = threading.Event()

    def build() -> None:
        builds.append(",".join(sorted(p.name for p in tmp_path.glob("*.md"))))

    thread = threading.Thread(target=watch.rebuild_on_change, args=(tmp_path, [], build, stop))
    thread.start()
    _wait(lambda: builds)
    time.sleep(0.5)  # the watcher has begun
    yield tmp_path, builds
    stop.set()
    thread.join(timeout=10)


def _mark(folder: Path, state: str) -> None:
    value = {"content_version": 1, "format": 1, "state": state}
    (folder / "version.json").write_text(records.dump(value))


def _wait(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_change_is_built(watched) -> None:
    folder, builds = watched
    (folder / "a.md").write_text("x")
    _wait(lambda: builds[-1] == "a.md")


def test_an_export_is_built_when_it_is_complete(watched) -> None:
    folder, builds = watched
    _mark(folder, "writing")
    (folder / "a.md").write_text("x")
    time.sleep(0.5)
    assert builds == [""]
    (folder / "b.md").write_text("x")
    _mark(folder, "complete")
    _wait(lambda: builds[-1] == "a.md,b.md")
    assert builds == ["", "a.md,b.md"]


def test_an_export_that_writes_no_more_is_built_after_a_while(watched) -> None:
    folder, builds = watched
    _mark(folder, "writing")
    (folder / "a.md").write_text("x")
    _wait(lambda: builds[-1] == "a.md")
