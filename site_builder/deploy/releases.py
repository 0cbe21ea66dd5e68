"""Releases: what each changed, how long there is a way back to it, and what is put away then."""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any

from site_builder.deploy import blobs, files, tree
from site_builder.deploy.files import OWN_PAGES, PRIVATE, File, TakenDown
from site_builder.deploy.mirror import Mirror
from site_builder.deploy.pointer import Pin
from site_builder.deploy.stored import Damaged, believing
from site_builder.deploy.stores import Store
from site_builder.deploy.uploads import json_bytes, private

KEPT = 30
FOLDER = f"{PRIVATE}releases/"


@dataclass(frozen=True)
class Release:
    """`kind` is deploy, rollback or takedown. `saved` are the files that it replaced or removed,
    whose bytes are among the blobs for the sake of the releases before; `came` and `went` are nodes
    of the manifest. `pin` says what held the public there. `receipt` is what the public was seen to
    get, `owed` what is still to be asked."""

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
    pin: Pin | None = None
    receipt: dict[str, Any] | None = None
    owed: dict[str, Any] | None = None

    def dump(self) -> bytes:
        return json_bytes({**asdict(self), "saved": [file.fields() for file in self.saved]})


def parsed(data: bytes | str) -> Release:
    value = json.loads(data)
    value["saved"] = tuple(map(files.file, value["saved"]))
    value["pin"] = Pin(**value["pin"]) if value.get("pin") else None
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
        """Reads them from the target: what the mirror has may be of before a backup was put back.
        Raises Damaged."""
        self.clear()
        for number in range(max(1, last - KEPT + 1), last + 1):
            if found := self.store.read(key(number)):
                with believing(key(number)):
                    self.keep(parsed(found[0]))

    def clear(self) -> None:
        """Of the mirror alone."""
        for table in ("releases", "saved", "grown"):
            self.database.execute(f"DELETE FROM {table}")  # noqa: S608

    def read_last(self) -> Release | None:
        """The last one on the target that can be read."""
        keys = [listed.key for listed in self.store.keys(FOLDER)]
        numbers = [key[len(FOLDER) :].removesuffix(".json") for key in keys]
        for number in sorted((int(n) for n in numbers if n.isdecimal()), reverse=True):
            with suppress(Damaged), believing(key(number)):
                if found := self.store.read(key(number)):
                    return parsed(found[0])
        return None

    def keep(self, release: Release) -> None:
        self._forget(release.number)
        light = replace(release, saved=(), came=(), went=())
        number, insert = release.number, self.database.executemany
        insert("INSERT INTO releases VALUES (?, ?)", [(number, light.dump().decode())])
        insert(
            "INSERT OR REPLACE INTO saved VALUES (?,?,?,?)",
            [(f.sha256, number, f.class_, json.dumps(f.fields())) for f in release.saved],
        )
        for digests, came in ((release.came, 1), (release.went, 0)):
            rows = [(digest, number, came) for digest in digests]
            insert("INSERT OR REPLACE INTO grown VALUES (?,?,?)", rows)

    def get(self, number: int) -> Release | None:
        sql = "SELECT record FROM releases WHERE number = ?"
        row = self.database.execute(sql, (number,)).fetchone()
        if row is None:
            return None
        grown = self.database.execute("SELECT digest, came FROM grown WHERE number = ?", (number,))
        nodes = [(digest, bool(came)) for digest, came in grown]
        return replace(
            parsed(row[0]),
            saved=tuple(self._saved("WHERE number = ?", number)),
            came=tuple(digest for digest, came in nodes if came),
            went=tuple(digest for digest, came in nodes if not came),
        )

    def all(self) -> Iterator[Release]:
        """In order, without what they saved and what became of the manifest."""
        sql = "SELECT record FROM releases ORDER BY number"
        return (parsed(row[0]) for row in self.database.execute(sql).fetchall())

    def prune(self, last: int) -> None:
        """Removes what only releases need to which there is no way back any more."""
        oldest = last - KEPT + 1
        older = self._column("SELECT number FROM releases WHERE number < ?", oldest)
        unneeded = self._column(
            "SELECT DISTINCT sha256 FROM saved AS s WHERE number <= ? AND NOT EXISTS"
            " (SELECT 1 FROM saved AS n WHERE n.sha256 = s.sha256 AND n.number > ?)",
            oldest, oldest,
        )  # fmt: skip
        self._remove_blobs(unneeded)
        nodes = self._column(
            "SELECT DISTINCT digest FROM grown AS g WHERE number <= ? AND came = 0 AND NOT EXISTS"
            " (SELECT 1 FROM grown AS n WHERE n.digest = g.digest AND n.number > ?)"
            " AND NOT EXISTS (SELECT 1 FROM nodes WHERE nodes.digest = g.digest)",
            oldest, oldest,
        )  # fmt: skip
        for digest in nodes:
            self.store.remove(tree.object_key(digest), None)
        for table in ("saved", "grown"):
            self.database.execute(f"DELETE FROM {table} WHERE number <= ?", (oldest,))  # noqa: S608
        for number in older:
            self.store.remove(key(number), None)
            self._forget(number)

    def sweep(self) -> None:
        """Removes whatever no release needs, such as deploys that died may have left. All that
        deploys keep for themselves is listed."""
        nodes = self._column("SELECT digest FROM nodes UNION SELECT digest FROM grown")
        needed = {tree.object_key(digest) for digest in nodes}
        needed |= {blobs.key(sha256) for sha256 in self._column("SELECT sha256 FROM saved")}
        for folder in (tree.FOLDER, blobs.FOLDER):
            for listed in [*self.store.keys(folder)]:
                if listed.key not in needed:
                    self.store.remove(listed.key, None)

    def media_of(self, taken: TakenDown, also: Iterable[File] = ()) -> frozenset[str]:
        """Pictures that what was taken down has shown, in any version that is kept or among `also`,
        and that nothing else on the target shows."""
        if not taken.documents:
            return frozenset()
        pages = [*self._saved(f"WHERE class IN {OWN_PAGES}"), *also]
        theirs = TakenDown(
            media=frozenset(
                digest
                for page in pages
                if page.class_ in OWN_PAGES and page.is_of(taken)
                for digest, _ in page.media
            )
        )
        standing = [entry.file for entry in self.mirror.showing(theirs)]
        still = {
            digest
            for file in standing
            if file.class_ in OWN_PAGES and not file.is_of(taken)
            for digest, _ in file.media
        }
        return theirs.media - still

    def purge(self, taken: TakenDown, also: Iterable[File] = ()) -> None:
        """Removes the bytes of what was taken down from all releases: no way leads back there.
        `also` are files of which deploys that died may have put the bytes away."""
        if taken or taken.pictures:
            found = [*self._saved(""), *also]
            self._remove_blobs(file.sha256 for file in found if file.goes_with(taken))

    def _saved(self, where: str, *parameters: object) -> Iterator[File]:
        sql = f"SELECT record FROM saved {where}"  # noqa: S608
        rows = self.database.execute(sql, parameters).fetchall()
        return (files.file(json.loads(record)) for (record,) in rows)

    def _column(self, sql: str, *parameters: object) -> list[Any]:
        return [row[0] for row in self.database.execute(sql, parameters)]

    def _forget(self, number: int) -> None:
        for table in ("releases", "saved", "grown"):
            self.database.execute(f"DELETE FROM {table} WHERE number = ?", (number,))  # noqa: S608

    def _remove_blobs(self, digests: Iterable[str]) -> None:
        for digest in {*digests} - {""}:
            self.store.remove(blobs.key(digest), None)
