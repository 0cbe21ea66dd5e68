"""Spreading work over processes.

Workers are forked, so they see what the parent prepared without it being copied or pickled; only
the chunk to work on and its result travel. Small work is done in place.
"""

import gc
import multiprocessing
import os
import threading
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
    life = os.pipe()
    pool = ProcessPoolExecutor(
        min(jobs, len(ranges)), mp_context=fork, initializer=_end_with_parent, initargs=life
    )
    try:
        for done in as_completed([pool.submit(_run_range, indexes) for indexes in ranges]):
            yield from done.result()
    except BrokenProcessPool as error:
        raise BuildError("A worker process was killed; is there enough memory?") from error
    finally:
        pool.shutdown(cancel_futures=True)
        gc.unfreeze()
        _task = None
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
    assert _task is not None
    work, items = _task
    return [work(items[index]) for index in indexes]
