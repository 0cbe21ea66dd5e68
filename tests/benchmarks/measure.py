"""What a command costs: wall time, CPU time, and memory of all its processes together.

Memory is the peak of the summed PSS (proportional set size: memory that processes share counts
once), read from /proc every 100 ms; so Linux only, and shorter peaks can be missed. CPU time is
exact: user and system time, apart, of the command and of every descendant that was waited for.
"""

import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

INTERVAL_SECONDS = 0.1


@dataclass(frozen=True)
class Cost:
    """What one run took. `peak_mib` is in MiB of PSS, summed over the process tree."""

    wall_seconds: float
    user_seconds: float
    system_seconds: float
    peak_mib: float
    exit_code: int
    stdout: str

    @property
    def cpu_seconds(self) -> float:
        return self.user_seconds + self.system_seconds

    @property
    def cores_used(self) -> float:
        return self.cpu_seconds / self.wall_seconds


class CommandFailed(Exception):
    """The command ended with another code than 0."""


def run(command: Sequence[str | Path], *, cwd: Path, env: Mapping[str, str] | None = None) -> Cost:
    """Runs the command to its end; what it says on stderr is shown. Raises CommandFailed."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as stdout:
        started = monotonic()
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdout=stdout,
        )
        with MemorySampler(process.pid) as memory:
            _pid, status, usage = os.wait4(process.pid, 0)
            wall = monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        stdout.seek(0)
        said = stdout.read()
    if process.returncode:
        raise CommandFailed(f"{' '.join(process.args)} ended with {process.returncode}\n{said}")
    user, system, code = usage.ru_utime, usage.ru_stime, process.returncode
    return Cost(wall, user, system, memory.peak_kib / 1024, code, said)


class MemorySampler:
    """Watches a process and its descendants from a thread while the `with` block lasts."""

    def __init__(self, pid: int) -> None:
        self.pid, self.peak_kib = pid, 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "MemorySampler":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(INTERVAL_SECONDS):
            self.peak_kib = max(self.peak_kib, sum(map(_pss_kib, _tree(self.pid))))


def cpu_seconds(pid: int) -> float:
    """What a running process and its descendants took so far, those that were waited for included;
    exact to a hundredth of a second each."""
    return sum(cpu_times(pid))


def cpu_times(pid: int) -> tuple[float, float]:
    """The same, as seconds in user and in system mode."""
    ticks = [_cpu_ticks(process) for process in _tree(pid)]
    user, system = (sum(column) / os.sysconf("SC_CLK_TCK") for column in zip(*ticks, strict=True))
    return user, system


def _cpu_ticks(pid: int) -> tuple[int, int]:
    """In user and in system mode, own and of children that were waited for."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        user, system, children_user, children_system = map(int, fields[11:15])
        return user + children_user, system + children_system
    return 0, 0


def _tree(pid: int) -> Iterator[int]:
    """The process and all its descendants that run now."""
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in children.read_text().split():
                yield from _tree(int(child))


def _pss_kib(pid: int) -> int:
    with suppress(OSError), open(f"/proc/{pid}/smaps_rollup") as rollup:
        for line in rollup:
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
