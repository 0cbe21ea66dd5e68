"""Our builder, driven through its command line alone."""

import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from contract.site_config import SiteConfig
from tests.benchmarks import measure
from tests.benchmarks.incremental.warming import write_warming
from tests.benchmarks.measure import Cost
from tests.benchmarks.pictures import Picture
from tests.benchmarks.report import ROOT


class Builder:
    """The command and its folders. The theme is a copy, so that its templates can be edited."""

    def __init__(self, content: Path, output: Path, folder: Path, renditions: Path, theme: Path):
        self.folders = {
            "content": content,
            "output": output,
            "state": folder / "state",
            "renditions": renditions,
            "theme": folder / "theme",
        }
        shutil.copytree(theme, self.folders["theme"])

    @property
    def output(self) -> Path:
        return self.folders["output"]

    @property
    def last_build(self) -> Path:
        return self.folders["state"] / "last-build.json"

    def command(self, *more: str) -> list[str | Path]:
        command: list[str | Path] = [sys.executable, "-m", "site_builder", "build", "--quiet"]
        for option, folder in self.folders.items():
            command += [f"--{option}", folder]
        return [*command, *more]

    def build(self, *more: str) -> Cost:
        """In a process of its own. Raises CommandFailed."""
        return measure.run(self.command(*more), cwd=ROOT)

    def forget(self) -> None:
        """Everything but content, theme and renditions."""
        for name in ("output", "state"):
            shutil.rmtree(self.folders[name], ignore_errors=True)

    def said(self) -> dict[str, Any]:
        """What the last build says of itself."""
        report: dict[str, Any] = json.loads(self.last_build.read_text(encoding="utf-8"))
        return report

    def figures(self) -> dict[str, Any]:
        """The last build's own time, and its content scan where it tells that apart."""
        said = self.said()
        timings = said.get("timings", {})
        return {
            "own_seconds": said["seconds"],
            "scan_seconds": timings.get("scan"),
            "scanned_files": timings.get("scanned_files"),
        }


def theme_of(site: SiteConfig) -> Path:
    return ROOT / "themes" / site.theme


def warm(folder: Path, site: SiteConfig, renditions: Path, shown: Sequence[Picture]) -> None:
    """Makes the renditions of all the pictures, so that no measurement waits for an encoder."""
    write_warming(folder / "content", site, shown)
    Builder(folder / "content", folder / "output", folder, renditions, theme_of(site)).build()
    shutil.rmtree(folder)
