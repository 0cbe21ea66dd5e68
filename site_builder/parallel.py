"""Spreading work over processes.

Workers are forked, so they see what the parent prepared without it being copied or pickled; only
the chunk to work on and its result travel. Small work is done in place.
"""

import gc
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from site_builder.errors import BuildError

Item = TypeVar("Item")
Result = TypeVar("Result")

SMALL = 48  # below this many items a fork costs more than it saves

_task: tuple[Callable[[Any], Any], Sequence[Any]] | None = None


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
    global _task
    if jobs <= 1 or len(items) < (SMALL if small is None else small):
        yield from map(work, items)
        return
    ranges = [range(start, min(start + chunk, len(items))) for start in range(0, len(items), chunk)]
    _task = (work, items)
    fork = multiprocessing.get_context("fork")
    gc.freeze()  # the workers' collectors leave alone, and so shared, what they inherit
    pool = ProcessPoolExecutor(min(jobs, len(ranges)), mp_context=fork)
    try:
        for done in as_completed([pool.submit(_run_range, indexes) for indexes in ranges]):
            yield from done.result()
    except BrokenProcessPool as error:
        raise BuildError("A worker process was killed; is there enough memory?") from error
    finally:
        pool.shutdown(cancel_futures=True)
        gc.unfreeze()
        _task = None


def _run_range(indexes: range) -> list[Any]:
    assert _task is not None
    work, items = _task
    return [work(items[index]) for index in indexes]
