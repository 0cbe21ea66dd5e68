"""`python -m tests.mutations [NAME ...]`: disables each call by which the builder notices changes,
one at a time, and runs tests that must fail then. Prints which test failed. Exits 1 when none did,
or when one did of a call that is held to be needless.
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
    found = list(_told(chosen))
    wrong = [
        mutation.name for mutation, outcome in found if outcome.survived != bool(mutation.needless)
    ]
    print(
        f"{len(found)} mutations, {len(wrong)} of them not as expected. {' '.join(wrong)}".rstrip()
    )
    return 1 if wrong else 0


def _told(mutations: list[Mutation]) -> Iterator[tuple[Mutation, Outcome]]:
    """Tells of each while it goes on."""
    width = max(len(mutation.name) for mutation in mutations)
    for mutation in mutations:
        started = time.monotonic()
        outcome = run(mutation.name)
        seconds = time.monotonic() - started
        print(f"{mutation.name:{width}} {seconds:5.0f} s  {_words(mutation, outcome)}", flush=True)
        yield mutation, outcome


def _words(mutation: Mutation, outcome: Outcome) -> str:
    if outcome.survived:
        return f"needless: {mutation.needless}" if mutation.needless else SURVIVED
    killer = outcome.killer.removeprefix("tests/site_builder/")
    return f"NEEDED: {killer}" if mutation.needless else killer


if __name__ == "__main__":
    raise SystemExit(main())
