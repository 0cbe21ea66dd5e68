"""Watching: a build after each change, none in the middle of an export, one after a dead export;
uploads go to the encoder, and pictures that it made are built."""

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from contract import records
from site_builder import config as configuration
from site_builder import watch
from site_builder.config import BuildConfig
from site_builder.pipeline import wanted
from tests.site_builder.sites import CONFIG


@dataclass
class Builds:
    """Stands for the builder: what was built when, and what then waits for pictures."""

    config: BuildConfig
    awaited: list[tuple[str, str]] = field(default_factory=list)
    whole_builds_fail: bool = False
    all: list[str] = field(default_factory=list)
    hints: list[set[str] | None] = field(default_factory=list)
    succeed: bool = True
    meanwhile: str = ""  # a file that comes during the first build

    def __call__(self, text_first: bool, hints: set[str] | None) -> bool:
        self.hints.append(hints)
        names = ",".join(sorted(path.name for path in self.config.content.glob("*.md")))
        self.all.append(names if text_first else f"{names} with pictures")
        if text_first or not self.whole_builds_fail:
            wanted.set_awaited(self.config, self.awaited if text_first else [])
        if self.meanwhile and len(self.all) == 1:
            (self.config.content / self.meanwhile).write_text("x")
        return self.succeed


@dataclass
class Encoder:
    """Stands for the encoder: it ends when the test says so, and may make what pages await."""

    builds: Builds
    woken: int = 0
    running: bool = False
    done: bool = False
    makes_it: bool = True

    def wake(self) -> bool:
        began = not self.running
        self.woken += began
        self.running = True
        return began

    def finished(self) -> bool:
        if self.running and self.done:
            self.running = False
            if self.makes_it:
                self.builds.awaited = []
            return True
        return False


@dataclass
class Watched:
    folder: Path
    config: BuildConfig
    builds: Builds
    encoder: Encoder


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    with _watching(tmp_path, monkeypatch) as watched:
        _wait(lambda: watched.builds.all)
        yield watched


@contextmanager
def _watching(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, meanwhile: str = ""
) -> Iterator[Watched]:
    monkeypatch.setattr(watch, "PATIENCE_SECONDS", 1.0)
    monkeypatch.setattr(watch, "TICK_MS", 50)
    monkeypatch.setattr(watch, "RETRY_SECONDS", 0.5)
    (tmp_path / "site.toml").write_text(CONFIG, encoding="utf-8")
    monkeypatch.setenv("SITE_TOML", str(tmp_path / "site.toml"))
    content = tmp_path / "content"
    config = configuration.load(content=content, state=tmp_path / "state")
    builds, stop = Builds(config, meanwhile=meanwhile), threading.Event()
    encoder = Encoder(builds)
    watcher = watch.Watcher(config, builds, encoder)
    thread = threading.Thread(target=watcher.run, args=([], stop.is_set))
    thread.start()
    try:
        yield Watched(content, config, builds, encoder)
    finally:
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


def _upload(watched: Watched, name: str) -> str:
    digest = hashlib.sha256(name.encode()).hexdigest()
    folder = watched.folder / "media" / digest
    folder.mkdir(parents=True)
    (folder / name).write_text(name)
    return digest


def test_a_change_is_built(watched: Watched) -> None:
    (watched.folder / "a.md").write_text("x")
    _wait(lambda: watched.builds.all[-1] == "a.md")


def test_a_change_during_the_first_build_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first one looks at everything, and may take minutes."""
    with _watching(tmp_path, monkeypatch, meanwhile="a.md") as watched:
        _wait(lambda: watched.builds.all[-1:] == ["a.md"])
        assert watched.builds.hints == [None, {"a.md"}]


def test_a_build_is_told_what_may_have_changed(watched: Watched) -> None:
    assert watched.builds.hints == [None]
    (watched.folder / "a.md").write_text("x")
    _wait(lambda: len(watched.builds.hints) > 1)
    assert watched.builds.hints[1] == {"a.md"}


def test_after_a_build_that_failed_anything_may_have_changed(watched: Watched) -> None:
    watched.builds.succeed = False
    (watched.folder / "a.md").write_text("x")
    _wait(lambda: len(watched.builds.hints) > 1)
    watched.builds.succeed = True
    (watched.folder / "b.md").write_text("x")
    _wait(lambda: len(watched.builds.hints) > 2)
    (watched.folder / "c.md").write_text("x")
    _wait(lambda: len(watched.builds.hints) > 3)
    assert watched.builds.hints[1:] == [{"a.md"}, None, {"c.md"}]


def test_uploads_that_built_nothing_are_told_with_the_next_build(watched: Watched) -> None:
    digest = _upload(watched, "a.jpg")
    _wait(lambda: watched.encoder.running)
    (watched.folder / "a.md").write_text("x")
    _wait(lambda: len(watched.builds.hints) > 1)
    hints = watched.builds.hints[1]
    assert hints is not None
    assert any(hint.startswith(f"media/{digest}") or hint == "media" for hint in hints)


def test_from_time_to_time_everything_is_looked_at(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "LOOK_SECONDS", 0.2)
    _wait(lambda: watched.builds.hints.count(None) > 2)


def test_an_export_is_built_when_it_is_complete(watched: Watched) -> None:
    _mark(watched.folder, "writing")
    (watched.folder / "a.md").write_text("x")
    time.sleep(0.5)
    assert watched.builds.all == [""]
    (watched.folder / "b.md").write_text("x")
    _mark(watched.folder, "complete")
    _wait(lambda: watched.builds.all[-1] == "a.md,b.md")
    assert watched.builds.all == ["", "a.md,b.md"]


def test_an_export_that_writes_no_more_is_built_after_a_while(watched: Watched) -> None:
    _mark(watched.folder, "writing")
    (watched.folder / "a.md").write_text("x")
    _wait(lambda: watched.builds.all[-1] == "a.md")


def test_pictures_that_a_page_awaits_are_built_when_they_are_made(watched: Watched) -> None:
    watched.builds.awaited = [("a" * 64, "gallery")]
    (watched.folder / "a.md").write_text("x")
    _wait(lambda: watched.encoder.running)
    time.sleep(0.3)
    assert watched.builds.all == ["", "a.md"]
    watched.encoder.done = True
    _wait(lambda: len(watched.builds.all) > 2)
    time.sleep(0.3)
    assert watched.builds.all == ["", "a.md", "a.md"]
    assert watched.encoder.woken == 1


def test_what_the_encoder_could_not_make_is_for_a_whole_build(watched: Watched) -> None:
    watched.builds.awaited = [("a" * 64, "gallery")]
    watched.encoder.makes_it, watched.encoder.done = False, True
    (watched.folder / "a.md").write_text("x")
    _wait(lambda: watched.builds.all[-1] == "a.md with pictures")
    time.sleep(1)
    assert watched.builds.all == ["", "a.md", "a.md", "a.md with pictures"]


def test_a_whole_build_that_fails_is_tried_again(watched: Watched) -> None:
    watched.builds.awaited = [("a" * 64, "gallery")]
    watched.encoder.makes_it, watched.encoder.done = False, True
    watched.builds.whole_builds_fail = True
    (watched.folder / "a.md").write_text("x")
    _wait(lambda: watched.builds.all.count("a.md with pictures") >= 2)
    watched.builds.whole_builds_fail = False
    _wait(lambda: not wanted.awaited(watched.config))


def test_what_came_while_it_worked_is_for_the_encoder_too(watched: Watched) -> None:
    first, second = ("a" * 64, "gallery"), ("b" * 64, "gallery")
    watched.builds.awaited = [first]
    (watched.folder / "a.md").write_text("x")
    _wait(lambda: watched.encoder.running)
    watched.encoder.makes_it = False
    watched.builds.awaited = [second]
    watched.encoder.done = True
    _wait(lambda: watched.encoder.woken == 2)
    assert "a.md with pictures" not in watched.builds.all[:3]


def test_another_edit_does_not_wait_for_the_encoder(watched: Watched) -> None:
    watched.builds.awaited = [("a" * 64, "gallery")]
    (watched.folder / "a.md").write_text("x")
    _wait(lambda: watched.encoder.running)
    (watched.folder / "b.md").write_text("x")
    _wait(lambda: watched.builds.all[-1] == "a.md,b.md")
    assert watched.encoder.running
    assert watched.encoder.woken == 1


def test_an_upload_goes_to_the_encoder_and_builds_nothing(watched: Watched) -> None:
    digest = _upload(watched, "a.jpg")
    _wait(lambda: watched.encoder.running)
    assert wanted.ahead(watched.config) == [digest]
    watched.encoder.done = True
    _wait(lambda: wanted.ahead(watched.config) == [])
    assert watched.builds.all == [""]


def test_an_upload_that_comes_while_the_encoder_works_is_not_forgotten(watched: Watched) -> None:
    first = _upload(watched, "a.jpg")
    _wait(lambda: wanted.ahead(watched.config) == [first])
    second = _upload(watched, "b.jpg")
    _wait(lambda: wanted.ahead(watched.config) == [first, second])
    watched.encoder.done = True
    _wait(lambda: watched.encoder.woken >= 2)
    _wait(lambda: wanted.ahead(watched.config) == [])
