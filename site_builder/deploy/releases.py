"""Releases: what each changed, how long there is a way back to it, and what is put away then."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from site_builder.deploy import blobs, files, tree
from site_builder.deploy.files import OWN_PAGES, PRIVATE, File, TakenDown
from site_builder.deploy.mirror import Mirror
from site_builder.deploy.stored import believing
from site_builder.deploy.stores import Store
from site_builder.deploy.uploads import json_bytes, private

KEPT = 30
FOLDER = f"{PRIVATE}releases/"


@dataclass(frozen=True)
class Release:
    """`kind` is deploy or rollback. `saved` are the files that it replaced or removed, whose bytes
    are among the blobs for the sake of the releases before; `came` and `went` are nodes of the
    manifest. `receipt` is what the public was seen to get."""

    number: int
    root: str
    kind: str
    made_at: str
    by: str
    content_version: int
    written: int
    removed: int
    saved: tuple[File, ...] = ()
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()
    receipt: dict[str, Any] | None = None

    def dump(self) -> bytes:
        return json_bytes({**asdict(self), "saved": [file.fields() for file in self.saved]})


def parsed(data: bytes | str) -> Release:
    value = json.loads(data)
    value["saved"] = tuple(map(files.file, value["saved"]))
    return Release(**{**value, "came": tuple(value["came"]), "went": tuple(value["went"])})


def key(number: int) -> str:
    return f"{FOLDER}{number}.json"


def write(store: Store, release: Release) -> None:
    store.write(key(release.number), private(release.dump()), None)


class Releases:
    """Those of a target to which there is a way back, as the mirror knows them."""

    def __init__(self, mirror: Mirror, store: Store) -> None:
        self.mirror, self.store, self.database = mirror, store, mirror.database

    def load(self, last: int) -> None:
        """Reads from the target those that the mirror lacks."""
        for number in range(max(1, last - KEPT + 1), last + 1):
            if self.get(number) is None and (found := self.store.read(key(number))):
                with believing(key(number)):
                    self.keep(parsed(found[0]))

    def keep(self, release: Release) -> None:
        row = (release.number, release.dump().decode())
        self.database.execute("INSERT OR REPLACE INTO releases VALUES (?, ?)", row)

    def get(self, number: int) -> Release | None:
        sql = "SELECT record FROM releases WHERE number = ?"
        row = self.database.execute(sql, (number,)).fetchone()
        return parsed(row[0]) if row else None

    def all(self) -> Iterator[Release]:
        sql = "SELECT record FROM releases ORDER BY number"
        return (parsed(row[0]) for row in self.database.execute(sql).fetchall())

    def prune(self, last: int) -> None:
        """Removes what only releases need to which there is no way back any more."""
        oldest, known = last - KEPT + 1, list(self.all())
        old = [release for release in known if release.number <= oldest]
        if not old:
            return
        kept = [release for release in known if release.number > oldest]
        needed = {file.sha256 for release in kept for file in release.saved}
        self._remove_blobs(f.sha256 for r in old for f in r.saved if f.sha256 not in needed)
        came_again = {digest for release in kept for digest in release.came}
        for digest in {digest for release in old for digest in release.went} - came_again:
            self.store.remove(tree.object_key(digest), None)
        for release in old:
            if release.number == oldest:
                self.keep(replace(release, saved=(), went=()))
                continue
            self.store.remove(key(release.number), None)
            self.database.execute("DELETE FROM releases WHERE number = ?", (release.number,))

    def sweep(self) -> None:
        """Removes whatever no release needs, such as deploys that died may have left. All that
        deploys keep for themselves is listed."""
        known = [*self.all()]
        nodes = {digest for release in known for digest in (*release.came, *release.went)}
        nodes |= {row[0] for row in self.database.execute("SELECT digest FROM nodes")}
        needed = {tree.object_key(digest) for digest in nodes}
        needed |= {blobs.key(file.sha256) for release in known for file in release.saved}
        for folder in (tree.FOLDER, blobs.FOLDER):
            for listed in [*self.store.keys(folder)]:
                if listed.key not in needed:
                    self.store.remove(listed.key, None)

    def purge(self, taken: TakenDown) -> None:
        """Removes the bytes of what was taken down from all releases: no way leads back there. With
        them go pictures that only its pages have shown."""
        saved = [file for release in self.all() for file in release.saved]
        pages = [file for file in saved if file.class_ in OWN_PAGES and file.shows(taken)]
        theirs = TakenDown(media=frozenset(digest for page in pages for digest, _ in page.media))
        still = {d for entry in self.mirror.showing(theirs) for d, _ in entry.file.media}
        taken = replace(taken, media=taken.media | (theirs.media - still))
        self._remove_blobs(file.sha256 for file in saved if file.shows(taken))

    def _remove_blobs(self, digests: Iterable[str]) -> None:
        for digest in {*digests}:
            self.store.remove(blobs.key(digest), None)
