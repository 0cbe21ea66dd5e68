"""The result of a build: for the terminal, the exit code, and last-build.json."""

import contextlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from contract.problems import Problem
from site_builder import atomic

BUILT, FAILED, LEFT_OUT = 0, 1, 3


@dataclass
class Result:
    """What a build did. `kept` are files whose last good version stands in for a broken one,
    `awaited` pictures that are still to be made."""

    content_version: int = 0
    documents: int = 0
    pages: int = 0
    feeds: int = 0
    pictures: int = 0
    outputs: int = 0
    rendered: int = 0
    removed: int = 0
    awaited: int = 0
    seconds: float = 0.0
    scan: tuple[int, float] = (0, 0.0)  # files, seconds
    kept: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        return LEFT_OUT if any(p.severity == "error" for p in self.problems) else BUILT

    def as_json(self) -> dict[str, object]:
        return {
            "content_version": self.content_version,
            "counts": {
                "awaited_pictures": self.awaited,
                "documents": self.documents,
                "feeds": self.feeds,
                "outputs": self.outputs,
                "pages": self.pages,
                "pictures": self.pictures,
                "removed": self.removed,
                "rendered": self.rendered,
            },
            "exit_code": self.exit_code,
            "kept_last_good": sorted(self.kept),
            "problems": [problem.as_json() for problem in self.ordered_problems()],
            "seconds": round(self.seconds, 3),
            "timings": {"scan": round(self.scan[1], 4), "scanned_files": self.scan[0]},
        }

    def ordered_problems(self) -> list[Problem]:
        """By place; what several pages found in one document counts once."""
        unique = {(p.file, p.line, p.code, str(p.params)): p for p in self.problems}
        return [problem for _, problem in sorted(unique.items(), key=lambda item: item[0])]

    def save(self, path: Path) -> None:
        _write(path, self.as_json())

    def summary(self) -> str:
        text = (
            f"Built {self.documents:,} documents into {self.pages:,} pages, {self.feeds:,} feeds"
            f" and {self.pictures:,} pictures in {self.seconds:.1f} s."
        )
        text += f" {self.rendered:,} outputs were rendered."
        if self.awaited:
            text += f" {self.awaited:,} pictures follow."
        left_out = len({p.file for p in self.problems if p.severity == "error"})
        if left_out:
            text += f" {left_out:,} files have problems; they are listed above."
        return text


def save_failure(path: Path, error: str) -> None:
    """Says in the report of the last build, which stays true of the site, that one failed since."""
    try:
        before = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        before = {"problems": []}
    with contextlib.suppress(OSError):  # a full disk: the terminal has the message
        _write(path, {**before, "error": error, "exit_code": FAILED})


def _write(path: Path, value: dict[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    atomic.write(path, (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode())
