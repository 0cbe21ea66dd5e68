"""What plans want, and which questions they asked to find that out."""

import json
from collections.abc import Iterable

from site_builder.index.database import Index
from site_builder.index.outputs import DUE, GOES, Target
from site_builder.index.outputs.answers import Answers
from site_builder.index.recorder import Recorder
from site_builder.index.traces import packed, unpacked


class Wants:
    def __init__(self, index: Index) -> None:
        self.database, self.answers = index.database, Answers(index)

    def plan(self, name: str) -> set[int] | None:
        """The numbers of the questions that a plan asked; None of a new one."""
        sql = "SELECT reads FROM plans WHERE name = ?"
        row = self.database.execute(sql, (name,)).fetchone()
        return unpacked(row[0]) if row else None

    def planned(self, name: str, targets: Iterable[Target], recorder: Recorder) -> set[str]:
        """`targets` are all that the plan wants; the paths that came or went."""
        wanted = {target.path: target for target in targets}
        sql = "SELECT path FROM outputs WHERE owner = ? AND state != ?"
        before = {path for (path,) in self.database.execute(sql, (name, GOES))}
        self.unwant(name, before - wanted.keys())
        moved = self.want(name, wanted.values()) | (before - wanted.keys())
        self.database.execute(
            "INSERT OR REPLACE INTO plans VALUES (?, ?)", (name, packed(recorder.reads))
        )
        self.answers.note(recorder.reads)
        return moved

    def want(self, owner: str, targets: Iterable[Target]) -> set[str]:
        """Adds targets to what `owner` wants; the paths that are new."""
        return {target.path for target in targets if self._want(owner, target)}

    def _want(self, owner: str, target: Target) -> bool:
        about = json.dumps(target.about, ensure_ascii=False, sort_keys=True)
        fields = (
            owner, target.class_, target.cache, target.locale, target.maker, about
        )  # fmt: skip
        before = self.database.execute(
            "SELECT owner, class, cache, locale, maker, about, state FROM outputs WHERE path = ?",
            (target.path,),
        ).fetchone()
        if before is None:
            self.database.execute(
                "INSERT INTO outputs (path, owner, class, cache, locale, maker, about, state,"
                " reason) VALUES (?,?,?,?,?,?,?,?,?)",
                (target.path, *fields, DUE, "new"),
            )
        elif before[:-1] != fields or before[-1] == GOES:
            self.database.execute(
                "UPDATE outputs SET owner = ?, class = ?, cache = ?, locale = ?, maker = ?,"
                " about = ?, state = ?, reason = ? WHERE path = ?",
                (*fields, DUE, "another page at this address", target.path),
            )
        return before is None or before[-1] == GOES or before[0] != owner

    def unwant(self, owner: str, paths: Iterable[str]) -> None:
        sql = "UPDATE outputs SET state = ? WHERE path = ? AND owner = ?"
        self.database.executemany(sql, ((GOES, path, owner) for path in paths))

    def is_live(self, path: str, *, besides: str) -> bool:
        """Whether a plan other than `besides` wants the path."""
        sql = "SELECT 1 FROM outputs WHERE path = ? AND owner != ? AND state != ?"
        return self.database.execute(sql, (path, besides, GOES)).fetchone() is not None
