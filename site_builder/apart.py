"""Commands of build.py that run beside this process, in one of their own."""

import os
import subprocess
import sys

from site_builder import config as configuration
from site_builder.config import BuildConfig


class Watching:
    """Builds on every change, in a process that forks workers: one that has threads must not."""

    def __init__(self, config: BuildConfig) -> None:
        words = ["build", "--watch", "--parent", str(os.getpid())]
        self._process = subprocess.Popen(  # noqa: S603
            _command(config, words), cwd=configuration.ROOT
        )

    def wait(self) -> None:
        self._process.wait()

    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()


class Encoder:
    """Makes the renditions that are wanted, in one process at a time, so that no build waits."""

    def __init__(self, config: BuildConfig) -> None:
        self.config = config
        self._process: subprocess.Popen[bytes] | None = None

    def wake(self) -> bool:
        """Whether it began now: one that works sees by itself what is wanted."""
        if self._process is not None and self._process.poll() is None:
            return False
        command = _command(self.config, ["media", "--encode"])
        self._process = subprocess.Popen(  # noqa: S603
            command, cwd=configuration.ROOT, stdout=subprocess.DEVNULL
        )
        return True

    def finished(self) -> bool:
        """True once after each run, however it ended."""
        if self._process is None or self._process.poll() is None:
            return False
        self._process = None
        return True

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait()


def _command(config: BuildConfig, words: list[str]) -> list[str]:
    command = [sys.executable, "-m", "site_builder", *words, "--site-url", config.site.url]
    for name in ("content", "output", "state", "renditions", "theme", "jobs"):
        command += [f"--{name}", str(getattr(config, name))]
    return [*command, "--quiet"] if config.quiet else command
