"""What a deploy is to do, as data: a pure difference between what is wanted and what stands there,
with a reason for each file."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from site_builder.deploy.edge import policy
from site_builder.deploy.files import COPIED, ORPHAN, OWN_PAGES, Entry, File, TakenDown
from site_builder.index.outputs import IMMUTABLE

# How long what nobody needs any more stays for those who hold an older page: a cache (`policy`), or
# a reader who has left it open and scrolls on.
PAGE_GRACE_SECONDS = 3600
FILE_GRACE_SECONDS = 24 * 3600
assert policy.LONGEST_SHORT_LIFE_SECONDS < PAGE_GRACE_SECONDS <= FILE_GRACE_SECONDS

# So many removals that nothing explains go without being asked for.
FEW, FEW_PERCENT = 20, 5


class Pair(NamedTuple):
    """A path: what is wanted there, and what stands there."""

    path: str
    wanted: File | None
    there: Entry | None


@dataclass(frozen=True, slots=True)
class Put:
    """`urgent`: what stands there shows what was taken down; `until`: from when on nobody needs
    it any more."""

    file: File
    before: Entry | None
    reason: str
    urgent: bool = False
    until: int = 0


@dataclass(frozen=True, slots=True)
class Remove:
    before: Entry
    reason: str
    urgent: bool = False


@dataclass
class Plan:
    """`marks` change the manifest alone; `held` are paths that stay although nobody wants them, and
    why; of `unexplained` removals too many are a sign of a mistake. `going` are files that nobody
    wants any more and that first lose what was taken down, with the time from which they may go."""

    puts: list[Put] = field(default_factory=list)
    removes: list[Remove] = field(default_factory=list)
    marks: list[Entry] = field(default_factory=list)
    held: dict[str, str] = field(default_factory=dict)
    going: dict[str, int] = field(default_factory=dict)
    unexplained: list[str] = field(default_factory=list)
    taken: TakenDown = field(default_factory=TakenDown)
    # Of it what no release before has let go.
    news: TakenDown = field(default_factory=TakenDown)

    def __bool__(self) -> bool:
        return bool(self.puts or self.removes or self.marks)

    @property
    def later(self) -> dict[str, int]:
        """What is to be removed, and from when on."""
        return {mark.file.path: mark.until for mark in self.marks if mark.until} | self.going

    def exceeds(self, entries: int) -> bool:
        """Whether more is removed without a reason than one lets pass."""
        return len(self.unexplained) > max(FEW, entries * FEW_PERCENT // 100)

    def as_json(self) -> dict[str, object]:
        return {
            "upload": [
                {"path": put.file.path, "reason": put.reason, "size": put.file.size}
                for put in self.puts
            ],
            "delete": [{"path": r.before.file.path, "reason": r.reason} for r in self.removes],
            "delete_later": [
                {"path": path, "not_before": until} for path, until in self.later.items()
            ],
            "held": [{"path": path, "reason": why} for path, why in self.held.items()],
            "unexplained": self.unexplained,
        }


@dataclass(frozen=True)
class Circumstances:
    """`held` are paths of pages that could not be made, which a reader must not lose for it; `cut`
    are files that nobody wants, without what was taken down: others may still lead to them;
    `before` are files that may have been public before a deploy that died replaced them."""

    now: float
    taken: TakenDown
    held: frozenset[str] = frozenset()
    cut: Mapping[str, File] = field(default_factory=dict)
    before: tuple[File, ...] = ()
    # Of what was taken down, what no release before has let go.
    news: TakenDown = field(default_factory=TakenDown)
    # A rollback brings back what was, at once.
    at_once: bool = False


def plan(pairs: Iterable[Pair], circumstances: Circumstances) -> Plan:
    found, taken = sorted(pairs, key=lambda pair: pair.path), circumstances.taken
    before = [*circumstances.before, *(pair.there.file for pair in found if pair.there)]
    taken = replace(taken, pictures=taken.pictures | _pictures_of(before, taken))
    circumstances = replace(circumstances, taken=taken)
    made = Plan(taken=taken, news=circumstances.news)
    for pair in found:
        if pair.wanted is not None:
            _want(made, pair.wanted, pair.there, taken)
        elif pair.there is not None and pair.path in circumstances.cut:
            _cut(made, circumstances.cut[pair.path], pair.there, circumstances)
        elif pair.there is not None:
            _unwant(made, pair.there, circumstances)
    return made


def _pictures_of(files: Iterable[File], taken: TakenDown) -> frozenset[str]:
    """Pictures of the pages that were taken down: where nobody else shows them they go with them.
    Those that others show are wanted, so it does not matter that they are among these."""
    return frozenset(
        digest
        for file in files
        if file.class_ in OWN_PAGES and file.is_of(taken)
        for digest, _ in file.media
    )


def _want(made: Plan, file: File, there: Entry | None, taken: TakenDown, until: int = 0) -> None:
    if there is None:
        made.puts.append(Put(file, None, "new"))
    elif file.served != there.file.served:
        urgent = there.file.shows(taken) and there.file.class_ not in COPIED
        reason = _difference(file, there, urgent=urgent)
        made.puts.append(Put(file, there, reason, urgent, until))
    elif there.until != until or file != there.file:
        made.marks.append(Entry(file, there.etag, until))


def _difference(file: File, there: Entry, *, urgent: bool) -> str:
    if urgent:
        return "shows what was taken down"
    if not there.file.sha256:
        return "half written by a deploy that ended early"
    if file.sha256 != there.file.sha256:
        return "changed"
    return "headers changed"


def _cut(made: Plan, file: File, there: Entry, circumstances: Circumstances) -> None:
    is_held = file.path in circumstances.held
    _want(made, file, there, circumstances.taken, 0 if is_held else there.until)
    if is_held:
        made.held[file.path] = "its document was left out; it stays without what was taken down"
    elif not there.until:
        made.going[file.path] = int(circumstances.now) + _grace(file)
        if file.class_ in OWN_PAGES:
            made.unexplained.append(file.path)


def _unwant(made: Plan, there: Entry, circumstances: Circumstances) -> None:
    file, taken = there.file, circumstances.taken
    if file.class_ == ORPHAN and circumstances.news and file.path not in circumstances.held:
        made.removes.append(Remove(there, "may show what was taken down", urgent=True))
    elif file.goes_with(taken):
        made.removes.append(Remove(there, "shows what was taken down", urgent=True))
    elif file.path in circumstances.held:
        made.held[file.path] = "its document was left out; it stays as it was"
        if there.until:
            made.marks.append(replace(there, until=0))
    elif circumstances.at_once and file.class_ not in COPIED:
        made.removes.append(Remove(there, "came after that release"))
    elif not there.until:
        if file.class_ not in COPIED:
            made.unexplained.append(file.path)
        made.marks.append(replace(there, until=int(circumstances.now) + _grace(file)))
    elif there.until <= circumstances.now:
        made.removes.append(Remove(there, "nothing needs it any more"))


def _grace(file: File) -> int:
    return FILE_GRACE_SECONDS if file.cache == IMMUTABLE else PAGE_GRACE_SECONDS


Step = Put | Remove
_LISTS = ("list", "feed", "sitemap", "alerts")


def in_safe_order(steps: Iterable[Step]) -> Iterator[list[Step]]:
    """Stages, each of which may only begin when the one before is done: whatever a page that is
    served leads to is there. New pages, which nobody leads to yet, come before those that will."""
    stages: list[list[Step]] = [[] for _ in range(8)]
    for step in steps:
        stages[_stage(step)].append(step)
    return (stage for stage in stages if stage)


def is_of_copies(stage: Iterable[Step]) -> bool:
    """Whether a stage brings only what pages are made of."""
    return all(isinstance(step, Put) and step.file.class_ in COPIED for step in stage)


def _stage(step: Step) -> int:
    if isinstance(step, Remove):  # pages first, then what they were made of
        return 7 if step.before.file.class_ in COPIED else 6
    class_ = step.file.class_
    if class_ in COPIED:
        return 0
    if class_ == "entry":
        return 5
    return (2 if class_ in _LISTS else 1) + (2 if step.before else 0)
