"""A content folder to measure with: any number of stories, bilingual, the same for the same seed.

    python -m tests.benchmarks.corpus --stories 10000 --seed 1 DIR

Of the stories 80 % are news, 12 % policies and 8 % awards, spread over the ten years that end with
October 2026. One in seven has a gallery of forty pictures, one in 25 is in Thai only.
"""

import argparse
import os
import random
import shutil
import sys
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from contract import documents, paths, records, site_config, slugs
from contract.blocks import Block
from contract.dates import format_microseconds, format_seconds
from contract.documents import Document
from contract.site_config import SiteConfig
from tests.benchmarks.pictures import DISTINCT, Picture, pictures
from tests.benchmarks.prose import WORDS, Prose, names

SITE_FILE = Path(__file__).resolve().parents[2] / "site.toml"
GALLERY_EVERY, GALLERY_PICTURES, THAI_ONLY_EVERY = 7, 40, 25
FIRST_DAY, DAYS = (2016, 11, 1), 3652  # up to and with 31 October 2026

# How often (of 1) a part stands in a story besides its paragraphs.
_PARTS = {
    "heading": 0.6,
    "list": 0.25,
    "link": 0.3,
    "quote": 0.2,
    "facts": 0.15,
    "table": 0.1,
    "image": 0.1,
    "callout": 0.08,
}
_PROSE = ("paragraph", "list", "link")


class Corpus:
    """`stories` stories in each locale of `site`, and the pages and terms around them."""

    def __init__(
        self, stories: int, site: SiteConfig, shown: Sequence[Picture], *, seed: int = 1
    ) -> None:
        self.stories, self.site, self.shown, self.seed = stories, site, shown, seed
        self._first = datetime(*FIRST_DAY, tzinfo=site.zone)
        self._end = self._first + timedelta(days=DAYS - 1, hours=17, minutes=30)

    def documents(self) -> Iterator[Document]:
        yield from self._fixed()
        for number in range(self.stories):
            yield from self._story(number)

    def taxonomy(self) -> dict[str, Any]:
        """Kind -> slug -> record."""
        return {
            kind: {slug: {"name": self._names(kind, slug)} for slug in WORDS[kind]}
            for kind in paths.TAXONOMIES
        }

    def write(self, folder: Path) -> int:
        """Writes the content folder; the number of its documents."""
        self.write_records(folder)
        count = 0
        for document in self.documents():
            _write(folder / document.file, documents.dump(document, self.site))
            count += 1
        version = {"content_version": 1, "format": 1, "state": "complete"}
        _write(folder / "version.json", records.dump(version))
        return count

    def write_records(self, folder: Path) -> None:
        """Writes what stands beside the documents: terms and pictures."""
        for kind, terms in self.taxonomy().items():
            _write(folder / "taxonomy" / f"{kind}.json", records.dump(terms))
        _write(folder / "redirects.json", records.dump([]))
        for picture in self.shown:
            target = folder / paths.media_folder(picture.digest)
            _write(target / "image.json", records.dump(picture.record))
            _link(picture.file, target / picture.record["file"])

    # Around the stories

    def _fixed(self) -> Iterator[Document]:
        """Home pages, section fronts and standard pages."""
        moment = self._moment(random.Random(self.seed), 0)
        for locale in self.site.locale_codes:
            prose = Prose(locale, random.Random(f"{self.seed}/{locale}"))
            yield self._document("home", "home", locale, moment, prose)
            for section in paths.SECTIONS:
                yield self._document("section", section, locale, moment, prose, slug=section)
            for order, slug in enumerate(WORDS["pages"], 1):
                title = self._names("pages", slug)[locale]
                more = {"slug": slug, "title": title, "menu_order": order}
                yield self._document("page", slug, locale, moment, prose, **more)

    def _document(
        self, type_: str, name: str, locale: str, moment: datetime, prose: Prose, **front: Any
    ) -> Document:
        front = {
            "id": self._id(name),
            "type": type_,
            "locale": locale,
            "title": prose.title(),
            "summary": prose.summary(),
            "date": format_seconds(moment, self.site.zone),
            "modified": format_microseconds(moment, self.site.zone),
            **front,
        }
        body = Block("text", "\n\n".join(prose.paragraph() for _ in range(3)))
        file = paths.document_file(type_, locale, front.get("slug"), moment.year)
        return Document(front, (body,), file)

    # Stories

    def _story(self, number: int) -> Iterator[Document]:
        """The story in its locales: the same facts and parts, each in its own words."""
        rng = random.Random(f"{self.seed}/{number}")
        moment = self._moment(rng, rng.randrange(DAYS))
        facts = self._facts(rng, number, moment)
        parts, outdated = self._parts(rng, number), rng.random() < 0.06
        codes = self.site.locale_codes
        for locale in codes[:1] if number % THAI_ONLY_EVERY == 3 else codes:
            prose = Prose(locale, random.Random(f"{self.seed}/{number}/{locale}"))
            front = facts | self._words(facts, locale, prose)
            if locale != codes[0]:
                front["translation"] = {"state": "outdated" if outdated else "current"}
            blocks = tuple(self._blocks(parts, number, random.Random(f"{facts['id']}"), prose))
            file = paths.document_file(front["type"], locale, front["slug"], moment.year)
            yield Document(front, blocks, file)

    def _facts(self, rng: random.Random, number: int, moment: datetime) -> dict[str, Any]:
        """What the front matter says in every locale."""
        changed = moment + timedelta(days=rng.randint(1, 90), microseconds=rng.randrange(10**6))
        changed = min(changed, self._end)  # what is published next is the last change of its month
        facts: dict[str, Any] = {
            "id": self._id(number),
            "type": rng.choices(("news", "policy", "award"), (80, 12, 8))[0],
            "slug": self._slug(number),
            "date": format_seconds(moment, self.site.zone),
            "modified": format_microseconds(changed, self.site.zone),
            "department": rng.choice(list(WORDS["departments"])),
            "topics": sorted(rng.sample(list(WORDS["topics"]), rng.randint(1, 3))),
            "purposes": [p for p in documents.PURPOSES if rng.random() < 0.4] or ["service"],
        }
        if rng.random() < 0.1:
            facts["updated"] = format_seconds(changed, self.site.zone)
        if rng.random() < 0.9:
            facts["cover"] = {"image": rng.choice(self.shown).digest}
        return facts | _TYPE_FACTS[facts["type"]](rng, moment, self.site)

    def _words(self, facts: dict[str, Any], locale: str, prose: Prose) -> dict[str, Any]:
        """What the front matter says in the words of one locale."""
        words: dict[str, Any] = {
            "locale": locale,
            "title": prose.title(),
            "summary": prose.summary(),
            "source_note": prose.draw("source"),
        }
        if "updated" in facts:
            words["change_note"] = prose.draw("change")
        if facts["type"] == "award":
            words |= {"awarding_body": prose.draw("bodies"), "category": prose.draw("awards")}
        if "event" in facts:
            words["event"] = facts["event"] | {"place": prose.draw("place")}
        return words

    def _parts(self, rng: random.Random, number: int) -> list[str]:
        parts = ["paragraph"] * rng.randint(2, 6)
        for part, share in _PARTS.items():
            if rng.random() < share:
                parts.insert(rng.randint(1, len(parts) - 1), part)
        return [*parts, "gallery"] if number % GALLERY_EVERY == 0 else parts

    def _blocks(
        self, parts: list[str], number: int, rng: random.Random, prose: Prose
    ) -> Iterator[Block]:
        for is_prose, group in groupby(parts, key=lambda part: part in _PROSE):
            if is_prose:
                linked = self._id(rng.randrange(max(number, 1)))
                texts = [_prose_part(part, prose, linked) for part in group]
                yield Block("text", "\n\n".join(texts))
                continue
            for part in group:
                yield Block(part, self._data(part, rng, prose))

    def _data(self, kind: str, rng: random.Random, prose: Prose) -> dict[str, Any]:
        if kind == "image":
            return {"image": rng.choice(self.shown).digest, "caption": prose.draw("pictures")}
        if kind == "gallery":
            chosen = rng.sample(self.shown, min(GALLERY_PICTURES, len(self.shown)))
            uses: list[dict[str, Any]] = [{"image": picture.digest} for picture in chosen]
            for use in uses[::10]:
                use["caption"] = prose.summary()
            return {"alt": prose.draw("pictures"), "consent": "public_event", "images": uses}
        return _block_data(kind, rng, prose)

    def _id(self, name: object) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"benchmark:{self.seed}:{name}"))

    def _slug(self, number: int) -> str:
        title = Prose("en", random.Random(f"{self.seed}/{number}/en")).title()
        return f"{slugs.shorten(slugs.propose(title), slugs.MAX_LENGTH - 8)}-{number}"

    def _names(self, kind: str, slug: str) -> dict[str, str]:
        return names(kind, slug, self.site.locale_codes)

    def _moment(self, rng: random.Random, day: int) -> datetime:
        """A time in office hours."""
        return self._first + timedelta(days=day, seconds=rng.randrange(8 * 3600, 17 * 3600))


def _news_facts(rng: random.Random, moment: datetime, site: SiteConfig) -> dict[str, Any]:
    facts: dict[str, Any] = {"category": rng.choice(list(WORDS["categories"]))}
    if rng.random() < 0.15:
        start = moment + timedelta(days=rng.randint(1, 30))
        end = start + timedelta(hours=3)
        facts["event"] = {
            key: format_seconds(value, site.zone) for key, value in (("start", start), ("end", end))
        }
    return facts


def _policy_facts(rng: random.Random, moment: datetime, site: SiteConfig) -> dict[str, Any]:
    return {
        "fiscal_year": moment.year + (moment.month >= 10),
        "policy_area": rng.choice(list(WORDS["topics"])),
        "status": rng.choice(("announced", "ongoing", "completed", "ended")),
    }


def _award_facts(rng: random.Random, moment: datetime, site: SiteConfig) -> dict[str, Any]:
    return {
        "status": rng.choice(("received", "joint", "assessed")),
        "level": rng.choice(("international", "national", "regional", "provincial")),
        "year": moment.year,
    }


_TYPE_FACTS = {"news": _news_facts, "policy": _policy_facts, "award": _award_facts}


def _prose_part(part: str, prose: Prose, linked: str) -> str:
    if part == "list":
        return "\n".join(f"- {prose.draw('thing')}" for _ in range(prose.rng.randint(3, 6)))
    if part == "link":
        return prose.words["link"].format(id=linked)
    text = prose.paragraph()
    return f"**{prose.draw('headings')}** {text}" if prose.rng.random() < 0.1 else text


def _block_data(kind: str, rng: random.Random, prose: Prose) -> dict[str, Any]:
    if kind == "heading":
        return {"text": prose.draw("headings"), "level": rng.choice((2, 2, 3))}
    if kind == "quote":
        return {"text": prose.summary(), "attribution": prose.draw("roles")}
    if kind == "callout":
        tone = rng.choice(("info", "important", "warning"))
        return {"tone": tone, "title": prose.draw("headings"), "text": prose.summary()}
    if kind == "facts":
        labels = prose.words["labels"][: rng.randint(2, 6)]
        return {"items": [{"label": label, "value": prose.draw("counted")} for label in labels]}
    rows = [
        [prose.draw("thing"), prose.draw("counted"), prose.draw("office")]
        for _ in range(rng.randint(3, 8))
    ]
    return {
        "caption": prose.draw("headings"),
        "header_row": True,
        "rows": [prose.words["header"], *rows],
    }


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _link(source: Path, target: Path) -> None:
    """The same bytes under another name, without a copy where the disk allows."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="tests.benchmarks.corpus", description=__doc__)
    parser.add_argument("--stories", type=int, default=10_000, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pictures", type=int, default=DISTINCT, metavar="N")
    parser.add_argument("folder", type=Path, metavar="DIR", help="new or empty")
    options = parser.parse_args(argv)
    if options.folder.exists() and any(options.folder.iterdir()):
        parser.error(f"{options.folder} is not empty")
    site = site_config.load(SITE_FILE)
    corpus = Corpus(options.stories, site, pictures(options.pictures), seed=options.seed)
    print(f"{corpus.write(options.folder):,} documents in {options.folder}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
