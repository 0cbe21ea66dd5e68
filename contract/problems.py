"""Problems: what is wrong with a piece of content, where, and how to mend it.

A problem carries a stable code and its parameters; the sentences stand in messages/<language>.toml,
so that the builder can print them in English and the newsroom can show them in Thai.
"""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

MESSAGES = Path(__file__).parent / "messages"

MAX_OF_FILE = 40  # nobody mends more at once

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong. An `error` leaves the document out, a `warning` does not.

    `file` is relative to the content folder; `line` counts from 1, 0 means the whole file.
    """

    code: str
    file: str
    line: int = 0
    params: dict[str, Any] = field(default_factory=dict)
    severity: Severity = "error"

    def reason(self, language: str = "en") -> str:
        return self._text("reason", language)

    def mend(self, language: str = "en") -> str:
        return self._text("mend", language)

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "file": self.file,
            "line": self.line,
            "mend": self.mend(),
            "params": self.params,
            "reason": self.reason(),
            "severity": self.severity,
            "th": {"mend": self.mend("th"), "reason": self.reason("th")},
        }

    def __str__(self) -> str:
        file = excerpt(self.file, 300)
        where = f"{file}:{self.line}" if self.line else file
        return f"{where}: {self.code}: {self.reason()} {self.mend()}"

    def _text(self, part: str, language: str) -> str:
        printable = {key: excerpt(value, 300) for key, value in self.params.items()}
        return messages(language)[self.code][part].format_map(printable)


def capped(problems: list[Problem]) -> list[Problem]:
    """At most MAX_OF_FILE problems of each file, and one that says how many more there are."""
    kept: dict[str, list[Problem]] = {}
    for problem in problems:
        kept.setdefault(problem.file, []).append(problem)
    return [problem for found in kept.values() for problem in _first(found)]


def _first(found: list[Problem]) -> list[Problem]:
    first, more = found[:MAX_OF_FILE], found[MAX_OF_FILE:]
    if not more:
        return first
    severity: Severity = "error" if any(p.severity == "error" for p in more) else "warning"
    return [*first, Problem("file.more", found[0].file, 0, {"count": len(more)}, severity)]


class ContractError(ValueError):
    """Content that breaks the contract. `problems` holds at least one problem."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems

    @classmethod
    def of(cls, code: str, file: str, line: int = 0, **params: Any) -> "ContractError":
        return cls([Problem(code, file, line, params)])


@cache
def messages(language: str) -> dict[str, dict[str, str]]:
    """Code -> {"reason", "mend"} in one language."""
    return tomllib.loads((MESSAGES / f"{language}.toml").read_text(encoding="utf-8"))


def excerpt(value: object, limit: int = 60) -> str:
    """A short, printable piece of a hostile value for a message."""
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(value))
    return text if len(text) <= limit else text[:limit] + "…"
