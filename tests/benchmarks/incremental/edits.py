"""Edits of the corpus: which documents change, and into what."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from contract import dates, paths
from contract.blocks import Block
from contract.dates import format_microseconds, format_seconds
from contract.documents import Document
from contract.site_config import SiteConfig
from tests.benchmarks.pictures import Picture

DEPARTMENT, TOPICS = "public-works", ["drains", "flood"]
# After every story of the corpus, in a month that has some.
NEWEST = (2026, 10, 31, 18, 0)


class Editor:
    """Makes new versions of the documents it is given, one after the other, and new stories.

    Every version holds words that stand nowhere else: `last_words`."""

    def __init__(self, site: SiteConfig, sample: Sequence[Document]) -> None:
        self.site, self._documents, self._count = site, list(sample), 0

    @property
    def last_words(self) -> str:
        return f"edition-{self._count:04}-of-the-text"

    def edited(self) -> Document:
        """The next document with one more paragraph in its body."""
        self._count += 1
        place = self._count % len(self._documents)
        document = self._documents[place]
        at = next(n for n, block in enumerate(document.blocks) if block.kind == "text")
        text = Block("text", f"{document.blocks[at].data}\n\n{self.last_words}")
        blocks = (*document.blocks[:at], text, *document.blocks[at + 1 :])
        moment = dates.parse(document.front["modified"]) + timedelta(microseconds=1)
        modified = format_microseconds(moment, self.site.zone)
        edited = replace(document, front=document.front | {"modified": modified}, blocks=blocks)
        self._documents[place] = edited
        return edited

    def new_story(self, shown: Sequence[Picture] = ()) -> list[Document]:
        """A story of one department and two topics in every locale, the newest of all; with a
        gallery of the pictures, if there are any."""
        self._count += 1
        return [self._story(locale, shown) for locale in self.site.locale_codes]

    def _story(self, locale: str, shown: Sequence[Picture]) -> Document:
        moment = datetime(*NEWEST, tzinfo=self.site.zone) + timedelta(minutes=self._count)
        front = {
            "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"benchmark:new:{self._count}")),
            "type": "news",
            "locale": locale,
            "title": f"{self.last_words}: {locale}",
            "slug": f"new-story-{self._count:04}",
            "summary": f"{self.last_words}, in short",
            "date": format_seconds(moment, self.site.zone),
            "modified": format_microseconds(moment, self.site.zone),
            "category": self._documents[0].front.get("category", "announcements"),
            "department": DEPARTMENT,
            "topics": TOPICS,
            "purposes": ["service"],
        }
        if locale != self.site.default_locale:
            front["translation"] = {"state": "current"}
        blocks = [Block("text", f"{self.last_words}\n\n{self.last_words}")]
        if shown:
            uses = [{"image": picture.digest} for picture in shown]
            gallery = {"alt": self.last_words, "consent": "public_event", "images": uses}
            blocks.append(Block("gallery", gallery))
        file = paths.document_file("news", locale, front["slug"], moment.year)
        return Document(front, tuple(blocks), file)
