"""Who is due when answers have moved, and which question is given as the reason."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from site_builder.index.database import Index
from site_builder.index.outputs import Due, OutputRecord, Target, due
from site_builder.index.outputs.due import Dues
from site_builder.index.outputs.outcomes import Outcomes
from site_builder.index.outputs.wants import Wants
from site_builder.index.traces import packed

MENU, HOME, CARD, LATEST = "menu:th", "home:th", "card:a/th", "latest:th//:20"


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with closing(Index(tmp_path / "index.sqlite", fresh=True)) as index:
        yield index


def standing(index: Index, **reads: list[str]) -> None:
    """Outputs that stand, and what each has asked."""
    Wants(index).want("plan", [Target(path, "list", "th", "page") for path in reads])
    records = [record(due, reads[due.target.path]) for due in Dues(index).due()]
    Outcomes(index).done(records, 1)


def record(due: Due, reads: list[str]) -> OutputRecord:
    return OutputRecord(due.number, "0" * 64, 1, "[]", "[]", packed(reads), {}, "[]", "", "new")


def reasons(index: Index) -> dict[str, str]:
    return {due.target.path: due.reason for due in Dues(index).due()}


def test_whoever_asked_is_due(index: Index) -> None:
    standing(index, story=[CARD, MENU], front=[LATEST, MENU], alone=[HOME])
    Dues(index).make_due([CARD])
    assert reasons(index) == {"story": CARD}


def test_nobody_is_due_when_nothing_has_moved(index: Index) -> None:
    standing(index, story=[CARD, MENU])
    Dues(index).make_due([])
    assert not reasons(index)


@pytest.mark.parametrize("keys", [[CARD, HOME, LATEST, MENU], [MENU, LATEST, HOME, CARD]])
def test_the_reason_is_the_first_of_the_questions_in_order(index: Index, keys: list[str]) -> None:
    standing(
        index, few=[LATEST, CARD], many=[MENU, HOME], both=[LATEST, HOME], other=["sections:th"]
    )
    Dues(index).make_due(keys)
    assert reasons(index) == {"few": CARD, "many": HOME, "both": HOME}


def test_who_is_due_already_keeps_the_reason(index: Index) -> None:
    standing(index, story=[CARD, MENU])
    Dues(index).make_due([MENU])
    Dues(index).make_due([CARD])
    assert reasons(index) == {"story": MENU}


@pytest.mark.parametrize("count", [due._FEW, due._FEW + 1, 1000])
def test_the_records_are_looked_at_once_for_all_questions(index: Index, count: int) -> None:
    keys = [f"term:topic/{number:04}" for number in range(count)]
    standing(index, first=[keys[0], MENU], last=[keys[-1], CARD], other=[MENU, CARD])
    statements: list[str] = []
    index.database.set_trace_callback(statements.append)
    Dues(index).make_due(keys)
    index.database.set_trace_callback(None)
    assert len([sql for sql in statements if "reads" in sql and "FROM outputs" in sql]) == 1
    assert reasons(index) == {"first": keys[0], "last": keys[-1]}
