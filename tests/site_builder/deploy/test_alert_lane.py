"""The lane of alerts: fast, beside everything else, and never backwards."""

import json
import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract import alerts, site_config
from contract.problems import ContractError
from site_builder.deploy import alert_lane
from site_builder.deploy.alert_lane import AlertLane
from site_builder.deploy.stores.directory import DirectoryStore
from site_builder.errors import DeployError
from tests.site_builder.deploy import buckets
from tests.site_builder.deploy.faults import AFTER, BEFORE, Failed, FaultyStore
from tests.site_builder.sites import CONFIG, ENGLISH

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    file = tmp_path_factory.mktemp("site") / "site.toml"
    file.write_text(CONFIG + ENGLISH, encoding="utf-8")
    return site_config.load(file)


def statement(site, number=1, id_="flood-test-1", hours=6, **more):
    value = {
        "id": id_, "number": number, "type": "alert" if number == 1 else "update",
        "status": "test", "hazard": "flood", "severity": "severe", "urgency": "immediate",
        "certainty": "likely", "issued": (NOW + timedelta(minutes=number - 60)).isoformat(),
        "expires": (NOW + timedelta(hours=hours)).isoformat(),
        "texts": {"th": {"headline": f"ทดสอบ: ประกาศฉบับที่ {number}", "text": "ทดสอบ"}},
        "source": {"th": "เทศบาลเมืองตัวอย่าง"},
        "written_by": "ผู้เขียน", "approved_by": "ผู้อนุมัติ", **more,
    }  # fmt: skip
    if number > 1:
        value["references"] = [{"id": id_, "number": number - 1}]
    raw = json.dumps(value, ensure_ascii=False).encode()
    try:
        return alerts.load(raw, "alert.json", site)
    except ContractError as error:
        raise AssertionError([str(problem) for problem in error.problems]) from error


def page(shell, locale, known, now):
    words = [f"{alert.id} {alert.number}" for alert in alerts.shown(known, now)]
    frame = shell.split(b"|")[0] if shell else b"plain"
    return frame + f"|{locale}|{words}".encode()


def lane(store, site, now=NOW):
    return AlertLane(store, site, page, lambda: now)


@pytest.fixture
def store(strict_opening):
    with strict_opening() as store:
        yield store


def text(store, path="th/alerts/index.html"):
    return store.read(path)[0].decode()


def numbers(store):
    return [alert["number"] for alert in json.loads(store.read("alerts.json")[0])["alerts"]]


def test_a_statement_is_on_every_page_and_in_the_feed(store, site):
    published = lane(store, site).publish([statement(site)])
    assert numbers(store) == [1]
    assert "flood-test-1 1" in text(store)
    assert "flood-test-1 1" in text(store, "en/alerts/index.html")
    assert {*published.written} == {
        "alerts.json", "th/alerts/index.html", "en/alerts/index.html"
    }  # fmt: skip


def test_what_only_the_office_knows_is_not_public(store, site):
    lane(store, site).publish([statement(site)])
    for listed in store.keys(""):
        assert "ผู้อนุมัติ" not in store.read(listed.key)[0].decode()
    assert "ผู้อนุมัติ" in store.read(alert_lane.RECORD)[0].decode()


def test_the_frame_of_a_build_is_taken_and_kept(store, site):
    lane(store, site).publish(shells={"th": b"built|x", "en": b"built too|x"})
    lane(store, site).publish([statement(site)])
    assert text(store).startswith("built|th|['flood")
    lane(store, site).publish(shells={"th": b"newer|x"})
    assert text(store).startswith("newer|th|['flood")


def test_an_older_statement_never_comes_back(store, site):
    lane(store, site).publish([statement(site, 2)])
    lane(store, site).publish([statement(site, 1)])
    assert numbers(store) == [2]


def test_the_same_again_writes_nothing(store, site):
    lane(store, site).publish([statement(site)])
    assert lane(store, site).publish([statement(site)]).written == ()


def test_alerts_end_by_themselves(store, site):
    published = lane(store, site).publish([statement(site, hours=6)])
    assert published.next_change == NOW + timedelta(hours=6)
    after = lane(store, site, NOW + timedelta(hours=7)).publish()
    assert numbers(store) == []
    assert "flood" not in text(store)
    assert after.next_change is None


def test_a_statement_that_changes_nothing_is_told(store, site):
    lane(store, site).publish([statement(site, 2)])
    codes = [p.code for p in lane(store, site).problems(statement(site, 1), "a.json")]
    assert "alert.older" in codes


def test_a_record_that_cannot_be_read_is_not_written_over(store, site):
    store.write(alert_lane.RECORD, alert_lane.private(b"{damaged"), None)
    with pytest.raises(DeployError, match="mend it"):
        lane(store, site).publish([statement(site)])
    assert store.read(alert_lane.RECORD)[0] == b"{damaged"


def test_it_waits_for_no_deploy_to_a_directory(tmp_path, site):
    with (
        closing(DirectoryStore(tmp_path)),
        closing(DirectoryStore(tmp_path, lane="-alerts")) as beside,
    ):
        lane(beside, site).publish([statement(site)])
        assert numbers(beside) == [1]


@pytest.mark.parametrize("mode", [BEFORE, AFTER])
def test_one_that_dies_is_completed_by_the_next(tmp_path, site, mode):
    for at in range(1, 9):  # reads of four files, writes of the same
        with closing(DirectoryStore(tmp_path / f"{at}")) as directory:
            lane(directory, site).publish([statement(site, 1)])
            with pytest.raises(Failed):
                lane(FaultyStore(directory, at=at, mode=mode), site).publish([statement(site, 2)])
            lane(directory, site).publish([statement(site, 2)])
            assert numbers(directory) == [2]
            assert "flood-test-1 2" in text(directory, "en/alerts/index.html")


def test_two_at_once_lose_nothing(moto, site):
    target, errors = moto.target(), []

    def publish(number):
        try:
            with buckets.opened(target) as store:
                lane(store, site).publish([statement(site, 1, f"flood-test-{number}")])
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=publish, args=(number,)) for number in range(1, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    with buckets.opened(target) as store:
        public = json.loads(store.read("alerts.json")[0])["alerts"]
        assert {alert["id"] for alert in public} == {f"flood-test-{n}" for n in range(1, 7)}
        assert all(f"flood-test-{n} 1" in text(store) for n in range(1, 7))


@given(st.permutations([1, 2, 3, 4]))
def test_in_whatever_order_they_come_the_last_one_holds(tmp_path_factory, site, order):
    with closing(DirectoryStore(tmp_path_factory.mktemp("lane"))) as store:
        shown = []
        for number in order:
            lane(store, site).publish([statement(site, number)])
            shown += numbers(store)
        assert shown == sorted(shown)
        assert shown[-1] == 4


def test_the_page_of_a_locale_that_is_no_more_goes(tmp_path, site):
    thai_alone = replace(site, locales=site.locales[:1])
    with closing(DirectoryStore(tmp_path)) as store:
        lane(store, site).publish([statement(site)])
        assert (tmp_path / "en/alerts/index.html").exists()
        lane(store, thai_alone).publish()
        assert not (tmp_path / "en/alerts/index.html").exists()
        assert (tmp_path / "th/alerts/index.html").exists()
