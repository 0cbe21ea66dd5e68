"""The receipt of a release: what the public was seen to get of the documents that it changed. The
newsroom reads it from the public address; it names no title.

A receipt is owed from the moment in which the release is out: whoever dies before it is written, or
is not given an answer, leaves it to the next deploy.
"""

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any

from site_builder.deploy import live, releases
from site_builder.deploy.edge import policy
from site_builder.deploy.files import OWN_PAGES, RELEASE_NOTE, File
from site_builder.deploy.live import Expected
from site_builder.deploy.plan import Plan
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
class Changed:
    """A document whose own page a release writes or removes; `modified` is empty when it is gone,
    `kept` says that its last good version stands in."""

    id: str
    locale: str
    path: str
    modified: str = ""
    kept: bool = False

    def receipt(self, *, met: bool) -> dict[str, str]:
        state = self._state() if met else live.UNVERIFIED
        return {"id": self.id, "locale": self.locale, "modified": self.modified, "state": state}

    def _state(self) -> str:
        if not self.modified:
            return live.GONE
        return KEPT_LAST_GOOD if self.kept else live.LIVE


@dataclass(frozen=True)
class Owed:
    """What is to be asked and told of a release; not all of one that changes very much."""

    pinned: bool
    expected: tuple[Expected, ...]
    changed: tuple[Changed, ...]
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


def owed(
    made: Plan, found: Iterable[Changed], before: Release | None, *, pinned: bool
) -> dict[str, Any]:
    """Of a release; with what the public was not seen to get of the one before."""
    touched = {put.file.path for put in made.puts}
    touched |= {remove.before.file.path for remove in made.removes}
    left = parsed(before.owed) if before and before.owed else Owed(pinned, (), ())
    expected = [*_expected(made), *(each for each in left.expected if each.path not in touched)]
    changed_ = [*found, *(each for each in left.changed if each.path not in touched)]
    complete = left.complete and len(changed_) <= MOST_TOLD
    told = tuple(changed_[:MOST_TOLD])
    return asdict(Owed(pinned, tuple(expected[:MOST_ASKED]), told, complete))


def parsed(value: dict[str, Any]) -> Owed:
    expected = tuple(Expected(each["path"], _file(each["file"])) for each in value["expected"])
    changed_ = tuple(Changed(**each) for each in value["changed"])
    return Owed(value["pinned"], expected, changed_, value["complete"])


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


def changed(made: Plan, handover: Handover) -> list[Changed]:
    found = dict[str, str]()  # document -> path
    for remove in made.removes:
        found[_document(remove.before.file)] = remove.before.file.path
    for put in made.puts:
        before = put.before.file if put.before else None
        found[_document(put.file) or _document(before)] = put.file.path
    found.pop("", None)
    return [_changed(document, path, handover) for document, path in sorted(found.items())]


def _changed(document: str, path: str, handover: Handover) -> Changed:
    id_, _, locale = document.partition("/")
    return Changed(id_, locale, path, *(handover.modified(id_, locale) or ()))


def _document(file: File | None) -> str:
    return file.of if file and file.class_ in OWN_PAGES else ""


def write(store: Store, release: Release, met: dict[str, bool]) -> Release:
    """Keeps the receipt with the release, and tells the public; never over that of a later one.
    What the public was not seen to get stays owed."""
    found = parsed(release.owed) if release.owed else Owed(False, (), ())
    told, all_met = found.told(release, met), all(met.values())
    done = replace(release, receipt=told, owed=None if all_met else release.owed)
    releases.write(store, done)
    upload = replace(private(json_bytes(told)), headers=policy.stored_headers(RELEASE_NOTE, ALERT))
    while True:
        before = store.read(RELEASE_NOTE)
        if before and _number(before[0]) > release.number:
            return done
        with suppress(Refused):
            store.write(RELEASE_NOTE, upload, before[1] if before else ABSENT)
            return done


def _number(data: bytes) -> int:
    with suppress(ValueError, KeyError, TypeError):
        return int(json.loads(data)["release"])
    return 0
