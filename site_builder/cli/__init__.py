"""The commands of build.py. Data goes to stdout, everything else to stderr.

Exit codes: 0 all done; 1 nothing was done, the message says why; 2 usage; 3 done, but not all of
it: what was left out is listed.
"""

import argparse
import os
import sys
from collections.abc import Sequence

from site_builder.cli import building, deploying, options, publishing
from site_builder.errors import STOPPING
from site_builder.pipeline.report import BUILT, FAILED

DESCRIPTION = "Builds the static site and its feeds from the content folder, and deploys them."


def main(argv: Sequence[str] | None = None) -> int:
    given = _parser().parse_args(argv)
    try:
        code: int = given.run(options.read(given), given)
        sys.stdout.flush()
        return code
    except STOPPING as error:
        if _nobody_reads(error):
            return BUILT
        print(f"build.py: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return FAILED


def _nobody_reads(error: Exception) -> bool:
    """Whoever read what was printed, `head` for one, has seen enough."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return isinstance(error, BrokenPipeError)
    return False


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="build.py", description=DESCRIPTION)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    common = options.common()
    building.add_commands(commands, common)
    deploying.add_commands(commands, common)
    publishing.add_commands(commands, common)
    return parser
