"""Takedowns that no build that came to its end has heard of, in a real site."""

import fcntl
import time

import pytest

from site_builder import config as configuration
from site_builder.pipeline import takedowns
from site_builder.pipeline.takedowns import TakedownWatch
from tests.site_builder import children
from tests.site_builder.cli.test_deploying import Town
from tests.site_builder.sites import CONFIG, document


@pytest.fixture
def town(tmp_path):
    made = Town(tmp_path / "town", tmp_path / "renditions")
    made.configure(CONFIG.replace("https://www.example.go.th", "http://127.0.0.1:9"))
    for number in range(30):
        made.document(f"story-{number}", topics=["water"])
    made.document("secret-plan", topics=["water"])
    assert made.build().code == 0
    assert made.run("deploy", made.target.as_uri())[0] == 0
    assert public(made)
    return made


def take_down(town):
    made = document("secret-plan")
    (town.content / made.file).unlink()
    entry = {
        "id": made.front["id"], "locale": "th", "path": "/th/news/secret-plan/",
        "kind": "withdrawn", "deleted_at": "2026-11-23T09:00:00+07:00",
    }  # fmt: skip
    town.json("tombstones.json", {"documents": [entry], "media": []})


def killed_build(town):
    """One that has read everything, and made little of it."""
    for number in range(30):
        town.document(f"story-{number}", title=f"new {number}", topics=["roads"])
    assert children.killed(town, 60, "--quiet")


def public(town):
    """Pages that tell of it."""
    pages = town.target.rglob("*.html")
    return [str(page) for page in pages if b"/th/news/secret-plan/" in page.read_bytes()]


def test_one_that_a_killed_build_had_read_goes_out_all_the_same(town):
    take_down(town)
    killed_build(town)
    code, _, said = town.run("deploy", town.target.as_uri())
    assert code == 3
    assert "off the public" in said
    assert public(town) == []


def test_one_waits_for_no_build_that_is_at_work(town):
    take_down(town)
    killed_build(town)  # it stands for one that is at work, and holds the lock
    with (town.state / "lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        began = time.monotonic()
        code, _, _ = town.run("deploy", town.target.as_uri())
        assert time.monotonic() - began < 10
    assert code == 3
    assert public(town) == []


def test_a_rollback_needs_no_build_that_came_to_its_end(town):
    town.document("story-1", title="RUINED")
    town.build()
    town.run("deploy", town.target.as_uri())
    killed_build(town)
    code, _, said = town.run("rollback", "1", town.target.as_uri())
    assert code == 0, said
    assert "RUINED" not in (town.target / "th/news/story-1/index.html").read_text("utf-8")


def test_a_build_that_ends_has_heard_of_all(town):
    take_down(town)
    town.build()
    assert town.run("deploy", town.target.as_uri())[0] == 0
    assert public(town) == []


@pytest.fixture
def watch(town, monkeypatch):
    monkeypatch.setenv("SITE_TOML", str(town.folder / "site.toml"))
    monkeypatch.setattr(takedowns, "LOOK_SECONDS", 0.0)
    return TakedownWatch(
        configuration.load(
            content=town.content, output=town.output, state=town.state, renditions=town.renditions
        )
    )


def test_a_takedown_is_urgent_when_no_build_has_come_for_a_while(town, watch, monkeypatch):
    assert not watch.is_urgent()
    take_down(town)
    assert not watch.is_urgent()
    monkeypatch.setattr(takedowns, "PATIENCE_SECONDS", 0.0)
    assert watch.is_urgent()


def test_a_deploy_does_not_give_way_to_the_takedown_that_it_carries_out(town, watch, monkeypatch):
    monkeypatch.setattr(takedowns, "PATIENCE_SECONDS", 0.0)
    take_down(town)
    watch.is_urgent()
    watch.begin()
    assert not watch.is_urgent()
    watch.end(well=False)
    assert watch.is_urgent()
    watch.begin()
    watch.end(well=True)
    assert not watch.is_urgent()


def test_a_takedown_that_a_build_brings_meanwhile_is_urgent_at_once(town, watch):
    watch.begin()
    take_down(town)
    town.build()
    assert watch.is_urgent()
