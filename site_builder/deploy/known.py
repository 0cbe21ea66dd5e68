"""Finding out what stands on a target: from the mirror when it is that of the last release, else
from the manifest and from a list of all that is there."""

import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from site_builder.deploy import files, journal, pointer, tree
from site_builder.deploy.files import ORPHAN, PRIVATE, Entry, File, is_of_a_lane
from site_builder.deploy.journal import Touched
from site_builder.deploy.mirror import Mirror
from site_builder.deploy.pointer import Pointer
from site_builder.deploy.releases import Releases
from site_builder.deploy.stored import Damaged
from site_builder.deploy.stores import Listed, Refused, Store
from site_builder.deploy.stores.directory import BESIDE
from site_builder.deploy.uploads import private
from site_builder.index.outputs import SHORT

_PROBE = f"{PRIVATE}probe.json"
_CONDITIONS = "conditions"
# The map of redirects for nginx is to be written.
MAP_OWED = "redirect map owed"


class Known:
    """`touched` are the places of deploys that did not come to their end, with all files that may
    have stood there since the last release; `begun` those at which nothing was before them;
    `strangers` paths that no deploy wrote."""

    def __init__(self, store: Store, mirror: Mirror, threads: int) -> None:
        self.store, self.mirror, self.threads = store, mirror, threads
        self.touched: Touched = {}
        self.begun: set[str] = set()
        self.strangers: set[str] = set()
        self._all_is_ours = False

    def find_out(self, found: Pointer, *, audit: bool) -> None:
        """Brings the mirror to what stands there. Raises DeployError."""
        is_last_seen = self.is_last_seen(found)
        if not is_last_seen:
            self._read_manifest(found, anew=audit)
            for name in ("build", "taken", "held"):  # of another installation's deploys
                self.mirror.set_meta(name, "")
            self.mirror.set_meta(MAP_OWED, "yes")
        try:
            self.touched = journal.read(self.store, found.unsettled)
        except Damaged:  # an audit looks everywhere
            if not audit:
                raise
            self._all_is_ours = True
        for path, candidates in self.touched.items():
            before = self.mirror.entry(path)
            if before:
                candidates.append(before.file)
            else:
                self.begun.add(path)
        journal.adopt(self.mirror, self.store, self.touched, self.threads)
        if audit or not is_last_seen:
            self._reconcile(self.store.keys(""))
        if audit and not tree.is_whole(self.mirror, self.fetch, self.threads):
            tree.forget(self.mirror)

    def is_last_seen(self, found: Pointer) -> bool:
        """Whether the mirror is of that state."""
        return self.mirror.meta("release") == _name(found)

    def honours_conditions(self) -> bool:
        """Whether the store refuses a write over another version than it names: asked once. Where
        it does not, two deploys at once may mix."""
        if not self.mirror.meta(_CONDITIONS):
            try:
                self.store.write(_PROBE, private(b"{}"), '"none"')
                self.store.remove(_PROBE, None)
                self.mirror.set_meta(_CONDITIONS, "no")
            except Refused:
                self.mirror.set_meta(_CONDITIONS, "yes")
        return self.mirror.meta(_CONDITIONS) == "yes"

    def _read_manifest(self, found: Pointer, *, anew: bool) -> None:
        """One that is damaged is made `anew` from what stands there, all of which is ours then."""
        try:
            tree.load(self.mirror, found.root, self.fetch, self.threads)
            Releases(self.mirror, self.store).load(found.release)
        except Damaged:
            if not anew:
                raise
            self.mirror.clear("")
            Releases(self.mirror, self.store).clear()
            self._all_is_ours = True

    def were_public(self) -> tuple[File, ...]:
        """Perhaps, since the last release."""
        return tuple(file for candidates in self.touched.values() for file in candidates)

    def fetch(self, digest: str) -> bytes | None:
        found = self.store.read(tree.object_key(digest))
        return found and found[0]

    def note(self, now: Pointer) -> None:
        """That this mirror is of that state."""
        self.mirror.set_meta("release", _name(now))

    def _reconcile(self, listed: Iterable[Listed]) -> None:
        there = _without_other_targets(
            {found.key: found.etag for found in listed if not is_of_a_lane(found.key)}
        )
        odd = {key for key in there if not files.is_public(key)}
        self.strangers |= {key for key in odd if key and not key.endswith("/")}  # else folders
        there = {key: etag for key, etag in there.items() if key not in odd}
        doubtful = [path for path, etag in there.items() if not self._is_as_known(path, etag)]
        with ThreadPoolExecutor(self.threads) as pool:
            for path, found in zip(doubtful, pool.map(self.store.look, doubtful), strict=True):
                if found is not None:
                    self._judge(path, found.etag, found.sha256, found.size)
        for entry in list(self.mirror.entries()):
            if entry.file.path not in there:
                self.mirror.drop(entry.file.path)

    def _is_as_known(self, path: str, etag: str) -> bool:
        known = self.mirror.entry(path)
        return known is not None and known.etag == etag

    def _judge(self, path: str, etag: str, sha256: str, size: int) -> None:
        """Something stands at a path that is not what the manifest says."""
        known = self.mirror.entry(path)
        if known:  # the place is ours: what stands there is written over, if it is another
            same = sha256 == known.file.sha256
            file = known.file if same else known.file.unknown()
            self.mirror.put(Entry(file, etag, known.until))
        elif self._all_is_ours and files.is_a_place_of_a_site(path):
            self.mirror.put(Entry(File(path, "", size, ORPHAN, SHORT), etag))
        elif not self._belongs_to_ours(path):
            self.strangers.add(path)

    def _belongs_to_ours(self, path: str) -> bool:
        """A compressed form whose file somebody removed: it is written again with that."""
        beside = (path.removesuffix(end) for end in BESIDE if path.endswith(end))
        return any(self.mirror.entry(of) is not None for of in beside)


def _without_other_targets(there: dict[str, str]) -> dict[str, str]:
    """Another site may stand in a folder of this bucket, with a `.newsroom/` of its own."""
    pointer_of_another = f"/{pointer.KEY}"
    roots = tuple(
        key.removesuffix(pointer_of_another) + "/"
        for key in there
        if key.endswith(pointer_of_another)
    )
    return {key: etag for key, etag in there.items() if not (roots and key.startswith(roots))}


def _name(found: Pointer) -> str:
    return json.dumps([found.release, found.root])
