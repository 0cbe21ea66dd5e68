from datetime import datetime, timedelta

import pytest

from contract.alerts import current, next_change, shown
from tests.contract.alerts import LATER, statement

NOW = datetime.fromisoformat("2026-11-23T22:00:00+07:00")
FIRST = statement()


def numbers(alerts, now=NOW):
    return [(alert.id, alert.number) for alert in shown(alerts, now)]


def test_an_alert_is_in_force_until_the_moment_it_expires():
    assert shown([FIRST], FIRST.expires - timedelta(seconds=1)) == (FIRST,)
    assert shown([FIRST], FIRST.expires) == ()


def test_it_is_shown_before_the_danger_begins():
    assert FIRST.onset > NOW
    assert shown([FIRST], NOW) == (FIRST,)


def test_the_latest_statement_takes_the_place_of_those_before_in_any_order():
    second = statement(number=2, type="update", references=LATER)
    assert shown([FIRST, second], NOW) == shown([second, FIRST], NOW) == (second,)


def test_an_alert_whose_latest_statement_has_ended_does_not_fall_back_to_an_older_one():
    second = statement(number=2, type="update", expires="2026-11-23T21:30:00+07:00")
    assert shown([FIRST, second], NOW) == ()


def test_a_correction_of_the_same_number_holds_when_it_was_issued_later():
    mended = statement(issued="2026-11-23T21:05:00+07:00", source="ก")
    assert current([mended, FIRST]) == (mended,)


def test_a_cancelled_alert_is_not_shown_and_neither_is_its_cancellation():
    assert shown([FIRST, statement(number=2, type="cancel", references=LATER)], NOW) == ()


def test_an_all_clear_is_shown_until_it_expires():
    clear = statement(number=2, type="all_clear", references=LATER)
    assert shown([FIRST, clear], NOW) == (clear,)
    assert shown([FIRST, clear], clear.expires) == ()


def test_an_alert_replaced_by_another_one_stays_away_when_that_one_has_ended():
    other = statement(
        id="storm-drill", type="update", references=LATER, issued="2026-11-23T21:30:00+07:00",
        expires="2026-11-23T22:30:00+07:00",
    )  # fmt: skip
    assert numbers([FIRST, other]) == [("storm-drill", 1)]
    assert numbers([FIRST, other], NOW + timedelta(hours=1)) == []
    second = statement(number=2, type="update", references=LATER)
    assert ("flood-drill", 2) in numbers([FIRST, second, other])


def test_a_wrong_reference_can_be_taken_back():
    other = {"id": "storm-drill", "type": "update", "issued": "2026-11-23T21:30:00+07:00"}
    wrong = statement(**other, references=LATER)
    mended = statement(**{**other, "issued": "2026-11-23T21:40:00+07:00", "type": "alert"})
    assert numbers([FIRST, wrong]) == [("storm-drill", 1)]
    assert len(numbers([FIRST, wrong, mended])) == 2


def test_two_alerts_that_name_each_other_do_not_both_vanish():
    other = statement(id="storm-drill", references=LATER, type="update")
    first = statement(references=[{"id": "storm-drill", "number": 1}], type="update")
    assert len(shown([first, other], NOW)) == 1


@pytest.mark.parametrize("status", ["test", "exercise"])
def test_a_drill_never_hides_a_real_alert(status):
    real = statement(status="actual")
    drill = statement(
        status=status, number=2, type="cancel", references=LATER, issued="2026-11-23T21:30:00+07:00"
    )
    assert shown([real, drill], NOW) == (real,)
    elsewhere = statement(**{**drill.data, "id": "other"})
    assert shown([real, elsewhere], NOW) == (real,)


def test_what_matters_most_comes_first():
    def one(name, **changes):
        return statement(id=name, **{"status": "actual", **changes})

    later = "2026-11-23T21:30:00+07:00"
    wanted = [
        one("graver", severity="extreme", flag=None),
        one("siren", flag="red_siren"),
        one("newer", issued=later),
        one("a"),
        one("b"),
        one("yellow", flag="yellow"),
        one("no-flag", flag=None, severity="moderate"),
        one("clear", type="all_clear", severity="extreme", issued=later),
        one("exercise", status="exercise", severity="extreme"),
        one("test", status="test", severity="extreme"),
    ]
    assert shown(reversed(wanted), NOW) == tuple(wanted)


def test_the_next_change_is_the_first_end():
    sooner = statement(id="other", expires="2026-11-23T23:00:00+07:00")
    assert next_change([FIRST, sooner], NOW) == sooner.expires
    assert next_change([FIRST, sooner], sooner.expires) == FIRST.expires
    assert next_change([FIRST], FIRST.expires) is None
