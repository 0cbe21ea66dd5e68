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
    assert cost.peak_mib >= 64
    assert cost.stdout.startswith("CompletedProcess")


def test_a_command_that_fails_is_not_measured(tmp_path):
    with pytest.raises(measure.CommandFailed, match="ended with 3"):
        measure.run([sys.executable, "-c", "raise SystemExit(3)"], cwd=tmp_path)
