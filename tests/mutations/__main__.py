"""`python -m tests.mutations [NAME ...]`: disables each call by which the builder notices changes,
one at a time, and runs tests that must fail then. Prints which test failed. Exits 1 when none did.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence

from tests.mutations.catalogue import MUTATIONS, Mutation
from tests.mutations.run import Outcome, run

SURVIVED = "SURVIVED"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="tests.mutations", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these")
    options = parser.parse_args(argv)
    if unknown := set(options.names) - MUTATIONS.keys():
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(MUTATIONS)}")
    chosen = [MUTATIONS[name] for name in options.names or MUTATIONS]
    if failed := run().killer:
        print(f"With nothing disabled {failed} fails.", file=sys.stderr)
        return 1
    survivors = [mutation.name for mutation, outcome in _told(chosen) if outcome.survived]
    print(f"{len(chosen)} mutations, {len(survivors)} survived. {' '.join(survivors)}".rstrip())
    return 1 if survivors else 0


def _told(mutations: list[Mutation]) -> Iterator[tuple[Mutation, Outcome]]:
    width = max(len(mutation.name) for mutation in mutations)
    for mutation in mutations:
        started = time.monotonic()
        outcome = run(mutation.name)
        seconds = time.monotonic() - started
        killer = outcome.killer.removeprefix("tests/site_builder/")
        print(f"{mutation.name:{width}} {seconds:5.0f} s  {killer or SURVIVED}", flush=True)
        yield mutation, outcome


if __name__ == "__main__":
    raise SystemExit(main())
