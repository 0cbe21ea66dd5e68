from datetime import datetime, timedelta

import pytest
from hypothesis import given

from contract import problems
from contract.alerts import check, current, dump, merge, parse, shown
from contract.problems import ContractError
from tests.contract.alerts import LATER, statement
from tests.contract.alerts import strategies as given_alerts

NOW = datetime.fromisoformat("2026-11-23T22:00:00+07:00")
FIRST = statement()
SECOND = statement(number=2, type="update", references=LATER, issued="2026-11-23T21:30:00+07:00")


@given(given_alerts.records, given_alerts.records, given_alerts.records)
def test_in_whatever_order_records_are_joined_the_outcome_is_the_same(one, two, three):
    assert merge(one, two) == merge(two, one)
    assert merge(merge(one, two), three) == merge(one, merge(two, three))
    assert merge(merge(one, two), two) == merge(one, two)


@given(given_alerts.records, given_alerts.records)
def test_nothing_older_is_ever_put_over_a_statement(known, news):
    before = {alert.key: alert.rank for alert in current(merge(known, ()))}
    after = {alert.key: alert.rank for alert in current(merge(known, news))}
    assert all(after[key] >= rank for key, rank in before.items())
    assert {*after} == {alert.key for alert in (*known, *news)}


@given(given_alerts.records, given_alerts.moments)
def test_what_is_in_force_does_not_depend_on_what_else_is_said_twice(known, now):
    assert shown(known + known[::-1], now) == shown(merge(known, ()), now)


@given(given_alerts.records, given_alerts.moments)
def test_time_alone_brings_no_alert_back(known, now):
    assert {*shown(known, now + timedelta(hours=1))} <= {*shown(known, now)}


@given(given_alerts.records)
def test_a_record_comes_back_as_it_was_dumped(known):
    raw = dump(known, NOW)
    assert parse(raw) == merge(known, ())
    assert dump(parse(raw), NOW) == raw


def test_the_whole_history_is_kept_for_a_year_after_the_end():
    later = SECOND.expires + timedelta(days=365)
    assert parse(dump([FIRST, SECOND], later - timedelta(seconds=1))) == (FIRST, SECOND)
    assert parse(dump([FIRST, SECOND], later)) == ()


def test_a_record_keeps_who_wrote_and_who_approved():
    text = dump([FIRST], NOW).decode()
    assert FIRST.data["written_by"] in text
    assert FIRST.data["approved_by"] in text


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b'{"version": 2, "alerts": []}', b'{"version": 1, "alerts": [{}]}']
)
def test_a_record_that_cannot_be_read_is_no_empty_record(raw):
    with pytest.raises(ContractError):
        parse(raw)


def found(alert, *known, now=NOW):
    return [(problem.code, problem.severity) for problem in check(alert, known, now, "a.yaml")]


def test_a_new_statement_and_the_same_one_again_may_go_out():
    assert found(FIRST) == found(SECOND, FIRST) == []
    assert found(SECOND, FIRST, SECOND) == []
    assert found(FIRST, FIRST, now=FIRST.expires) == []


@pytest.mark.parametrize(
    ("alert", "known", "code"),
    [
        (FIRST, [FIRST, SECOND], "alert.older"),
        (statement(source="ก"), [FIRST], "alert.same_number"),
        (statement(issued="2026-11-23T20:00:00+07:00"), [FIRST], "alert.older"),
        (statement(status="exercise", number=2), [FIRST], "alert.status"),
        (statement(expires="2026-11-23T21:59:00+07:00"), [], "alert.over"),
        (statement(issued="2026-11-23T22:10:01+07:00"), [], "alert.not_yet"),
    ],
)
def test_what_the_public_would_not_see_is_refused(alert, known, code):
    assert found(alert, *known) == [(code, "error")]
    (problem,) = check(alert, known, NOW, "a.yaml")
    for language in problems.MESSAGES.glob("*.toml"):
        assert problem.reason(language.stem)
        assert problem.mend(language.stem)


def test_a_correction_with_a_later_time_may_go_out():
    assert found(statement(issued="2026-11-23T21:01:00+07:00", source="ก"), FIRST) == []


def test_a_reference_to_nothing_is_a_warning():
    assert found(SECOND) == [("alert.reference_unknown", "warning")]


@pytest.mark.parametrize("flag", ["red", "red_siren"])
def test_an_all_clear_that_still_shows_a_high_flag_is_a_warning(flag):
    over = {"type": "all_clear", "number": 2, "references": LATER, "flag": flag}
    assert found(statement(**over), FIRST) == [("alert.all_clear_flag", "warning")]
    (problem,) = check(statement(**over), [FIRST], NOW, "a.yaml")
    assert flag in problem.reason()
    assert flag in problem.reason("th")


@pytest.mark.parametrize("flag", ["green", "yellow", None])
def test_an_all_clear_may_have_a_low_flag_or_none(flag):
    over = {"type": "all_clear", "number": 2, "references": LATER, "flag": flag}
    assert found(statement(**over), FIRST) == []


def test_a_number_that_leaves_others_out_is_a_warning():
    third = statement(number=3, type="update", references=LATER)
    assert found(third, FIRST) == [("alert.number_left_out", "warning")]
    assert found(third, FIRST, SECOND) == []
    assert found(statement(number=2)) == [("alert.number_left_out", "warning")]
