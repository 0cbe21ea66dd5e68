"""The manifest on a target: a tree of small objects, each named by the digest of its bytes.

Entries stand in leaves by the digest of their path; a leaf that grows over LEAF entries becomes a
node with sixteen children. The shape depends on the entries alone. A deploy writes the leaves whose
entries it changed and the nodes above them; the others are those of the release before, and so each
release is whole, by its root, and costs what it changed.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import NamedTuple

from site_builder.deploy import files
from site_builder.deploy.files import PRIVATE, Entry
from site_builder.deploy.mirror import Mirror
from site_builder.deploy.stored import believing

LEAF = 256
DIGITS = "0123456789abcdef"
FOLDER = f"{PRIVATE}manifest/"


class Node(NamedTuple):
    digest: str
    entries: int
    leaf: bool


@dataclass
class Change:
    """What became of the tree: the objects that are new, the digests that it needs no more."""

    root: str = ""
    came: dict[str, bytes] = field(default_factory=dict)
    went: set[str] = field(default_factory=set)


# A leaf's records, or of each child its digest and how many entries are below it.
Body = list[list[object]] | dict[str, tuple[str, int]]
# Gives the bytes of the object of that digest, or None.
Fetch = Callable[[str], bytes | None]


def object_key(digest: str) -> str:
    return f"{FOLDER}{digest}.json"


def update(mirror: Mirror) -> Change:
    """Brings the nodes of the mirror to its entries."""
    change, keys = Change(), sorted(mirror.deltas)
    node = _refreshed(mirror, "", keys, change) if keys else _node(mirror, "")
    mirror.deltas.clear()
    change.root = node.digest if node else ""
    change.went -= change.came.keys()
    return change


def _refreshed(mirror: Mirror, prefix: str, keys: list[str], change: Change) -> Node | None:
    before = _node(mirror, prefix)
    count = _count(mirror, prefix, before, keys)
    if before:
        change.went.add(before.digest)
    if not count:
        _forget(mirror, prefix, change)
        return None
    if count <= LEAF:
        if before and not before.leaf:
            _forget(mirror, prefix, change)
        data, leaf = _dump([json.loads(record) for record in _records(mirror, prefix)]), True
    else:
        children = _children(mirror, prefix, keys, change, whole=before is None or before.leaf)
        data, leaf = _dump({digit: node[:2] for digit, node in children.items()}), False
    node = Node(hashlib.sha256(data).hexdigest(), count, leaf)
    change.came[node.digest] = data
    sql = "INSERT OR REPLACE INTO nodes VALUES (?,?,?,?)"
    mirror.database.execute(sql, (prefix, *node))
    return node


def _children(
    mirror: Mirror, prefix: str, keys: list[str], change: Change, *, whole: bool
) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for digit in DIGITS:
        below = prefix + digit
        changed = [key for key in keys if key.startswith(below)]
        if whole or changed:
            node = _refreshed(mirror, below, changed, change)
        else:
            node = _node(mirror, below)
        if node:
            found[digit] = node
    return found


def _count(mirror: Mirror, prefix: str, before: Node | None, keys: list[str]) -> int:
    if before:
        return before.entries + sum(mirror.deltas[key] for key in keys)
    sql = "SELECT count(*) FROM entries WHERE key >= ? AND key < ?"
    return int(mirror.database.execute(sql, (prefix, prefix + "g")).fetchone()[0])


def _records(mirror: Mirror, prefix: str) -> Iterable[str]:
    sql = "SELECT record FROM entries WHERE key >= ? AND key < ? ORDER BY key"
    return (row[0] for row in mirror.database.execute(sql, (prefix, prefix + "g")))


def _node(mirror: Mirror, prefix: str) -> Node | None:
    sql = "SELECT digest, count, leaf FROM nodes WHERE prefix = ?"
    row = mirror.database.execute(sql, (prefix,)).fetchone()
    return Node(row[0], row[1], bool(row[2])) if row else None


def _forget(mirror: Mirror, prefix: str, change: Change) -> None:
    sql = "SELECT digest FROM nodes WHERE prefix >= ? AND prefix < ?"
    change.went |= {row[0] for row in mirror.database.execute(sql, (prefix, prefix + "g"))}
    mirror.database.execute(
        "DELETE FROM nodes WHERE prefix >= ? AND prefix < ?", (prefix, prefix + "g")
    )


def _dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def is_whole(mirror: Mirror, fetch: Fetch, threads: int) -> bool:
    """Whether the target holds every node as it was written."""
    digests = [row[0] for row in mirror.database.execute("SELECT digest FROM nodes")]
    with ThreadPoolExecutor(threads) as pool:
        bodies = pool.map(fetch, digests)
        return all(
            data is not None and hashlib.sha256(data).hexdigest() == digest
            for digest, data in zip(digests, bodies, strict=True)
        )


def forget(mirror: Mirror) -> None:
    """So that the next update writes all of it."""
    mirror.database.execute("DELETE FROM nodes")
    for (key,) in mirror.database.execute("SELECT key FROM entries").fetchall():
        mirror.deltas.setdefault(key, 0)


def count(mirror: Mirror) -> int:
    """How many entries the tree holds."""
    root = _node(mirror, "")
    return root.entries if root else 0


def load(mirror: Mirror, root: str, fetch: Fetch, threads: int) -> None:
    """Makes the mirror that of the tree with that root, reading only what differs."""
    frontier = [("", Node(root, 0, False))] if root else []
    if not root:
        mirror.clear("")
    with ThreadPoolExecutor(threads) as pool:
        while frontier:
            wanted = [place for place in frontier if not _holds(mirror, place[0], place[1].digest)]
            bodies = pool.map(lambda pair: parsed(fetch, pair[1].digest), wanted)
            frontier = [
                below
                for (prefix, node), body in zip(wanted, bodies, strict=True)
                for below in _take(mirror, prefix, node, body)
            ]
    mirror.deltas.clear()


def difference(mirror: Mirror, root: str, fetch: Fetch, threads: int) -> dict[str, Entry | None]:
    """path -> the entry in the tree with that root, where it may be another than the mirror's."""
    found: dict[str, Entry | None] = {}
    frontier = [("", root)] if root else []
    if not root:
        found |= dict.fromkeys(mirror.paths(""))
    with ThreadPoolExecutor(threads) as pool:
        while frontier:
            wanted = [place for place in frontier if not _holds(mirror, *place)]
            bodies = pool.map(lambda place: parsed(fetch, place[1]), wanted)
            frontier = []
            for (prefix, _), body in zip(wanted, bodies, strict=True):
                if isinstance(body, list):
                    found |= dict.fromkeys(mirror.paths(prefix))
                    found |= {made.file.path: made for made in map(files.entry, body)}
                    continue
                for digit in DIGITS:
                    if digit in body:
                        frontier.append((prefix + digit, body[digit][0]))
                    else:
                        found |= dict.fromkeys(mirror.paths(prefix + digit))
    return found


def at(root: str, path: str, fetch: Fetch) -> Entry | None:
    """The entry of one path in the tree with that root."""
    key, digest, depth = files.key_of(path), root, 0
    while digest:
        body = parsed(fetch, digest)
        if isinstance(body, list):
            return next((e for e in map(files.entry, body) if e.file.path == path), None)
        digest = body.get(key[depth], ("", 0))[0]
        depth += 1
    return None


def parsed(fetch: Fetch, digest: str) -> Body:
    """A node as it is stored. Raises Damaged for one that is missing or is not what its name says:
    so whoever can write on the target can damage a manifest, and not forge one that is known."""
    with believing(object_key(digest)):
        data = fetch(digest)
        if data is None or hashlib.sha256(data).hexdigest() != digest:
            raise ValueError("it is missing, or is not what was written")
        found = json.loads(data)
        if isinstance(found, list):
            return [[*files.entry(record).file.fields(), *record[-2:]] for record in found]
        return {digit: (str(child[0]), int(child[1])) for digit, child in found.items()}


def _holds(mirror: Mirror, prefix: str, digest: str) -> bool:
    known = _node(mirror, prefix)
    return known is not None and known.digest == digest


def _take(mirror: Mirror, prefix: str, node: Node, body: Body) -> list[tuple[str, Node]]:
    """Puts a node into the mirror; the children that are to follow."""
    if isinstance(body, list):
        mirror.clear(prefix)
        for record in body:
            mirror.insert(files.entry(record))
        made = Node(node.digest, len(body), True)
    else:
        for digit in DIGITS:
            if digit not in body:
                mirror.clear(prefix + digit)
        made = Node(node.digest, sum(count for _digest, count in body.values()), False)
    mirror.database.execute("INSERT OR REPLACE INTO nodes VALUES (?,?,?,?)", (prefix, *made))
    if isinstance(body, list):
        return []
    return [(prefix + digit, Node(*found, False)) for digit, found in body.items()]
