"""Outputs: what plans want, what stands in the output folder, and what was asked for each.

An output stands, or is due to be rendered, or is to go. What a change makes due is marked in the
transaction of the change itself; so a build that dies anywhere leaves behind what it still owed.
Deploy, takedown and rollback stand on these records: path, digest, class, cache class, and the ids
and media that each output shows.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from contract.problems import Problem
from site_builder.index.database import Index
from site_builder.index.recorder import Recorder
from site_builder.index.traces import MEDIA_OWNER, media_keys, number_of, packed, unpacked

# How long caches may keep an output: docs/feeds.md.
IMMUTABLE, SHORT, ALERT = "immutable", "short", "alert"
STANDS, DUE, GOES = 0, 1, 2
ASSETS = "assets"

_PAGES = ("alerts", "entry", "gone", "list", "page", "redirect", "story")


@dataclass(frozen=True)
class Target:
    """One output that a plan wants. `maker` names what renders it, given `about`."""

    path: str
    class_: str
    locale: str
    maker: str
    about: dict[str, Any] = field(default_factory=dict)
    cache: str = SHORT


class Due(NamedTuple):
    """An output that is to be rendered; `before` is the digest of what stood, `reason` why."""

    number: int
    target: Target
    before: str = ""
    reason: str = ""


class OutputRecord(NamedTuple):
    """One output that was written. `reads` are the numbers of its questions, `answers` those of
    them that were not told before."""

    number: int
    sha256: str
    size: int
    ids: str
    media: str
    reads: bytes
    answers: dict[str, str | None]
    problems: str
    stat: str
    reason: str


@dataclass(frozen=True)
class Copied:
    """A file that was put into the output folder as it is. `media` is what it shows."""

    path: str
    class_: str
    owner: str
    sha256: str
    size: int
    stat: str
    media: tuple[tuple[str, str], ...] = ()


class Standing(NamedTuple):
    """An output as it was written."""

    number: int
    path: str
    stat: str
    sha256: str
    owner: str
    maker: str


def record(
    due: Due, data: bytes, stat: str, recorder: Recorder, told: set[str], problems: list[Problem]
) -> OutputRecord:
    """`told` are the questions of which this process has told the answer."""
    answers = {key: answer for key, answer in recorder.reads.items() if key not in told}
    told |= answers.keys()
    return OutputRecord(
        due.number,
        hashlib.sha256(data).hexdigest(),
        len(data),
        json.dumps(sorted(recorder.ids)),
        json.dumps(sorted(recorder.media)),
        packed(recorder.reads),
        answers,
        json.dumps([astuple(problem) for problem in problems], ensure_ascii=False),
        stat,
        due.reason,
    )


def stat_of(file: Path | str) -> str:
    """Size, times and place of a file; empty when there is none. Another of the same means that
    nobody wrote to it."""
    try:
        found = os.stat(file, follow_symlinks=False)
    except OSError:
        return ""
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}"


class Outputs:
    """The records, in the index. The caller has a transaction open for whatever changes them."""

    def __init__(self, index: Index) -> None:
        self.index, self.database = index, index.database
        self._told = set[int]()  # questions of which the answer is known to be there

    # Plans

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
        self.answered(recorder.reads)
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

    # Questions

    def limits(self) -> list[int]:
        return [number for (number,) in self.database.execute("SELECT number FROM limits")]

    def known(self, keys: Iterable[str] | None = None) -> list[tuple[str, str | None]]:
        """(key, answer) of questions that somebody asked: of those among `keys`, or all."""
        sql = "SELECT key, answer FROM questions"
        if keys is None:
            return self.database.execute(sql).fetchall()
        found = (self.database.execute(f"{sql} WHERE number = ?", (number_of(k),)) for k in keys)
        return [row for rows in found for row in rows]

    def wide(self) -> dict[str, str | None]:
        """Key and answer of the questions that are asked widely."""
        return dict(self.database.execute("SELECT key, answer FROM questions WHERE number & 1"))

    def answered(self, answers: dict[str, str | None]) -> None:
        rows = ((number_of(key), key, answer) for key, answer in answers.items())
        self.database.executemany("INSERT OR REPLACE INTO questions VALUES (?,?,?)", rows)
        limits = {key.rpartition(":")[2] for key in answers if key.startswith("latest:")}
        rows_ = ((int(limit),) for limit in limits)
        self.database.executemany("INSERT OR IGNORE INTO limits VALUES (?)", rows_)

    def shown(self, digest: str, roles: Iterable[str]) -> set[tuple[str, str]]:
        """(digest, role) in which some output shows a picture or an attachment."""
        keys = media_keys(digest, roles)
        return {(digest, role) for key, role in keys.items() if self._is_shown(key)}

    def _is_shown(self, key: str) -> bool:
        sql = (
            "SELECT 1 FROM asked JOIN questions ON questions.number = question"
            " WHERE question = ? AND answer IS NOT NULL"
        )
        return self.database.execute(sql, (number_of(key),)).fetchone() is not None

    # What is due

    def make_due(self, keys: Iterable[str]) -> None:
        """Those that asked one of these."""
        for key in keys:
            number = number_of(key)
            if number & 1:
                needle = number.to_bytes(8, "big", signed=True)
                who, parameter = "instr(reads, ?)", needle
            else:
                who = "number IN (SELECT output FROM asked WHERE question = ?)"
                parameter = number  # type: ignore[assignment]
            sql = f"UPDATE outputs SET state = ?, reason = ? WHERE state = ? AND {who}"
            self.database.execute(sql, (DUE, key, STANDS, parameter))

    def make_all_due(self, reason: str) -> None:
        sql = "UPDATE outputs SET state = ?, reason = ? WHERE state = ? AND maker != ''"
        self.database.execute(sql, (DUE, reason, STANDS))

    def make_due_of(self, maker: str, reason: str) -> None:
        sql = "UPDATE outputs SET state = ?, reason = ? WHERE state = ? AND maker = ?"
        self.database.execute(sql, (DUE, reason, STANDS, maker))

    def due(self) -> list[Due]:
        return self._dues(f"WHERE state = {DUE} AND state != 0 ORDER BY number")

    def of_path(self, path: str) -> list[Due]:
        return self._dues("WHERE path = ? AND maker != ''", path)

    def some_that_stand(self, salt: str, count: int) -> list[Due]:
        """A few, others for each `salt`, the same whenever it is repeated."""
        found = dict[str, Due]()
        for turn in range(count):
            place = hashlib.sha256(f"{salt} {turn}".encode()).hexdigest()
            where = "WHERE maker != '' AND state = ? AND sha256 >= ? ORDER BY sha256, path LIMIT 1"
            for due in self._dues(where, STANDS, place):
                found[due.target.path] = due
        return list(found.values())

    def _dues(self, where: str, *parameters: Any) -> list[Due]:
        sql = (
            "SELECT number, path, class, locale, maker, about, cache, sha256, reason FROM outputs "
        )
        return [
            Due(number, Target(path, class_, locale, maker, json.loads(about), cache), sha, reason)
            for number, path, class_, locale, maker, about, cache, sha, reason in (
                self.database.execute(sql + where, parameters)
            )
        ]

    def done(self, records: list[OutputRecord], build: int) -> None:
        """Notes what was rendered."""
        asked, dropped = [], []
        for made in records:
            sql = "SELECT reads, media FROM outputs WHERE number = ?"
            reads, media = self.database.execute(sql, (made.number,)).fetchone()
            before, now = unpacked(reads), unpacked(made.reads)
            asked += [(q, made.number) for q in now - before if not q & 1]
            dropped += [(q, made.number) for q in before - now if not q & 1]
            if media != made.media:
                self.unsettle(_digests(media) | _digests(made.media))
            self.database.execute(
                "UPDATE outputs SET state = ?, sha256 = ?, size = ?, ids = ?, media = ?,"
                " reads = ?, problems = ?, stat = ?, build = ?, reason = ? WHERE number = ?",
                (
                    STANDS, made.sha256, made.size, made.ids, made.media, made.reads,
                    made.problems, made.stat, build, made.reason, made.number,
                ),
            )  # fmt: skip
        self.database.executemany("INSERT OR IGNORE INTO asked VALUES (?,?)", sorted(asked))
        self.database.executemany(
            "DELETE FROM asked WHERE question = ? AND output = ?", sorted(dropped)
        )

    def tell(self, records: list[OutputRecord]) -> None:
        """Keeps the answers that outputs were given. One that is not what was known so far came
        unforeseen, as when the theme is edited meanwhile: whoever asked before is due."""
        told = {key: answer for made in records for key, answer in made.answers.items()}
        known = dict(self.known(told))
        self.make_due(key for key, answer in known.items() if answer != told[key])
        self.answered(told)

    def knows(self, reads: bytes) -> bool:
        """Whether the answers to all of these questions were told. What is so once stays so."""
        for number in unpacked(reads) - self._told:
            sql = "SELECT 1 FROM questions WHERE number = ?"
            if self.database.execute(sql, (number,)).fetchone() is None:
                return False
            self._told.add(number)
        return True

    def failed(self, number: int) -> None:
        """Of an output that could not be rendered: nothing stands there, and it stays due."""
        self._forget_reads(number)
        sql = (
            "UPDATE outputs SET state = ?, sha256 = '', size = 0, stat = '', ids = '[]',"
            " media = '[]', reads = x'', problems = '[]' WHERE number = ?"
        )
        self.database.execute(sql, (DUE, number))

    def _forget_reads(self, number: int) -> None:
        sql = "SELECT reads, media, owner FROM outputs WHERE number = ?"
        reads, media, owner = self.database.execute(sql, (number,)).fetchone()
        if not owner.startswith(MEDIA_OWNER):
            self.unsettle(_digests(media))
        pairs = ((question, number) for question in unpacked(reads))
        self.database.executemany("DELETE FROM asked WHERE question = ? AND output = ?", pairs)

    # What is copied: the theme's files, pictures, attachments

    def unsettle(self, digests: Iterable[str]) -> None:
        """Notes pictures and attachments that may have to come or go with what shows them."""
        rows = ((digest,) for digest in digests)
        self.database.executemany("INSERT OR IGNORE INTO unsettled VALUES (?)", rows)

    def unsettled(self) -> set[str]:
        return {digest for (digest,) in self.database.execute("SELECT digest FROM unsettled")}

    def settled(self) -> None:
        self.database.execute("DELETE FROM unsettled")

    def put(self, copied: Copied) -> None:
        self.database.execute(
            "INSERT OR REPLACE INTO outputs (path, owner, state, class, cache, locale, maker,"
            " about, sha256, size, media, stat) VALUES (?,?,?,?,?,'','','{}',?,?,?,?)",
            (
                copied.path, copied.owner, STANDS, copied.class_, IMMUTABLE, copied.sha256,
                copied.size, json.dumps(copied.media), copied.stat,
            ),
        )  # fmt: skip

    def owned(self, owner: str) -> dict[str, str]:
        """path -> digest of what `owner` has put there."""
        sql = "SELECT path, sha256 FROM outputs WHERE owner = ? AND state = ?"
        return dict(self.database.execute(sql, (owner, STANDS)))

    # What goes

    def going(self) -> list[str]:
        """What is to go; of what was never written nothing is left to go."""
        sql = f"SELECT path FROM outputs WHERE state = {GOES} AND state != 0"
        return [path for (path,) in self.database.execute(sql)]

    def removed(self) -> None:
        """Forgets what was to go."""
        sql = f"SELECT number FROM outputs WHERE state = {GOES} AND state != 0"
        for (number,) in self.database.execute(sql).fetchall():
            self._forget_reads(number)
            self.forget(number)

    # The whole

    def paths(self) -> set[str]:
        """Of everything that stands."""
        sql = "SELECT path FROM outputs WHERE sha256 != ''"
        return {path for (path,) in self.database.execute(sql)}

    def standing(self, after: str, limit: int) -> list[Standing]:
        """Some of what stands, in the order of the paths."""
        sql = (
            "SELECT number, path, stat, sha256, owner, maker FROM outputs"
            " WHERE path > ? AND state = ? ORDER BY path LIMIT ?"
        )
        return [Standing(*row) for row in self.database.execute(sql, (after, STANDS, limit))]

    def restat(self, number: int, stat: str) -> None:
        self.database.execute("UPDATE outputs SET stat = ? WHERE number = ?", (stat, number))

    def lost(self, standing: Standing) -> None:
        """The file of an output is not the one that was written."""
        if standing.maker:
            sql = "UPDATE outputs SET state = ?, reason = ? WHERE number = ?"
            self.database.execute(sql, (DUE, "its file was changed or removed", standing.number))
        elif standing.owner.startswith(MEDIA_OWNER):
            self.unsettle([standing.owner.removeprefix(MEDIA_OWNER)])
            self.forget(standing.number)
        else:
            self.forget(standing.number)

    def forget(self, number: int) -> None:
        self.database.execute("DELETE FROM outputs WHERE number = ?", (number,))

    def problems(self) -> Iterator[Problem]:
        sql = "SELECT problems FROM outputs WHERE problems != '[]'"
        for (problems,) in self.database.execute(sql):
            yield from (Problem(*fields) for fields in json.loads(problems))

    def counts(self) -> dict[str, int]:
        """How many outputs there are, and of them pages, feeds and picture files."""
        sql = "SELECT class, count(*) FROM outputs GROUP BY class"
        of_class: dict[str, int] = dict(self.database.execute(sql))
        entries = "SELECT count(*) FROM outputs WHERE class = 'entry' AND path NOT LIKE '%.html'"
        (others,) = self.database.execute(entries).fetchone()
        return {
            "outputs": sum(of_class.values()),
            "pages": sum(count for name, count in of_class.items() if name in _PAGES) - others,
            "feeds": of_class.get("feed", 0),
            "pictures": of_class.get("media", 0),
        }

    def are_at_most(self, number: int) -> bool:
        sql = "SELECT 1 FROM outputs LIMIT 1 OFFSET ?"
        return self.database.execute(sql, (number,)).fetchone() is None


def _digests(media: str) -> set[str]:
    return {digest for digest, _role in json.loads(media)}
