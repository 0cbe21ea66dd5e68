"""The receipt of a release: what the public was seen to get of the documents that it changed. The
newsroom reads it from the public address; it names no title.

A receipt is owed from the moment in which the release is out: whoever dies before it is written, or
is not given an answer, leaves it to the next deploy.
"""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any

from site_builder.deploy import live, pointer, releases
from site_builder.deploy.build import file_of
from site_builder.deploy.edge import policy
from site_builder.deploy.files import OWN_PAGES, RELEASE_NOTE, File
from site_builder.deploy.live import Expected
from site_builder.deploy.plan import Plan, Step
from site_builder.deploy.releases import Release
from site_builder.deploy.stores import ABSENT, Refused, Store
from site_builder.deploy.uploads import json_bytes, private
from site_builder.index.handover import Handover
from site_builder.index.outputs import ALERT

KEPT_LAST_GOOD = "kept_last_good"
# So many files are asked for; of a release that changes more, the rest stays unverified.
MOST_ASKED = 500
# So many documents are told of; a release of more, such as the first one, says that it is not
# `complete`.
MOST_TOLD = 2000


@dataclass(frozen=True)
class Told:
    """A document of which a receipt tells. `state` is what it is when the public gets it; the
    version that is `modified` then is the public one, empty where nobody knows."""

    id: str
    locale: str
    path: str
    modified: str
    state: str

    def receipt(self, *, met: bool) -> dict[str, str]:
        state = self.state if met else live.UNVERIFIED
        return {"id": self.id, "locale": self.locale, "modified": self.modified, "state": state}


@dataclass(frozen=True)
class About:
    """What the receipt of a release is to tell, and what is to be asked for it besides what the
    release writes and removes."""

    documents: tuple[Told, ...] = ()
    standing: tuple[File, ...] = ()

    @property
    def standing_in(self) -> set[tuple[str, str, str]]:
        """(id, locale, modified) of the last good versions."""
        kept = (each for each in self.documents if each.state == KEPT_LAST_GOOD)
        return {(each.id, each.locale, each.modified) for each in kept}


@dataclass(frozen=True)
class Owed:
    """What is to be asked and told of a release; not all of one that changes very much."""

    pinned: bool
    expected: tuple[Expected, ...]
    changed: tuple[Told, ...]
    complete: bool = True

    def told(self, release: Release, met: dict[str, bool]) -> dict[str, object]:
        found = [each.receipt(met=met.get(each.path, False)) for each in self.changed]
        return {
            "release": release.number,
            "content_version": release.content_version,
            "made_at": release.made_at,
            "pinned": self.pinned,
            "complete": self.complete,
            "documents": found,
        }


def owed(made: Plan, about: About, before: Release | None, *, pinned: bool) -> dict[str, Any]:
    """Of a release; with what the public was not seen to get of the one before."""
    touched = {put.file.path for put in made.puts}
    touched |= {remove.before.file.path for remove in made.removes}
    touched |= {file.path for file in about.standing}
    left = parsed(before.owed) if before and before.owed else Owed(pinned, (), ())
    expected = [Expected(file.path, file) for file in about.standing]
    expected += _expected(made)
    expected += [each for each in left.expected if each.path not in touched]
    told = [*about.documents, *(each for each in left.changed if each.path not in touched)]
    complete = left.complete and len(told) <= MOST_TOLD
    asked = tuple(expected[:MOST_ASKED])
    return asdict(Owed(pinned, asked, tuple(told[:MOST_TOLD]), complete))


def parsed(value: dict[str, Any]) -> Owed:
    """What another version of this program has noted is told of no more: it stops no deploy."""
    try:
        return _parsed(value)
    except (TypeError, KeyError):
        return Owed(False, (), (), complete=False)


def _parsed(value: dict[str, Any]) -> Owed:
    expected = tuple(Expected(each["path"], _file(each["file"])) for each in value["expected"])
    told = tuple(Told(**each) for each in value["changed"])
    return Owed(value["pinned"], expected, told, value["complete"])


def _file(value: dict[str, Any] | None) -> File | None:
    return File(**value) if value else None


def _expected(made: Plan) -> list[Expected]:
    """What to ask for: what must not be there any more, pages of documents, what leads to them. Not
    old addresses with a query: their files have no address, and nginx knows them by a reload."""
    puts = [put.file for put in made.puts if put.file.class_ not in ("asset", "media")]
    asked = [Expected(remove.before.file.path, None) for remove in made.removes]
    asked += [Expected(file.path, file) for file in sorted(puts, key=_rank)]
    return [each for each in asked if not policy.is_hidden(each.path)][:MOST_ASKED]


def _rank(file: File) -> tuple[int, str]:
    order = ("gone", *OWN_PAGES, "redirect", "feed", "list")
    return (order.index(file.class_) if file.class_ in order else len(order), file.path)


def about(made: Plan, handover: Handover, *, is_all: bool) -> About:
    """Of a deploy. One that brings `is_all` of the last build also tells which documents stand in
    their last good version, though it writes nothing of them: whoever changed one wants to know."""
    stand_in = handover.kept() if is_all else {}
    pages = {document: path for document, (path, _modified) in stand_in.items()} | _pages(made)
    outputs = [handover.output(path) for path, _modified in stand_in.values()]
    told = (_told(document, path, handover) for document, path in sorted(pages.items()))
    order = sorted(told, key=lambda each: each.state != KEPT_LAST_GOOD)  # those are never cut off
    return About(tuple(order), tuple(file_of(output) for output in outputs if output))


def about_rollback(made: Plan, modified: Mapping[tuple[str, str], str]) -> About:
    """`modified` of the documents in the release that is gone back to, as far as anyone knows."""
    back = {_document(put.file) for put in made.puts}
    told = []
    for document, path in sorted(_pages(made).items()):
        id_, _, locale = document.partition("/")
        when = modified.get((id_, locale), "") if document in back else ""
        told.append(Told(id_, locale, path, when, live.LIVE if document in back else live.GONE))
    return About(tuple(told))


def _pages(made: Plan) -> dict[str, str]:
    """document -> path, of the pages that are written or removed. Of one that moves there are two:
    its own page counts, not what leads there from where it was."""
    steps: list[Step] = [*made.removes, *made.puts]
    found = {_document(step.before.file): step.before.file.path for step in steps if step.before}
    found |= {_document(put.file): put.file.path for put in made.puts}
    found.pop("", None)
    return found


def _told(document: str, path: str, handover: Handover) -> Told:
    id_, _, locale = document.partition("/")
    found = handover.modified(id_, locale)
    if found is None:
        return Told(id_, locale, path, "", live.GONE)
    modified, is_kept = found
    return Told(id_, locale, path, modified, KEPT_LAST_GOOD if is_kept else live.LIVE)


def told_by(release: Release) -> dict[tuple[str, str], tuple[str, str]]:
    """(id, locale) -> modified and state, of the documents that a release told of."""
    if release.owed:
        told = parsed(release.owed).changed
        return {(each.id, each.locale): (each.modified, each.state) for each in told}
    documents = (release.receipt or {}).get("documents", [])
    return {(d["id"], d["locale"]): (d["modified"], d["state"]) for d in documents}


def _document(file: File | None) -> str:
    return file.of if file and file.class_ in OWN_PAGES else ""


def standing_in(release: Release | None) -> set[tuple[str, str, str]]:
    """(id, locale, modified) of the last good versions that a release told of."""
    told = told_by(release) if release else {}
    return {(*key, modified) for key, (modified, state) in told.items() if state == KEPT_LAST_GOOD}


def modified_in(releases_: Iterable[Release], number: int) -> dict[tuple[str, str], str]:
    """`modified` of the documents in release `number`, as far as these releases told of them."""
    found = dict[tuple[str, str], str]()
    for release in releases_:
        if release.number <= number:
            found |= {key: modified for key, (modified, _state) in told_by(release).items()}
    return found


def write(store: Store, release: Release, met: dict[str, bool]) -> Release:
    """Keeps the receipt with the release, and tells the public; never over that of a later one.
    One of a release that is yet to come is left of an earlier life of the target, or foreign. What
    the public was not seen to get stays owed."""
    found = parsed(release.owed) if release.owed else Owed(False, (), ())
    told, all_met = found.told(release, met), all(met.values())
    done = replace(release, receipt=told, owed=None if all_met else release.owed)
    releases.write(store, done)
    upload = replace(private(json_bytes(told)), headers=policy.stored_headers(RELEASE_NOTE, ALERT))
    while True:
        before = store.read(RELEASE_NOTE)
        if before and release.number < _number(before[0]) <= pointer.read(store)[0].release:
            return done
        with suppress(Refused):
            store.write(RELEASE_NOTE, upload, before[1] if before else ABSENT)
            return done


def _number(data: bytes) -> int:
    with suppress(ValueError, KeyError, TypeError):
        return int(json.loads(data)["release"])
    return 0
