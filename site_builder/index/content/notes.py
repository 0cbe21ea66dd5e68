"""Problems that the content has, by the step that found them."""

import json
from collections.abc import Iterable
from dataclasses import astuple

from contract.problems import Problem
from site_builder.index.database import Index

# The steps that find problems, in the order in which they come.
SCAN, LOAD, MEDIA, USE, CONFLICT, TERMS, REDIRECTS = (
    "scan", "load", "media", "use", "conflict", "terms", "redirects"
)  # fmt: skip
OF_DOCUMENTS = (LOAD, USE, CONFLICT, TERMS)


class Notes:
    def __init__(self, index: Index) -> None:
        self.index, self.database = index, index.database

    def note(self, stage: str, problems: Iterable[Problem]) -> None:
        rows = (
            (p.file, stage, p.severity == "error", json.dumps(astuple(p), ensure_ascii=False))
            for p in problems
        )
        self.database.executemany("INSERT INTO notes VALUES (?,?,?,?)", rows)

    def clear(self, stage: str, files: Iterable[str] | None = None) -> None:
        """Drops the notes of a step, all or those of some files and of what lies below them."""
        if files is None:
            self.database.execute("DELETE FROM notes WHERE stage = ?", (stage,))
        else:
            sql = "DELETE FROM notes WHERE (file = ? OR file > ? AND file < ?) AND stage = ?"
            rows = ((file, f"{file}/", f"{file}0", stage) for file in files)
            self.database.executemany(sql, rows)

    def of(self, *stages: str) -> list[Problem]:
        marks = ", ".join("?" * len(stages))
        sql = f"SELECT note FROM notes WHERE stage IN ({marks})"
        return [Problem(*json.loads(note)) for note in self.index.column(sql, *stages)]

    def faulty(self) -> set[str]:
        """The files that are left out, or whose last good version stands in."""
        sql = "SELECT file FROM notes WHERE error AND stage IN (?,?,?)"
        return set(self.index.column(sql, LOAD, USE, CONFLICT))

    def is_hiding(self) -> bool:
        """Whether something in the folder could not be looked at."""
        held = "SELECT 1 FROM notes WHERE stage = ? AND instr(note, ?)"
        codes = ("file.symlink", "file.unreadable")
        return any(self.index.column(held, SCAN, f'"{code}"') for code in codes)

    def broken_media(self, digest_: str) -> Problem | None:
        """Why a picture or an attachment is none."""
        folder = f"media/{digest_}/"
        sql = "SELECT note FROM notes WHERE file > ? AND file < ? AND stage IN (?, ?)"
        found = self.index.column(sql, folder, folder[:-1] + "0", SCAN, MEDIA)
        found += self.index.column("SELECT note FROM notes WHERE file = ?", folder[:-1])
        return Problem(*json.loads(found[0])) if found else None
