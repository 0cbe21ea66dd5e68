"""The worker goes on whatever happens."""

import pytest
from django.utils import timezone

from cms.export import services, worker
from cms.export.worker import Worker
from tests.cms.export.conftest import file_of


@pytest.fixture
def reports():
    return []


@pytest.fixture
def run(reports, monkeypatch):
    """A worker whose clock we move."""
    clock = [1000.0]
    monkeypatch.setattr(worker.time, "monotonic", lambda: clock[0])
    # The test's own transaction lives in the connection.
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    running = Worker(lambda: False, reports.append)

    def step(seconds=0.0):
        clock[0] += seconds
        return running.step()

    return step


def test_changes_are_exported_and_reported_once(homes, make_story, folder, run, reports):
    run()
    make_story(slug="a")
    del reports[:]
    run(1)
    assert [outcome.written for outcome in reports] == [[file_of("a")]]
    run(1)
    assert len(reports) == 1


def test_what_no_signal_told_is_found_by_reconciling(homes, make_story, folder, run):
    from cms.news.models import NewsPage

    page = make_story(slug="a")
    run()
    NewsPage.objects.filter(pk=page.pk).update(live=False)
    run(1)
    assert file_of("a") in folder.files()
    run(worker.RECONCILE_SECONDS)
    assert file_of("a") not in folder.files()


def test_a_schedule_that_fails_keeps_nothing_else_from_running(
    homes, make_story, folder, run, monkeypatch, caplog
):
    def fail(*args, **kwargs):
        raise ValueError("a page of yesterday")

    monkeypatch.setattr(worker, "call_command", fail)
    make_story(slug="a")
    assert not run()
    assert file_of("a") in folder.files()
    assert "a page of yesterday" in caplog.text
    assert run(1)  # tried again when it is due


def test_an_export_that_fails_is_tried_again(homes, make_story, folder, run, monkeypatch):
    make_story(slug="a")

    def fail(folder):
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(services.records, "write", fail)
        assert not run()
    assert folder.json("version.json")["state"] == "writing"
    assert run(1)
    assert folder.json("version.json")["state"] == "complete"


def test_it_runs_until_it_is_stopped(homes, monkeypatch):
    left = [3]

    def stopped():
        left[0] -= 1
        return left[0] < 0

    slept = []
    monkeypatch.setattr(worker.time, "sleep", slept.append)
    Worker(stopped, lambda outcome: None).run()
    assert slept == [worker.POLL_SECONDS] * 3


def test_a_scheduled_story_goes_live_when_it_is_time_and_not_before(homes, sections, folder, run):
    from datetime import timedelta

    from cms.news.models import NewsPage

    page = NewsPage(title="ล่วงหน้า", slug="later", purposes=["service"], live=False)
    page.go_live_at = timezone.now() + timedelta(hours=1)
    sections["th", "news"].add_child(instance=page)
    page.save_revision().publish()
    run()
    run(worker.SCHEDULE_SECONDS)
    assert file_of("later") not in folder.files()
    revision = NewsPage.objects.get().latest_revision
    past = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()
    run(worker.SCHEDULE_SECONDS)
    assert file_of("later") in folder.files()
