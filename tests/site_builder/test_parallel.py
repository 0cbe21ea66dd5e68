import os
import signal

import pytest

from site_builder import parallel
from site_builder.errors import BuildError


@pytest.mark.parametrize("jobs", [1, 2, 3])
@pytest.mark.parametrize("total", [0, 1, 5, 200])
def test_every_item_is_worked_on_once(jobs: int, total: int) -> None:
    found = parallel.run(lambda n: n * n, range(total), jobs=jobs, small=2, chunk=7)
    assert sorted(found) == [n * n for n in range(total)]


def test_an_error_in_a_worker_reaches_the_caller() -> None:
    with pytest.raises(ZeroDivisionError):
        list(parallel.run(lambda n: 1 // n, range(60), jobs=2))


def test_a_killed_worker_is_an_error_not_a_wait_for_ever() -> None:
    def work(number: int) -> int:
        if number == 30:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    with pytest.raises(BuildError, match="worker process was killed"):
        list(parallel.run(work, range(60), jobs=2))


def test_what_is_taken_one_by_one_is_worked_on_once() -> None:
    items = iter(range(1, 40))
    found = parallel.keep_busy(lambda n: n * n, lambda: next(items, None), jobs=2)
    assert sorted(found) == [n * n for n in range(1, 40)]


def test_items_are_taken_no_earlier_than_they_are_needed() -> None:
    taken = 0

    def take() -> int | None:
        nonlocal taken
        taken += 1
        return taken if taken < 30 else None

    found = parallel.keep_busy(lambda n: n, take, jobs=2)
    next(found)
    assert taken <= 5
    assert len(list(found)) == 28


def test_nothing_to_take_is_no_work() -> None:
    assert list(parallel.keep_busy(str, lambda: None, jobs=2)) == []


def test_a_worker_that_is_killed_while_busy_is_an_error() -> None:
    items = iter([1, 2, 3, 4, 5])
    with pytest.raises(BuildError, match="worker process was killed"):
        list(parallel.keep_busy(_die_at_three, lambda: next(items, None), jobs=2))


def _die_at_three(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number
