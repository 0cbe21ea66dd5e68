"""A clean build that tells on stdout how much CPU time each stage took, as JSON.

    python -m tests.benchmarks.staged_build CONTENT RENDITIONS OUTPUT STATE

The builder announces its stages to a reporter; this one looks at the clock each time.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from site_builder import config as configuration
from site_builder import pipeline
from site_builder.progress import Advance, Reporter

# Announced by the builder -> what comes next, until the next announcement.
_AFTER = {
    "Reading": "checking media",
    "Pictures": "index, planning",
    "Rendering": "publishing pictures, records",
}


class StageClock(Reporter):
    """CPU seconds, those of finished worker processes included, by stage."""

    def __init__(self) -> None:
        super().__init__(quiet=True)
        self.seconds: dict[str, float] = {}
        self._stage, self._since = "start, records of media", 0.0

    @contextmanager
    def steps(self, label: str, total: int) -> Iterator[Advance]:
        self.begin(label.lower())
        yield lambda: None
        self.begin(_AFTER.get(label, f"after {label.lower()}"))

    def begin(self, stage: str) -> None:
        now = sum(os.times()[:4])
        self.seconds[self._stage] = self.seconds.get(self._stage, 0.0) + now - self._since
        self._stage, self._since = stage, now


def main() -> int:
    content, renditions, output, state = map(Path, sys.argv[1:])
    config = configuration.load(
        content=content, renditions=renditions, output=output, state=state, quiet=True
    )
    clock = StageClock()
    result = pipeline.build(config, clock)
    clock.begin("")
    json.dump(clock.seconds, sys.stdout)
    return result.exit_code


if __name__ == "__main__":
    raise SystemExit(main())
