"""`python -m tests.soak [--sequences N] [--jobs N] [--seed N]`: many random sequences of edits,
faults, kills and builds, each build compared with a clean one. Exits 1 when one differs.
"""

import argparse
import contextlib
import io
import multiprocessing
import os
import secrets
import sys
import time
import traceback
from collections.abc import Iterator
from collections.abc import Sequence as Words
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, fields

import jinja2
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from site_builder.rendering import theme
from tests.site_builder.scratch import scratch
from tests.site_builder.sequences import STEPS, Sequence, Tally

CHUNK = 50  # sequences that one seed gives


@dataclass(frozen=True)
class Outcome:
    """What came of one seed. `failure` holds the shortest steps that lead to it."""

    seed: int
    asked: int
    tally: Tally
    failure: str = ""


def main(argv: Words[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="tests.soak", description=__doc__)
    parser.add_argument("--sequences", type=int, default=2000, metavar="N")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), metavar="N", help="processes")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), metavar="N")
    options = parser.parse_args(argv)
    print(f"Seed {options.seed}, {options.jobs} processes.", file=sys.stderr, flush=True)
    started = time.monotonic()
    total, failures = Tally(), 0
    for outcome in _outcomes(options.seed, options.sequences, options.jobs):
        total = _sum(total, outcome.tally)
        failures += bool(outcome.failure)
        _tell(outcome, total, time.monotonic() - started)
    minutes = (time.monotonic() - started) / 60
    print(
        f"{_words(total)} in {minutes:.1f} min, {total.sequences / minutes:.0f} sequences a"
        f" minute, seed {options.seed}: {failures} failures."
    )
    return 1 if failures else 0


def _outcomes(first: int, sequences: int, jobs: int) -> Iterator[Outcome]:
    sizes = [min(CHUNK, sequences - start) for start in range(0, sequences, CHUNK)]
    spawn = multiprocessing.get_context("spawn")  # builds fork: each worker is to be on its own
    with ProcessPoolExecutor(jobs, mp_context=spawn) as pool:
        runs = [pool.submit(run, first + index, size) for index, size in enumerate(sizes)]
        for done in as_completed(runs):
            yield done.result()


def run(number: int, sequences: int) -> Outcome:
    """The sequences of one seed."""
    long = settings(
        max_examples=sequences, stateful_step_count=STEPS, deadline=None, database=None,
        phases=[Phase.generate, Phase.shrink], report_multiple_bugs=False,
        suppress_health_check=[*HealthCheck],
    )  # fmt: skip
    said, failure = io.StringIO(), ""
    with scratch() as folder, contextlib.redirect_stdout(said):
        theme.ENVIRONMENT["bytecode_cache"] = jinja2.FileSystemBytecodeCache(str(folder))
        Sequence.prepare(folder / "town")
        try:
            run_state_machine_as_test(seed(number)(Sequence), settings=long)
        except Exception:
            failure = f"{said.getvalue()}\n{traceback.format_exc()}"
    return Outcome(number, sequences, Sequence.tally, failure)


def _sum(one: Tally, other: Tally) -> Tally:
    names = [field.name for field in fields(Tally)]
    return Tally(**{name: getattr(one, name) + getattr(other, name) for name in names})


def _words(tally: Tally) -> str:
    return ", ".join(f"{getattr(tally, f.name):,} {f.name}" for f in fields(Tally))


def _tell(outcome: Outcome, total: Tally, seconds: float) -> None:
    print(f"{seconds:6.0f} s  {_words(total)}", file=sys.stderr, flush=True)
    if outcome.failure:
        again = f"--seed {outcome.seed} --sequences {outcome.asked} --jobs 1"
        print(f"{outcome.failure}\nAgain: python -m tests.soak {again}\n", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
