"""A takedown that waits for no build: what stands on the target is put right as it stands.

The page itself becomes a notice (410), its pictures go, and lists and feeds lose the mention. What
cannot be cut becomes a notice, too. The next build's files take their place in the next deploy.
"""

import hashlib
import html
import re
from dataclasses import replace
from pathlib import Path

from site_builder.deploy import cutting
from site_builder.deploy.files import COPIED, OWN_PAGES, Entry, File, TakenDown
from site_builder.deploy.plan import Plan, Put, Remove
from site_builder.deploy.receipt import Changed
from site_builder.deploy.session import Outcome, Session

_TEXTS = Path(__file__).with_name("texts")
_TITLE = re.compile(r"<h1[^>]*>(.*?)</h1>", re.S)
_TAG = re.compile(r"<[^>]+>")
_TELLING = 10  # signs; a shorter title stands in many other places


class CutOut:
    def __init__(self, session: Session, taken: TakenDown) -> None:
        self.session, self.taken = session, taken
        self._made: dict[str, bytes] = {}  # by the digest

    def run(self) -> Outcome | None:
        """Within a claim. None when the target shows nothing of it."""
        mirror = self.session.mirror
        showing = [*mirror.showing(self.taken)]
        if not showing:
            return None
        pages = [entry for entry in showing if self._is_of_taken(entry.file)]
        media = TakenDown(media=self._media(pages, showing))
        files = [e for e in mirror.showing(media) if e.file.class_ == "media"]
        needles = self._needles(pages, files)
        made = Plan(taken=replace(self.taken, media=media.media))
        made.removes = [Remove(entry, "was taken down", urgent=True) for entry in files]
        for entry in showing:
            if entry.file.class_ not in COPIED:
                made.puts.append(Put(self._file(entry, needles), entry, "was taken down", True))
        found = self.session.found
        gone = [_gone(page.file) for page in pages]
        release = self.session.release(
            made, {}, self._source, replace(found, claim=None), "takedown", gone
        )
        self.session.releases.purge(made.taken)
        mirror.set_meta("build", "")
        mirror.commit()
        return Outcome(made, self.session.hold.pointer, release)

    def _source(self, file: File) -> bytes:
        return self._made[file.sha256]

    def _is_of_taken(self, file: File) -> bool:
        id_, _, locale = file.of.partition("/")
        return file.class_ in OWN_PAGES and (id_, locale) in self.taken.documents

    def _media(self, pages: list[Entry], showing: list[Entry]) -> frozenset[str]:
        """Of pictures those that only these pages and what mentions them show."""
        theirs = {digest for page in pages for digest, _ in page.file.media}
        mentioned = {entry.file.path for entry in showing}
        others = self.session.mirror.showing(TakenDown(media=frozenset(theirs)))
        still = {
            digest
            for entry in others
            if entry.file.class_ in OWN_PAGES and entry.file.path not in mentioned
            for digest, _ in entry.file.media
        }
        return frozenset(theirs - still) | self.taken.media

    def _needles(self, pages: list[Entry], files: list[Entry]) -> list[str]:
        found = [f"/{entry.file.path}" for entry in files]
        found += [f"{id_}/{locale}" for id_, locale in self.taken.documents]
        for page in pages:
            found.append("/" + page.file.path.removesuffix("index.html"))
            found.append(self._title(page))
        return found

    def _title(self, page: Entry) -> str:
        standing = self.session.store.read(page.file.path)
        match = _TITLE.search(standing[0].decode("utf-8", "replace")) if standing else None
        title = html.unescape(_TAG.sub("", match[1])).strip() if match else ""
        return title if len(title) >= _TELLING else ""

    def _file(self, entry: Entry, needles: list[str]) -> File:
        file = entry.file
        if self._is_of_taken(file):
            return self._kept(replace(file, class_="gone", ids=(), media=()), _notice("gone.html"))
        standing = self.session.store.read(file.path)
        data = cutting.without(file.path, standing[0], needles) if standing else None
        if data is None:
            data = _notice("renewed.html") if file.path.endswith(".html") else b""
        ids = tuple(pair for pair in file.ids if pair not in self.taken.documents)
        return self._kept(replace(file, ids=ids, media=self._still(file)), data)

    def _still(self, file: File) -> tuple[tuple[str, str], ...]:
        return tuple(pair for pair in file.media if pair[0] not in self.taken.media)

    def _kept(self, file: File, data: bytes) -> File:
        made = replace(file, sha256=hashlib.sha256(data).hexdigest(), size=len(data))
        self._made[made.sha256] = data
        return made


def _gone(file: File) -> Changed:
    id_, _, locale = file.of.partition("/")
    return Changed(id_, locale, file.path)


def _notice(name: str) -> bytes:
    return (_TEXTS / name).read_bytes()
