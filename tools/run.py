"""`make run`: the CMS, the export worker and the site with live rebuild, until Ctrl-C.

If one of the three ends by itself, the others are stopped and the exit code is 1.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

from tools import site

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS = 60.0
STOP_SECONDS = 15.0


def main() -> int:
    cms_url = os.environ.get("CMS_URL", "http://127.0.0.1:8000")
    config = site.config()
    addresses = {"CMS_URL": _address(cms_url), "url in site.toml": _address(config.url)}
    for setting, address in addresses.items():
        if _answers(address):
            print(
                f"Port {address[1]} is in use: stop what runs there, or set {setting} to another.",
                file=sys.stderr,
            )
            return 1
    if site.main() != 0:
        return 1
    admin = _admin_account()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    processes = _start(*addresses.values())
    try:
        if _wait_ready(processes, list(addresses.values()), stop):
            _greet(cms_url, config.url, admin)
        return _watch(processes, stop)
    finally:
        _stop(processes)


def _start(cms: tuple[str, int], public: tuple[str, int]) -> dict[str, "subprocess.Popen[bytes]"]:
    commands = {
        "the CMS": ["manage.py", "runserver", "--noreload", f"{cms[0]}:{cms[1]}"],
        "the export worker": ["manage.py", "export_worker"],
        "the site": ["build.py", "serve", "--watch", "--host", public[0], "--port", str(public[1])],
    }
    # Sessions of their own: Ctrl-C reaches this process only, which then stops them in order.
    return {
        name: subprocess.Popen([sys.executable, *command], cwd=ROOT, start_new_session=True)
        for name, command in commands.items()
    }


def _watch(processes: dict[str, "subprocess.Popen[bytes]"], stop: threading.Event) -> int:
    while not stop.wait(0.3):
        for name, process in processes.items():
            if process.poll() is not None:
                print(f"{name} ended by itself (exit {process.returncode}).", file=sys.stderr)
                return 1
    return 0


def _stop(processes: dict[str, "subprocess.Popen[bytes]"]) -> None:
    """Asks all to stop, and kills what does not."""
    print("\nStopping ...", file=sys.stderr)
    for process in processes.values():
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
    deadline = time.monotonic() + STOP_SECONDS
    for process in processes.values():
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    print("Stopped.", file=sys.stderr)


def _wait_ready(
    processes: dict[str, "subprocess.Popen[bytes]"],
    addresses: list[tuple[str, int]],
    stop: threading.Event,
) -> bool:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and not stop.wait(0.2):
        if any(process.poll() is not None for process in processes.values()):
            return False
        if all(_answers(address) for address in addresses):
            return True
    return False


def _admin_account() -> str:
    """Creates the first admin account; what to tell about it."""
    done = subprocess.run(
        [sys.executable, "manage.py", "office_admin"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    return done.stdout.strip() or "The admin account exists; `make password` sets a new password."


def _greet(cms_url: str, site_url: str, admin: str) -> None:
    print(
        f"\n  The newsroom   {cms_url}/admin/\n  The site       {site_url}/\n\n{admin}\n\n"
        "Ctrl-C stops everything.\n",
        file=sys.stderr,
        flush=True,
    )


def _address(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname or "127.0.0.1", parts.port or 80


def _answers(address: tuple[str, int]) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(address) == 0


if __name__ == "__main__":
    raise SystemExit(main())
