"""A built site of any number of files, recorded as the builder records it, without a build: pages of
a few kilobytes, each with a picture of its own, in lists of twenty."""

import hashlib
import json
import random
from contextlib import closing
from pathlib import Path

from site_builder.index import builds
from site_builder.index.builds import Builds
from site_builder.index.database import Index
from site_builder.index.outputs import IMMUTABLE, SHORT, STANDS

URL = "https://www.example.go.th"
_WORDS = "น้ำ ตลาด ถนน โรงเรียน ประกาศ เทศบาล ชุมชน แผนงาน งบประมาณ กองช่าง".split()
_PAGE_WORDS, _PICTURE_BYTES, _OF_LIST = 700, 12_000, 20


class Tree:
    """In `folder`: an index and an output folder of `size` files."""

    def __init__(self, folder: Path, size: int) -> None:
        self.folder, self.output, self.size = folder, folder / "output", size
        self.random = random.Random(size)
        self.stories = size * 20 // 41  # a page and a picture each, and a list for twenty
        self.turn = 0

    def make(self) -> None:
        with closing(Index(self.folder / "index.sqlite", fresh=True)) as index:
            index.set_meta(builds.NAME, f"made {self.size}")
            Builds(index).begin()
            for number in range(self.stories):
                self._write(index, *self._picture(number))
                self._write(index, *self._story(number))
            for number in range(0, self.stories, _OF_LIST):
                self._write(index, *self._list(number))
            self._write(index, "index.html", b"<!doctype html><p>home</p>" * 20, "entry", [], [])
            Builds(index).end(URL, 1)
            index.make_indexes()
            index.settle()

    def change(self, files: int) -> None:
        """Stories with their lists: so many files in all."""
        self.turn += 1
        with closing(Index(self.folder / "index.sqlite", fresh=False)) as index:
            Builds(index).begin()
            stories = max(1, files * 10 // 11)
            first = self.random.randrange(self.stories - stories)
            for number in range(first, first + stories):
                self._write(index, *self._story(number))
            lists = sorted({n - n % _OF_LIST for n in range(first, first + stories)})
            for number in lists[: max(0, files - stories)]:
                self._write(index, *self._list(number))
            Builds(index).end(URL, 1 + self.turn)

    def _story(self, number: int) -> tuple[str, bytes, str, list[str], list[str]]:
        words = " ".join(self.random.choices(_WORDS, k=_PAGE_WORDS))
        links = f'<a href="/th/news/story-{max(0, number - 1)}/">x</a><img src="/{_image(number)}">'
        page = f"<!doctype html><h1>{number} {self.turn}</h1>{links}<p>{words}</p>"
        return _page(number), page.encode(), "story", [_id(number)], [_digest(number)]

    def _picture(self, number: int) -> tuple[str, bytes, str, list[str], list[str]]:
        return _image(number), self.random.randbytes(_PICTURE_BYTES), "media", [], [_digest(number)]

    def _list(self, number: int) -> tuple[str, bytes, str, list[str], list[str]]:
        numbers = range(number, min(number + _OF_LIST, self.stories))
        links = "".join(f'<li><a href="/th/news/story-{n}/">{n}</a></li>' for n in numbers)
        page = f"<!doctype html><h1>{number} {self.turn}</h1><ul>{links}</ul>"
        path = f"th/news/list/{number}/index.html"
        return path, page.encode() * 4, "list", [_id(n) for n in numbers], []

    def _write(
        self, index: Index, path: str, data: bytes, class_: str, ids: list[str], media: list[str]
    ) -> None:
        file = self.output / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)  # what went out is linked: it keeps its bytes
        file.write_bytes(data)
        shown = json.dumps([[id_, "th"] for id_ in ids]), json.dumps([[d, "cover"] for d in media])
        about = json.dumps({"id_": ids[0]} if class_ == "story" else {})
        cache = IMMUTABLE if class_ == "media" else SHORT
        index.database.execute(
            "INSERT OR REPLACE INTO outputs (path, owner, state, locale, maker, about, class,"
            " cache, sha256, size, ids, media) VALUES (?,'x',?,'th','x',?,?,?,?,?,?,?)",
            (
                path,
                STANDS,
                about,
                class_,
                cache,
                hashlib.sha256(data).hexdigest(),
                len(data),
                *shown,
            ),
        )


def _page(number: int) -> str:
    return f"th/news/story-{number}/index.html"


def _id(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


def _digest(number: int) -> str:
    return hashlib.sha256(f"{number}".encode()).hexdigest()


def _image(number: int) -> str:
    return f"img/{_digest(number)[:20]}-640.jpg"
