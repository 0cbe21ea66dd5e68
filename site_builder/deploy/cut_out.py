"""A takedown that waits for no build: what stands on the target is put right as it stands.

The page itself becomes a notice (410), its pictures go, and lists and feeds lose the mention. What
cannot be cut becomes a notice, too. The next build's files take their place in the next deploy.
"""

import hashlib
import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from site_builder.deploy import cutting, live
from site_builder.deploy.files import COPIED, OWN_PAGES, Entry, File, TakenDown
from site_builder.deploy.outcome import Outcome
from site_builder.deploy.plan import Plan, Put, Remove
from site_builder.deploy.receipt import About, Told
from site_builder.deploy.session import Session

_TEXTS = Path(__file__).with_name("texts")
_TITLE = re.compile(r"<h1[^>]*>(.*?)</h1>", re.S)
_TAG = re.compile(r"<[^>]+>")
_TELLING = 10  # signs; a shorter title stands in many other places


class CutOut:
    """`built` gives what the last build has at a path: of a page that is a notice already it still
    knows the title."""

    def __init__(
        self, session: Session, taken: TakenDown, built: Callable[[str], bytes | None]
    ) -> None:
        self.session, self.taken, self.built = session, taken, built
        self._made: dict[str, bytes] = {}  # by the digest

    def run(self) -> Outcome | None:
        """Within a claim. None when the target shows nothing of it."""
        session, mirror = self.session, self.session.mirror
        also = session.known.were_public()
        showing = [*mirror.showing(self.taken)]
        pictures = session.releases.media_of(self.taken, [*also, *(e.file for e in showing)])
        shown = TakenDown(media=self.taken.media | pictures)
        files = [e for e in mirror.showing(shown) if e.file.class_ == "media"]
        if not showing and not files:
            session.releases.purge(replace(self.taken, pictures=pictures), also)
            return None
        made = self._plan(showing, files, replace(self.taken, pictures=pictures))
        gone = tuple(_gone(entry.file) for entry in showing if self._is_of_taken(entry.file))
        release = session.release(
            made, self.source, replace(session.found, claim=None), "takedown", About(gone)
        )
        mirror.set_meta("build", "")
        mirror.commit()
        return Outcome(made, session.hold.pointer, (release,))

    def _plan(self, showing: list[Entry], files: list[Entry], taken: TakenDown) -> Plan:
        needles = self._needles(files)
        made = Plan(taken=taken, news=taken)
        made.removes = [Remove(entry, "was taken down", urgent=True) for entry in files]
        for entry in showing:
            if entry.file.class_ not in COPIED:
                file = self._file(entry, needles)
                made.puts.append(Put(file, entry, "was taken down", True, entry.until))
        return made

    def versions(self, entries: Iterable[Entry]) -> dict[str, File]:
        """Of single files that are to stay, by their paths."""
        showing = [*self.session.mirror.showing(self.taken)]
        files = [entry for entry in showing if entry.file.class_ == "media"]
        needles = self._needles(files)
        return {entry.file.path: self._file(entry, needles) for entry in entries}

    def has(self, file: File) -> bool:
        return file.sha256 in self._made

    def source(self, file: File) -> bytes:
        return self._made[file.sha256]

    def _is_of_taken(self, file: File) -> bool:
        return file.class_ in OWN_PAGES and file.is_of(self.taken)

    def _needles(self, files: list[Entry]) -> list[str]:
        found = [f"/{entry.file.path}" for entry in files]
        found += [f"{id_}/{locale}" for id_, locale in self.taken.documents]
        for path in self._pages():
            found.append("/" + path.removesuffix("index.html"))
            found += self._titles(path)
        return found

    def _pages(self) -> set[str]:
        """Of these documents, also those that a first try has made notices of."""
        own = {entry.file.path for entry in self.session.mirror.own_pages(self.taken)}
        were = (file for file in self.session.known.were_public() if file.is_of(self.taken))
        return own | {file.path for file in were if file.class_ in OWN_PAGES}

    def _titles(self, path: str) -> Iterator[str]:
        for data in (self.session.standing(path), self.built(path)):
            match = _TITLE.search(data.decode("utf-8", "replace")) if data else None
            title = html.unescape(_TAG.sub("", match[1])).strip() if match else ""
            if len(title) >= _TELLING:
                yield title

    def _file(self, entry: Entry, needles: list[str]) -> File:
        file = entry.file
        if self._is_of_taken(file):
            return self._kept(replace(file, class_="gone", ids=(), media=()), _notice("gone.html"))
        standing = self.session.standing(file.path)
        data = cutting.without(file.path, standing, needles) if standing else None
        if data is None:
            data = _instead(file.path)
        ids = tuple(pair for pair in file.ids if pair not in self.taken.documents)
        return self._kept(replace(file, ids=ids, media=self._still(file)), data)

    def _still(self, file: File) -> tuple[tuple[str, str], ...]:
        return tuple(pair for pair in file.media if pair[0] not in self.taken.media)

    def _kept(self, file: File, data: bytes) -> File:
        made = replace(file, sha256=hashlib.sha256(data).hexdigest(), size=len(data))
        self._made[made.sha256] = data
        return made


def _gone(file: File) -> Told:
    id_, _, locale = file.of.partition("/")
    return Told(id_, locale, file.path, "", live.GONE)


def _instead(path: str) -> bytes:
    """Of a file that cannot be cut: nothing is better than what was taken down."""
    if path.endswith(".json"):
        return b'{"version": "https://jsonfeed.org/version/1.1", "title": "", "items": []}'
    if path.endswith(".xml"):
        return (
            b'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"/>'
        )
    return _notice("renewed.html")


def _notice(name: str) -> bytes:
    return (_TEXTS / name).read_bytes()
