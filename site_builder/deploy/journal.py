"""What a deploy is about to write, told on the target before its first write: whoever comes after
one that died looks at these places, and finds the target as if it had died between two files.
"""

import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from site_builder.deploy import files
from site_builder.deploy.files import OWN_PAGES, PRIVATE, Entry, File
from site_builder.deploy.mirror import Mirror
from site_builder.deploy.stored import believing
from site_builder.deploy.stores import Found, Store
from site_builder.deploy.uploads import json_bytes, private
from site_builder.errors import ForeignFile

FOLDER = f"{PRIVATE}attempts/"
_SOME = 10
# path -> what may stand there besides what the manifest says; nothing for one that was removed.
Touched = dict[str, list[File]]


def key(claim: int) -> str:
    return f"{FOLDER}{claim}.json"


def write(store: Store, claim: int, touched: Touched) -> None:
    value = {path: [file.fields() for file in found] for path, found in touched.items()}
    store.write(key(claim), private(json_bytes(value)), None)


def read(store: Store, claims: Iterable[int]) -> Touched:
    """Of claims whose deploys did not come to their end. One without a journal wrote nothing."""
    touched: Touched = {}
    for claim in claims:
        found = store.read(key(claim))
        with believing(key(claim)):
            for path, records in (json.loads(found[0]) if found else {}).items():
                files.check(path)
                touched.setdefault(path, []).extend(map(files.file, records))
    return touched


def forget(store: Store, claims: Iterable[int]) -> None:
    for claim in claims:
        store.remove(key(claim), None)


def claims(store: Store, settled: int) -> list[int]:
    """Those up to `settled` that still have a journal. All journals are listed."""
    names = (listed.key[len(FOLDER) :].removesuffix(".json") for listed in store.keys(FOLDER))
    return [int(name) for name in names if name.isdecimal() and int(name) <= settled]


def adopt(mirror: Mirror, store: Store, touched: Touched, threads: int) -> None:
    """Brings the mirror to what stands at the touched places. Raises ForeignFile."""
    with ThreadPoolExecutor(threads) as pool:
        for path, found in zip(touched, pool.map(store.look, touched), strict=True):
            _adopt(mirror, path, found, touched[path])


def _adopt(mirror: Mirror, path: str, found: Found | None, candidates: list[File]) -> None:
    before = mirror.entry(path)
    if found is None:
        if before:
            mirror.drop(path)
        return
    if before and before.etag == found.etag and found.sha256:
        return
    known = [*([before.file] if before else []), *candidates]
    if found.sha256:
        file = next((file for file in known if file.sha256 == found.sha256), None)
    else:
        file = any_of(known)
    if file is None:
        raise foreign(path)
    mirror.put(Entry(file, found.etag, before.until if before else 0))


def any_of(known: list[File]) -> File | None:
    """Where the store does not tell which it is: none that anyone wants, and it may show whatever
    one of them shows; a page, where one of them is one, so that its pictures go with it."""
    if not known:
        return None
    ids = {pair for file in known for pair in file.ids}
    media = {pair for file in known for pair in file.media}
    base = next((file for file in known if file.class_ in OWN_PAGES), known[0])
    return replace(base, sha256="", ids=tuple(sorted(ids)), media=tuple(sorted(media)))


def foreign(*found: str) -> ForeignFile:
    some = ", ".join(found[:_SOME]) + (f" and {len(found) - _SOME:,} more" * (len(found) > _SOME))
    are = "is on the target and was" if len(found) == 1 else "are on the target and were"
    return ForeignFile(
        f"{some} {are} not written by a deploy of this site: remove what is there, or name another"
        " folder or prefix. Nothing was written in its place."
    )
