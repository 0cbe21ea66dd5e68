"""Running the tests of a mutation."""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from tests.mutations.catalogue import TESTS
from tests.mutations.plugin import VARIABLE
from tests.site_builder.sites import ROOT

# The builder's tests need no Django, which takes longer to start than most of them.
_WITHOUT = ("-p", "no:django", "-p", "no:xdist", "-W", "ignore::pytest.PytestConfigWarning")
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.M)
PASSED, FAILED = 0, 1


@dataclass(frozen=True)
class Outcome:
    """`killer` is the test that failed; empty when none did."""

    killer: str
    output: str

    @property
    def survived(self) -> bool:
        return not self.killer


def run(mutation: str = "", tests: Sequence[str] = TESTS) -> Outcome:
    """Until the first test fails; without a mutation none may. Raises RuntimeError when the tests
    could not be run."""
    command = [
        sys.executable, "-m", "pytest", "-x", "-q", *_WITHOUT, "-p", "tests.mutations.plugin", *tests,
    ]  # fmt: skip
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env={**os.environ, VARIABLE: mutation}
    )
    if done.returncode not in (PASSED, FAILED):
        words = f"{' '.join(command)} ended with {done.returncode}"
        raise RuntimeError(f"{words}\n{done.stdout}\n{done.stderr}")
    failed = _FAILED.findall(done.stdout)
    return Outcome(failed[0] if failed else "", done.stdout)
