"""A newsroom that runs as an office runs it: `make run`, in folders and on ports of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 300


class Office:
    """All that it makes is in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.cms, self.site = (f"http://127.0.0.1:{_free_port()}" for _ in range(2))
        self.data, self.output, self.log = folder / "data", folder / "output", folder / "log"
        toml = (ROOT / "site.toml").read_text(encoding="utf-8")
        (folder / "site.toml").write_text(
            re.sub(r'(?m)^url = "[^"]*"', f'url = "{self.site}"', toml), encoding="utf-8"
        )
        self.environment = {
            **os.environ,
            "DATA_DIR": str(self.data),
            "OUTPUT_DIR": str(self.output),
            "SITE_TOML": str(folder / "site.toml"),
            "CMS_URL": self.cms,
            "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
        }

    def start(self) -> None:
        """Also again, after it was stopped."""
        self._began = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tools.run"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait(lambda: "Ctrl-C stops everything" in self.said(), START_SECONDS, self.said)

    def stop(self) -> int:
        """The exit code, also of one that was stopped before."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=60)

    def said(self) -> str:
        """Since its last start."""
        return self.log.read_bytes()[self._began :].decode("utf-8", errors="replace")

    def password(self) -> str:
        """Of the first account, as it was printed at the first start."""
        said = self.log.read_text(encoding="utf-8", errors="replace")
        found = re.search(r"password: (\S+)", said)
        assert found
        return found[1]


def wait(condition: Callable[[], object], seconds: float, explain: Callable[[], str]) -> None:
    """Until the condition holds. Raises TimeoutError with the end of the explanation."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(explain()[-3000:])
        time.sleep(0.02)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
