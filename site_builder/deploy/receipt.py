"""The receipt of a release: what the public was seen to get of the documents that it changed. The
newsroom reads it from the public address; it names no title.

A receipt is owed from the moment in which the release is out: whoever dies before it is written, or
is not given an answer, leaves it to the next deploy.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any

from site_builder.deploy import live, pointer, releases
from site_builder.deploy.edge import policy
from site_builder.deploy.files import COPIED, OWN_PAGES, RELEASE_NOTE, File
from site_builder.deploy.live import Expected
from site_builder.deploy.plan import Plan, Step
from site_builder.deploy.releases import Release
from site_builder.deploy.stores import ABSENT, Refused, Store
from site_builder.deploy.uploads import json_bytes, private
from site_builder.index.outputs import ALERT

KEPT_LAST_GOOD = "kept_last_good"
_CLASSES = ("gone", *OWN_PAGES, "redirect", "feed", "list")
# So many files are asked for, and of so many documents is told: a release of more, such as the
# first one, says that it is not `complete`. How long is asked, `live` bounds.
MOST = 2000


@dataclass(frozen=True)
class Told:
    """A document of which a receipt tells. `state` is what it is when the public gets what belongs
    at `path`, which is empty when it was seen to; the version that is `modified` then is the public
    one, empty where nobody knows."""

    id: str
    locale: str
    path: str
    modified: str
    state: str

    @property
    def key(self) -> tuple[str, str]:
        return self.id, self.locale

    def receipt(self) -> dict[str, str]:
        state = live.UNVERIFIED if self.path else self.state
        return {"id": self.id, "locale": self.locale, "modified": self.modified, "state": state}


@dataclass(frozen=True)
class About:
    """What the receipt of a release is to tell, and what is to be asked for it besides what the
    release writes and removes. One that knows `all_standing_in` names all last good versions that
    are public; what another one does not name stands as the release before told."""

    documents: tuple[Told, ...] = ()
    standing: tuple[File, ...] = ()
    all_standing_in: bool = False

    @property
    def standing_in(self) -> set[tuple[str, str, str]]:
        """(id, locale, modified) of the last good versions."""
        kept = (each for each in self.documents if each.state == KEPT_LAST_GOOD)
        return {(*each.key, each.modified) for each in kept}


@dataclass(frozen=True)
class Owed:
    """What is to be asked, in this order, and told of a release; not all of one that changes very
    much."""

    pinned: bool = False
    expected: tuple[Expected, ...] = ()
    changed: tuple[Told, ...] = ()
    complete: bool = True

    def told(self, release: Release) -> dict[str, object]:
        return {
            "release": release.number,
            "content_version": release.content_version,
            "made_at": release.made_at,
            "pinned": self.pinned,
            "complete": self.complete,
            "documents": [each.receipt() for each in self.changed],
        }

    def after(self, met: Mapping[str, bool]) -> "Owed":
        """What is left when the public was seen to get these."""
        expected = tuple(each for each in self.expected if not met.get(each.path))
        changed = (replace(t, path="") if met.get(t.path) else t for t in self.changed)
        return replace(self, expected=expected, changed=tuple(changed))

    @property
    def is_given(self) -> bool:
        return not self.expected and not any(each.path for each in self.changed)


def owed(made: Plan, about: About, before: Release | None, *, pinned: bool) -> dict[str, Any]:
    """Of a release; with what the public was not seen to get of the one before."""
    left = parsed(before.owed) if before and before.owed else Owed()
    told = {each.key: each for each in _carried(left, before, made, about)}
    told |= {each.key: each for each in about.documents}
    still = _still(left, made)
    asked = still | {file.path: Expected(file.path, _light(file)) for file in about.standing}
    asked |= {each.path: each for each in _expected(made)}
    expected = sorted(asked.values(), key=_ranking(told.values(), {*still}))[:MOST]
    paths = {"", *(each.path for each in expected)}
    changed = [each for each in told.values() if each.path in paths]
    changed = sorted(changed, key=lambda each: each.state != KEPT_LAST_GOOD)[:MOST]
    knows_all = about.all_standing_in or len(told) < MOST
    complete = left.complete and len(changed) == len(told) and knows_all
    # Time may end before all are asked: not always for the same ones.
    expected.sort(key=lambda each: not (_is_gone(each) or each.path in still))
    return asdict(Owed(pinned, tuple(expected), tuple(changed), complete))


def _still(left: Owed, made: Plan) -> dict[str, Expected]:
    """What was left over and is not another thing by now."""
    touched = {step.before.file.path for step in _steps(made) if step.before}
    touched |= {put.file.path for put in made.puts}
    return {each.path: each for each in left.expected if each.path not in touched}


def _carried(left: Owed, before: Release | None, made: Plan, about: About) -> Iterator[Told]:
    """What the release before told, and this one must: what was not seen, what stands in."""
    own = pages(made)
    yield from (each for each in left.changed if each.path and each.state != KEPT_LAST_GOOD)
    if about.all_standing_in or before is None:
        return
    unseen = {each.key: each.path for each in left.changed}
    for id_, locale, modified in sorted(standing_in(before)):
        path = own.get(f"{id_}/{locale}", unseen.get((id_, locale), ""))
        yield Told(id_, locale, path, modified, KEPT_LAST_GOOD)


def _ranking(told: Iterable[Told], left: set[str]) -> Callable[[Expected], tuple[int, int, str]]:
    """What must not be public any more counts most, then pages of documents: first the last good
    ones, then those of this release."""
    kept = {each.path for each in told if each.state == KEPT_LAST_GOOD}
    others = {each.path for each in told} - kept

    def rank(each: Expected) -> tuple[int, int, str]:
        class_ = each.file.class_ if each.file else ""
        in_class = _CLASSES.index(class_) if class_ in _CLASSES else len(_CLASSES)
        of = (_is_gone(each), each.path in kept, each.path in others - left, each.path in others)
        return (of.index(True) if True in of else len(of), in_class, each.path)

    return rank


def _is_gone(each: Expected) -> bool:
    return each.file is None or each.file.class_ == "gone"


def parsed(value: dict[str, Any]) -> Owed:
    """What another version of this program has noted is told of no more: it stops no deploy."""
    try:
        return _parsed(value)
    except (TypeError, KeyError):
        return Owed(complete=False)


def _parsed(value: dict[str, Any]) -> Owed:
    expected = tuple(Expected(each["path"], _file(each["file"])) for each in value["expected"])
    told = tuple(Told(**each) for each in value["changed"])
    return Owed(value["pinned"], expected, told, value["complete"])


def _file(value: dict[str, Any] | None) -> File | None:
    return File(**value) if value else None


def _expected(made: Plan) -> Iterator[Expected]:
    """What to ask for: what must not be there any more, pages of documents, what leads to them. Not
    old addresses with a query: their files have no address, and nginx knows them by a reload. Nor
    what pages were made of, and nobody needs."""
    for remove in made.removes:
        file = remove.before.file
        if not policy.is_hidden(file.path) and (remove.urgent or file.class_ not in COPIED):
            yield Expected(file.path, None)
    for put in made.puts:
        if put.file.class_ not in COPIED and not policy.is_hidden(put.file.path):
            yield Expected(put.file.path, _light(put.file))


def _light(file: File) -> File:
    """All that is compared with what the public gets."""
    return replace(file, ids=(), media=())


def pages(made: Plan) -> dict[str, str]:
    """document -> path, of the pages that are written or removed. Of one that moves there are two:
    its own page counts, not what leads there from where it was."""
    found = {document_of(s.before.file): s.before.file.path for s in _steps(made) if s.before}
    found |= {document_of(put.file): put.file.path for put in made.puts}
    found.pop("", None)
    return found


def _steps(made: Plan) -> list[Step]:
    return [*made.removes, *made.puts]


def told_by(release: Release) -> dict[tuple[str, str], tuple[str, str]]:
    """(id, locale) -> modified and state, of the documents that a release told of."""
    if release.owed:
        told = parsed(release.owed).changed
        return {each.key: (each.modified, each.state) for each in told}
    documents = (release.receipt or {}).get("documents", [])
    return {(d["id"], d["locale"]): (d["modified"], d["state"]) for d in documents}


def document_of(file: File | None) -> str:
    """The document, as `id/locale`, whose own page a file is."""
    return file.of if file and file.class_ in OWN_PAGES else ""


def standing_in(release: Release | None) -> set[tuple[str, str, str]]:
    """(id, locale, modified) of the last good versions that a release told of."""
    told = told_by(release) if release else {}
    return {(*key, modified) for key, (modified, state) in told.items() if state == KEPT_LAST_GOOD}


def is_news(release: Release | None, about: About) -> bool:
    """Whether other last good versions are public than a release told of; where it could not name
    all, whether it named one that is none any more."""
    told, now = standing_in(release), about.standing_in
    return not told <= now or (told != now and len(now) <= MOST)


def _is_complete(release: Release) -> bool:
    if release.owed:
        return parsed(release.owed).complete
    return bool((release.receipt or {}).get("complete", True))


def modified_in(releases_: Iterable[Release], number: int) -> dict[tuple[str, str], str]:
    """`modified` of the documents in release `number`, as far as these releases told of them."""
    found = dict[tuple[str, str], str]()
    for release in releases_:
        if release.number <= number:
            if not _is_complete(release):  # it may have changed any of them
                found.clear()
            found |= {key: modified for key, (modified, _state) in told_by(release).items()}
    return found


def write(store: Store, release: Release, met: dict[str, bool]) -> Release:
    """Keeps the receipt with the release, and tells the public; never over that of a later one.
    One of a release that is yet to come is left of an earlier life of the target, or foreign. What
    the public was not seen to get stays owed."""
    left = (parsed(release.owed) if release.owed else Owed()).after(met)
    told = left.told(release)
    done = replace(release, receipt=told, owed=None if left.is_given else asdict(left))
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
