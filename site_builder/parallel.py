"""Spreading work over processes.

Workers are forked, so they see what the parent prepared without it being copied or pickled; only
the chunk to work on and its result travel. Small work is done in place.
"""

import gc
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    Future,
    ProcessPoolExecutor,
    as_completed,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, TypeVar

from site_builder.errors import BuildError

Item = TypeVar("Item")
Result = TypeVar("Result")

SMALL = 48  # below this many items a fork costs more than it saves

_work: Callable[[Any], Any] | None = None
_items: Sequence[Any] = ()


def run(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    *,
    jobs: int,
    chunk: int = 16,
    small: int | None = None,
) -> Iterator[Result]:
    """`work(item)` of every item, in no particular order. `small` overrides SMALL.

    Raises BuildError when the system kills a worker; a `multiprocessing.Pool` would wait for ever.
    """
    if jobs <= 1 or len(items) < (SMALL if small is None else small):
        yield from map(work, items)
        return
    ranges = [range(start, min(start + chunk, len(items))) for start in range(0, len(items), chunk)]
    with _workers(min(jobs, len(ranges)), work, items) as pool:
        for done in as_completed([pool.submit(_run_range, indexes) for indexes in ranges]):
            yield from done.result()


def keep_busy(
    work: Callable[[Item], Result], take: Callable[[], Item | None], *, jobs: int
) -> Iterator[Result]:
    """`work(item)` of what `take` gives, which is asked as late as possible, until it gives None
    and nothing is under way. Raises BuildError as `run` does."""
    with _workers(jobs, work) as pool:
        under_way: set[Future[Result]] = set()
        while True:
            # One more than there are processes: none waits for its next item.
            while len(under_way) <= jobs and (item := take()) is not None:
                under_way.add(pool.submit(_run_one, item))
            if not under_way:
                return
            done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)


@contextmanager
def _workers(
    count: int, work: Callable[[Any], Any], items: Sequence[Any] = ()
) -> Iterator[ProcessPoolExecutor]:
    """Processes that inherit `work` and `items`."""
    global _work, _items
    _work, _items = work, items
    fork = multiprocessing.get_context("fork")
    gc.freeze()  # the workers' collectors leave alone, and so shared, what they inherit
    life = os.pipe()
    pool = ProcessPoolExecutor(count, mp_context=fork, initializer=_end_with_parent, initargs=life)
    try:
        yield pool
    except BrokenProcessPool as error:
        raise BuildError("A worker process was killed; is there enough memory?") from error
    finally:
        pool.shutdown(cancel_futures=True)
        gc.unfreeze()
        _work, _items = None, ()
        for end in life:
            os.close(end)


def _end_with_parent(reading: int, writing: int) -> None:
    """A worker whose parent was killed would wait for work for ever, and hold the build's lock.
    Only the parent has the writing end of the pipe, so its death ends the reading."""
    os.close(writing)

    def follow() -> None:
        os.read(reading, 1)
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


def _run_range(indexes: range) -> list[Any]:
    return [_run_one(_items[index]) for index in indexes]


def _run_one(item: Any) -> Any:
    assert _work is not None
    return _work(item)
