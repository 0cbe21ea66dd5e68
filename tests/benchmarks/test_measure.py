import subprocess
import sys

import pytest

from tests.benchmarks import measure

CHILD = """
import time
memory = bytearray(64 * 1024 * 1024)
while time.process_time() < 0.5:
    pass
"""
PARENT = "import subprocess, sys; print(subprocess.run([sys.executable, '-c', sys.argv[1]]))"


def test_a_command_is_charged_for_what_its_children_use(tmp_path):
    cost = measure.run([sys.executable, "-c", PARENT, CHILD], cwd=tmp_path)
    assert cost.cpu_seconds >= 0.5
    assert cost.user_seconds > 0
    assert cost.system_seconds > 0
    assert cost.peak_mib >= 64
    assert cost.stdout.startswith("CompletedProcess")


def test_a_command_that_fails_is_not_measured(tmp_path):
    with pytest.raises(measure.CommandFailed, match="ended with 3"):
        measure.run([sys.executable, "-c", "raise SystemExit(3)"], cwd=tmp_path)


def test_a_process_that_runs_is_charged_for_itself_and_its_children(tmp_path):
    waiting = PARENT + "; sys.stdout.flush(); sys.stdin.read()"
    command = [sys.executable, "-c", waiting, CHILD]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=tmp_path, **pipes) as process:
        process.stdout.readline()
        user, system = measure.cpu_times(process.pid)
        process.communicate()
    assert user > 0
    assert user + system >= 0.45  # each is exact to a hundredth
