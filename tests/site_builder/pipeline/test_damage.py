"""What may go wrong around a build: other folders, damaged state, things in the way."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from contract.blocks import Block
from tests.site_builder.sites import ROOT, Site, tree

FILE = "th/news/2026/story.md"
STORY = "th/news/story/index.html"


@pytest.fixture
def built(site: Site) -> Site:
    site.document("story", Block("text", "ฉบับดี"))
    site.document("other")
    assert site.build("--quiet").code == 0
    return site


# Other folders


@pytest.mark.parametrize("name", ["content", "state", "renditions"])
def test_no_other_folder_is_swept_with_the_output(built: Site, name: str) -> None:
    inside = built.output / name
    before = tree(built.content)
    setattr(built, name, inside)
    shutil.copytree(built.folder / "content", inside) if name == "content" else inside.mkdir()
    code = subprocess.run(
        [sys.executable, "build.py", *built.arguments()], cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "SITE_TOML": str(built.folder / "site.toml")},
    )  # fmt: skip
    assert (code.returncode, code.stderr.count("\n")) == (1, 1)
    assert "name a folder of its own" in code.stderr
    assert tree(built.folder / "content") == before
    assert inside.is_dir()


def test_the_output_never_lies_in_the_content(site: Site) -> None:
    site.document("story")
    site.output = site.content / "output"
    assert "name another folder" in site.build("--quiet").stderr
    assert not site.output.exists()


def test_nothing_is_written_through_a_link_in_the_output(built: Site) -> None:
    before, elsewhere = tree(built.output), built.folder / "elsewhere"
    (built.output / "th").rename(elsewhere)
    shutil.rmtree(elsewhere)
    elsewhere.mkdir()
    (built.output / "th").symlink_to(elsewhere)
    assert built.build("--quiet").code == 0
    assert list(elsewhere.iterdir()) == []
    assert tree(built.output) == before


def test_what_stands_in_the_way_of_an_output_gives_way(built: Site) -> None:
    before = tree(built.output)
    (built.output / "robots.txt").unlink()
    (built.output / "robots.txt").mkdir()
    shutil.rmtree(built.output / "th" / "news")
    (built.output / "th" / "news").write_text("a file where a folder belongs")
    assert built.build("--quiet").code == 0
    assert tree(built.output) == before


# What cannot be looked at keeps its last good version


def hide_by_link(path: Path) -> None:
    path.rename(path.with_name("hidden"))
    path.symlink_to(path.with_name("hidden"))


def hide_by_rights(path: Path) -> None:
    """As it is for anyone but root."""
    path.rename(path.with_name(".hidden"))
    os.mkfifo(path)


def show(path: Path) -> None:
    path.unlink()
    hidden = next(p for p in path.parent.iterdir() if p.name.strip(".") == "hidden")
    hidden.rename(path)


@pytest.mark.parametrize("place", ["th", "th/news", "th/news/2026", FILE])
@pytest.mark.parametrize("hide", [hide_by_link, hide_by_rights])
def test_stories_that_cannot_be_looked_at_stay(built: Site, place: str, hide) -> None:
    hide(built.content / place)
    result = built.build("--quiet")
    assert result.code == 3
    assert FILE in result.report["kept_last_good"]
    assert built.exists(STORY)
    show(built.content / place)
    built.write(FILE, "---\n")  # nor was the last good version forgotten meanwhile
    assert FILE in built.build("--quiet").report["kept_last_good"]


def test_a_folder_in_the_place_of_a_document_is_reported(built: Site) -> None:
    (built.content / FILE).unlink()
    (built.content / FILE).mkdir()
    result = built.build("--quiet")
    assert (result.code, result.report["kept_last_good"]) == (3, [FILE])


def test_a_content_folder_that_lost_everything_stops_the_build(built: Site) -> None:
    before = tree(built.output)
    built.content.rename(built.folder / "unmounted")
    built.content.mkdir()
    result = built.build("--quiet")
    assert result.code == 1
    assert "Is the disk missing?" in result.stderr
    assert tree(built.output) == before


def test_a_pipe_in_the_place_of_the_version_is_not_waited_for(built: Site) -> None:
    os.mkfifo(built.content / "version.json")
    result = built.build("--quiet")
    assert (result.code, result.codes) == (3, ["file.symlink"])


def test_a_file_cannot_be_a_picture_and_an_attachment(built: Site) -> None:
    digest = built.picture()
    built.json(f"media/{digest}/attachment.json", {"file": "a.jpg", "size": 1, "type": "x/y"})
    built.document("story", Block("image", {"image": digest}))
    results = [built.build("--quiet", "--jobs", jobs) for jobs in ("1", "2")]
    assert [result.code for result in results] == [3, 3]
    assert "two records" in json.dumps(results[0].problems)


# State


def spoil_version(site: Site, packed: bytes) -> None:
    with sqlite3.connect(site.state / "last-good.sqlite") as database:
        database.execute("UPDATE sources SET packed = ?", (packed,))
    database.close()


def test_a_damaged_last_good_version_is_none(built: Site) -> None:
    spoil_version(built, b"\0\1\2")
    built.write(FILE, "---\n")
    result = built.build("--quiet")
    assert (result.code, result.report["kept_last_good"]) == (3, [])


def test_a_damaged_last_good_store_says_what_to_do(built: Site) -> None:
    path = built.state / "last-good.sqlite"
    data = path.read_bytes()
    path.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))
    result = built.build("--quiet")
    assert result.code == 1
    assert "Restore it from a backup" in result.stderr


def test_a_failed_build_is_told_in_the_report_which_keeps_its_problems(built: Site) -> None:
    built.write(FILE, "---\n")
    problems = built.build("--quiet").problems
    built.content.rename(built.folder / "elsewhere")
    failed = built.build("--quiet").report
    assert failed["exit_code"] == 1
    assert "There is no content folder" in failed["error"]
    assert failed["problems"] == problems


# Killed with its workers at work

KILLED = """
import os, sys, time
from site_builder import cli, parallel
from site_builder.rendering import writer
from site_builder.rendering.writer import SiteWriter
parallel.SMALL = writer.FEW = 2
def slow(self, due, *, dry):
    os.write(1, b"working\\n")
    time.sleep(60)
SiteWriter._write = slow
raise SystemExit(cli.main(sys.argv[1:]))
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_the_workers_of_a_killed_build_do_not_hold_its_lock(built: Site, number: int) -> None:
    environment = {**os.environ, "SITE_TOML": str(built.folder / "site.toml")}
    command = [sys.executable, "-c", KILLED, *built.arguments("--jobs", "2", "--quiet")]
    build = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert build.stdout
    assert build.stdout.readline() == b"working\n"  # a worker
    build.send_signal(number)
    build.wait()
    began = time.monotonic()
    assert built.build("--quiet").code == 0
    assert time.monotonic() - began < 30
    assert build.stdout.read() in (b"", b"working\n")  # its end is that of the last worker
    build.stdout.close()
