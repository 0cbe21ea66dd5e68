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
