"""A process that stays: what it says, what it takes, and its end."""

import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

from tests.benchmarks import measure
from tests.benchmarks.measure import MemorySampler

END_SECONDS = 30.0


class Resident:
    """Runs `command` while the `with` block lasts; both its outputs go to `log`."""

    def __init__(
        self,
        command: Sequence[str | Path],
        cwd: Path,
        log: Path,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.command, self.cwd, self.log, self.env = command, cwd, log, env

    def __enter__(self) -> "Resident":
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                [str(part) for part in self.command],
                cwd=self.cwd,
                env=None if self.env is None else dict(self.env),
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        self.memory = MemorySampler(self.process.pid).__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.memory.__exit__(kind, error, trace)
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def cpu_times(self) -> tuple[float, float]:
        """Seconds in user and in system mode, of all its processes so far."""
        return measure.cpu_times(self.process.pid)

    @property
    def peak_mib(self) -> float:
        """Since its start."""
        return self.memory.peak_kib / 1024
