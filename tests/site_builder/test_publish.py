"""The service that publishes: when it deploys, what it lets go first, how it goes on after errors."""

import time
from dataclasses import dataclass, field

import pytest

from site_builder import publish
from site_builder.errors import DeployError, GiveWay
from site_builder.publish import Publisher


@dataclass
class Publication:
    """Stands for builds, takedowns and alerts."""

    number: int = 0
    takedowns: bool = False
    change: float | None = None
    fails: bool = False
    comes_meanwhile: bool = False  # a takedown, while a deploy runs
    done: list[str] = field(default_factory=list)

    def build(self):
        return self.number

    def has_takedowns(self):
        return self.takedowns

    def deploy(self, between):
        if self.comes_meanwhile:
            self.takedowns, self.comes_meanwhile = True, False
        elif self.takedowns:
            self.takedowns = False
        if self.fails:
            raise DeployError("the network is down")
        try:
            between()
        except GiveWay:
            self.done.append("gave way")
            raise
        self.done.append(f"deployed {self.number}")

    def next_alert_change(self):
        return self.change

    def refresh_alerts(self):
        self.change = None
        self.done.append("alerts")


@pytest.fixture
def publication():
    return Publication()


@pytest.fixture
def told():
    return []


@pytest.fixture
def publisher(publication, told):
    return Publisher(publication, told.append)


def test_nothing_is_deployed_before_the_first_build(publisher, publication):
    publisher.step()
    assert publication.done == []


def test_each_build_is_deployed_once(publisher, publication):
    for number in (1, 1, 2, 2, 2):
        publication.number = number
        publisher.step()
    assert publication.done == ["deployed 1", "deployed 2"]


def test_builds_that_came_meanwhile_go_out_together(publisher, publication):
    publication.number = 1
    publisher.step()
    publication.number = 7
    publisher.step()
    assert publication.done == ["deployed 1", "deployed 7"]


def test_a_takedown_goes_out_without_a_build(publisher, publication):
    publication.number = 1
    publisher.step()
    publication.takedowns = True
    publisher.step()
    assert publication.done == ["deployed 1", "deployed 1"]


def test_a_deploy_gives_way_to_a_takedown_and_goes_on_after_it(publisher, publication, told):
    publication.number, publication.comes_meanwhile = 1, True
    publisher.step()
    publisher.step()
    publisher.step()
    assert publication.done == ["gave way", "deployed 1"]
    assert "goes out first" in told[0]


def test_what_fails_is_told_and_tried_again_later(publisher, publication, told, monkeypatch):
    publication.number, publication.fails = 1, True
    publisher.step()
    publisher.step()
    assert told == ["the network is down"]
    publication.fails = False
    now = time.monotonic() + publish.FIRST_RETRY_SECONDS + 1
    monkeypatch.setattr(time, "monotonic", lambda: now)
    publisher.step()
    assert publication.done == ["deployed 1"]


def test_while_it_fails_a_takedown_is_not_tried_each_moment(publisher, publication, told):
    publication.number, publication.fails = 1, True
    publisher.step()
    for _ in range(5):
        publication.takedowns = True
        publisher.step()
    assert len(told) == 1


def test_a_new_build_is_tried_at_once_after_a_failure(publisher, publication):
    publication.number, publication.fails = 1, True
    publisher.step()
    publication.number, publication.fails = 2, False
    publisher.step()
    assert publication.done == ["deployed 2"]


def test_it_looks_now_and_then_for_what_has_waited_long_enough(publisher, publication, monkeypatch):
    publication.number = 1
    publisher.step()
    now = time.monotonic() + publish.IDLE_SECONDS + 1
    monkeypatch.setattr(time, "monotonic", lambda: now)
    publisher.step()
    assert publication.done == ["deployed 1", "deployed 1"]


def test_alerts_end_by_themselves(publisher, publication):
    publication.change = time.time() + 60
    publisher.step()
    assert publication.done == []
    publication.change = time.time() - 1
    publisher.step()
    assert publication.done == ["alerts"]


def test_it_ends_when_it_is_told(publisher, publication, monkeypatch):
    monkeypatch.setattr(publish, "TICK_SECONDS", 0)
    publication.number, asked = 1, iter([False, False, True])
    publisher.run(lambda: next(asked))
    assert publication.done == ["deployed 1"]


def test_a_takedown_that_cannot_go_out_is_tried_less_and_less_often(
    publisher, publication, told, monkeypatch
):
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    publication.number, publication.fails = 1, True
    for _ in range(4 * 3600):
        publication.takedowns = True
        publisher.step()
        now[0] += 1.0
    assert 3600 / 60 < len(told) < 4 * 3600 / 59


def test_alerts_end_also_while_a_deploy_runs(publisher, publication):
    publication.number, publication.change = 1, time.time() - 1
    publisher.step()
    assert publication.done == ["alerts", "deployed 1"]
