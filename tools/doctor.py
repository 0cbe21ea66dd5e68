"""Checks a machine before anything is installed, and names what is missing.

Runs on whatever Python there is, so it uses nothing newer than Python 3.6 and no package.
"""

import argparse
import importlib.util
import os
import shutil
import subprocess
import sys

NEEDED_PYTHON = (3, 11)
NEEDED_MIB = 1500
CONNECT_SECONDS = 8
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", action="store_true", help="also check the package index")
    options = parser.parse_args(argv)
    checks = [check_python, check_venv, check_sqlite, check_writable, check_disk]
    if options.network:
        checks.append(check_network)
    faults = [fault for fault in (check() for check in checks) if fault]
    for fault in faults:
        sys.stderr.write("Missing: %s\n" % fault)
    if not faults and not options.network:
        sys.stdout.write("Everything needed is here.\n")
    return 1 if faults else 0


def check_python():
    if sys.version_info >= NEEDED_PYTHON:
        return None
    return (
        "Python %d.%d or newer (this is %d.%d). Debian and Ubuntu: apt install python3.11; then "
        "make PYTHON=python3.11 ..." % (NEEDED_PYTHON + tuple(sys.version_info[:2]))
    )


def check_venv():
    if all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        return None
    return "Python's venv. Debian and Ubuntu: apt install python3-venv"


def check_sqlite():
    if importlib.util.find_spec("_sqlite3"):
        import sqlite3

        if sqlite3.sqlite_version_info >= (3, 35):
            return None
    return "SQLite 3.35 or newer in Python. Install your system's Python package with sqlite3."


def check_writable():
    if os.access(ROOT, os.W_OK):
        return None
    return "the right to write in %s. Take a folder of your own." % ROOT


def check_disk():
    free = shutil.disk_usage(ROOT).free // 2**20
    if free >= NEEDED_MIB:
        return None
    return "disk space: %d MiB free in %s, %d needed." % (free, ROOT, NEEDED_MIB)


def check_network():
    """Whether the package index answers. pip knows its own settings (index, proxy): ask it."""
    if os.environ.get("PIP_NO_INDEX"):
        return None  # packages come from local files
    command = [
        sys.executable,
        "-m",
        "pip",
        "--retries",
        "1",
        "--timeout",
        str(CONNECT_SECONDS),
        "index",
        "versions",
        "pip",
    ]
    try:
        answer = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=10 * CONNECT_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return _no_index(str(error))
    if answer.returncode == 0:
        return None
    lines = answer.stderr.decode(errors="replace").strip().splitlines()
    return _no_index(lines[-1] if lines else "no answer")


def _no_index(reason):
    return (
        "the Python package index (%s). Behind a proxy set HTTPS_PROXY; with an index of your own "
        "set PIP_INDEX_URL." % reason
    )


if __name__ == "__main__":
    sys.exit(main())
