"""The one door through which templates and feeds read the content. Every read is recorded.

The facade is bound to a locale and to the recorder of one output. It answers frozen views
(docs/themes.md); what it records is the query and a digest of the answer, absent things included.
"""

import hashlib
import json
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from contract import paths
from contract.site_config import SiteConfig
from site_builder.index import views
from site_builder.index.recorder import Recorder
from site_builder.index.store import Scope, Store
from site_builder.index.views import Attachment, Card, Document, Picture, Term, Translation

RELATED = 3

PictureMaker = Callable[[str, dict[str, object], str], Picture]

_card = lru_cache(maxsize=8192)(views.card_from)
_record = lru_cache(maxsize=4096)(json.loads)  # shared by all who read it: never changed


@dataclass(frozen=True)
class Content:
    """What a template calls `content`."""

    store: Store
    site: SiteConfig
    locale: str
    make_picture: PictureMaker
    recorder: Recorder = field(default_factory=Recorder)

    def in_locale(self, locale: str) -> "Content":
        """The same content in another locale, recorded by the same recorder."""
        return Content(self.store, self.site, locale, self.make_picture, self.recorder)

    # Documents

    def card(self, id_: str) -> Card | None:
        row = self.store.card(id_, self.locale)
        self._read(f"card:{id_}/{self.locale}", row and row[1])
        if row is None:
            return None
        self.recorder.ids.add((id_, self.locale))
        return _card(row[0])

    def document(self, id_: str) -> Document | None:
        row = self.store.document(id_, self.locale)
        self._read(f"document:{id_}/{self.locale}", row and row[3])
        if row is None:
            return None
        self.recorder.ids.add((id_, self.locale))
        return views.document_from(row[0], row[1], row[2])

    def linked(self, id_: str) -> Card | None:
        """The target of a page: link, in this locale or else in the default one."""
        return self.card(id_) or self.in_locale(self.site.default_locale).card(id_)

    def translations(self, id_: str) -> tuple[Translation, ...]:
        rows = self.store.translations(id_)
        self._read(f"translations:{id_}", tuple(rows))
        found = {row[0]: Translation(*row) for row in rows}
        return tuple(found[code] for code in self.site.locale_codes if code in found)

    # Lists: always ordered by (date descending, id)

    def latest(
        self,
        section: str | None = None,
        department: str | None = None,
        topic: str | None = None,
        limit: int = 20,
    ) -> tuple[Card, ...]:
        scope = self._scope(section, department, topic)
        ids = self.store.latest(scope, limit)
        self._read(f"latest:{scope.key}:{limit}", ids)
        return self._cards(ids)

    def month(
        self,
        year: int,
        month: int,
        section: str | None = None,
        department: str | None = None,
        topic: str | None = None,
    ) -> tuple[Card, ...]:
        scope = self._scope(section, department, topic)
        ids = self.store.month(scope, year, month)
        self._read(f"month:{scope.key}:{year}-{month}", ids)
        return self._cards(ids)

    def months(
        self, section: str | None = None, department: str | None = None, topic: str | None = None
    ) -> tuple[tuple[int, int], ...]:
        scope = self._scope(section, department, topic)
        months = self.store.months(scope)
        self._read(f"months:{scope.key}", months)
        return months

    def months_beside(
        self,
        year: int,
        month: int,
        section: str | None = None,
        department: str | None = None,
        topic: str | None = None,
    ) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
        """The nearest (older, newer) month that has stories."""
        scope = self._scope(section, department, topic)
        older = self.store.month_beside(scope, year, month, newer=False)
        newer = self.store.month_beside(scope, year, month, newer=True)
        self._read(f"months_beside:{scope.key}:{year}-{month}", (older, newer))
        return older, newer

    def neighbours(self, card: Card) -> tuple[Card | None, Card | None]:
        """(older, newer) within the section."""
        scope, moment = Scope(self.locale, "section", card.section or ""), _moment(card)
        older = self.store.older(scope, moment, card.id, 1)
        newer = self.store.newer(scope, moment, card.id)
        self._read(f"neighbours:{card.id}/{self.locale}", (older, newer))
        return (
            next(iter(self._cards(older)), None),
            next(iter(self._cards(newer)), None),
        )

    def related(self, card: Card) -> tuple[Card, ...]:
        """The nearest older stories that share a topic, else the department."""
        moment, ids = _moment(card), tuple[str, ...]()
        if card.topics:
            near = {
                id_
                for topic in card.topics
                for id_ in self.store.older(
                    Scope(self.locale, "topic", topic), moment, card.id, RELATED
                )
            }
            ids = self._nearest(near)
        if not ids and card.department:
            scope = Scope(self.locale, "department", card.department)
            ids = self.store.older(scope, moment, card.id, RELATED)
        self._read(f"related:{card.id}/{self.locale}", ids)
        return self._cards(ids)

    def month_documents(self, year: int, month: int) -> tuple[Card, ...]:
        ids = self.store.month_documents(self.locale, year, month)
        self._read(f"month_documents:{self.locale}:{year}-{month}", ids)
        return self._cards(ids)

    def changed_months(self) -> tuple[tuple[int, int, datetime], ...]:
        """(year, month, last change) of every month that has documents, oldest first."""
        rows = self.store.changed_months(self.locale)
        self._read(f"changed_months:{self.locale}", tuple(rows))
        return tuple((y, m, datetime.fromtimestamp(s, self.site.zone)) for y, m, s in rows)

    # Around the content

    def home(self) -> Document | None:
        return self._first("home")

    def section(self, section: str) -> Document | None:
        """The editors' text on a section front, if there is any."""
        ids = self.store.of_type(self.locale, "section")
        self._read(f"sections:{self.locale}", ids)
        for card in self._cards(ids):
            if card.section == section:
                return self.document(card.id)
        return None

    def sections(self) -> tuple[Card, ...]:
        ids = self.store.of_type(self.locale, "section")
        self._read(f"sections:{self.locale}", ids)
        order = list(paths.SECTIONS)
        return tuple(sorted(self._cards(ids), key=lambda card: order.index(card.section or "")))

    def menu(self) -> tuple[Card, ...]:
        ids = self.store.menu(self.locale)
        self._read(f"menu:{self.locale}", ids)
        return self._cards(ids)

    # Terms

    def department(self, slug: str | None) -> Term | None:
        return self.term("department", slug)

    def topic(self, slug: str | None) -> Term | None:
        return self.term("topic", slug)

    def category(self, slug: str | None) -> Term | None:
        return self.term("category", slug)

    def departments(self) -> tuple[Term, ...]:
        return self.terms("department")

    def topics(self) -> tuple[Term, ...]:
        return self.terms("topic")

    def terms(self, kind: str) -> tuple[Term, ...]:
        """The terms that have stories in this locale, in the order of the taxonomy's names."""
        slugs = self.store.terms_used(self.locale, kind)
        self._read(f"terms:{kind}/{self.locale}", slugs)
        found = [term for slug in slugs if (term := self.term(kind, slug))]
        return tuple(sorted(found, key=lambda term: _sort_key(term.name)))

    def has_term(self, kind: str, slug: str) -> bool:
        found = bool(self.store.latest(Scope(self.locale, kind, slug), 1))
        self._read(f"has_term:{kind}/{slug}/{self.locale}", found)
        return found

    def term(self, kind: str, slug: str | None) -> Term | None:
        if not slug:
            return None
        row = self.store.term(kind, slug)
        self._read(f"term:{kind}/{slug}", row and row[1])
        if row is None:
            return None
        record = _record(row[0])
        name, lang = self._named(record["name"])
        description, _ = self._named(record.get("description", {}))
        url = paths.term_url(self.locale, kind, slug) if kind in paths.TERM_KINDS else None
        return Term(kind, slug, name, lang, description or None, url)

    # Media

    def picture(self, digest: str | None, role: str) -> Picture | None:
        if not digest:
            return None
        row = self.store.media(digest)
        self._read(f"picture:{digest}/{role}", row and row[2])
        if row is None or row[0] != "image":
            return None
        self.recorder.media.add((digest, role))
        record = _record(row[1])
        alt, lang = self._named(record.get("alt", {}))
        return self.make_picture(digest, record | {"alt": alt, "alt_lang": lang}, role)

    def attachment(self, digest: str) -> Attachment | None:
        row = self.store.media(digest)
        self._read(f"attachment:{digest}", row and row[2])
        if row is None or row[0] != "attachment":
            return None
        self.recorder.media.add((digest, "file"))
        record = _record(row[1])
        name = record["file"]
        title, _ = self._named(record.get("title", {}))
        return Attachment(
            url=paths.attachment_url(digest, name),
            name=name,
            title=title or name,
            type=record["type"],
            size=record["size"],
            language=record.get("language"),
            extension=name.rpartition(".")[2].upper(),
        )

    # Inside

    def _read(self, query: str, answer: Hashable) -> None:
        digest = answer if isinstance(answer, str) else _digest(answer)
        self.recorder.read(query, digest)

    def _scope(self, section: str | None, department: str | None, topic: str | None) -> Scope:
        for kind, slug in (("section", section), ("department", department), ("topic", topic)):
            if slug:
                return Scope(self.locale, kind, slug)
        return Scope(self.locale)

    def _cards(self, ids: Iterable[str]) -> tuple[Card, ...]:
        return tuple(card for id_ in ids if (card := self.card(id_)))

    def _nearest(self, ids: set[str]) -> tuple[str, ...]:
        cards = [_card(row[0]) for id_ in ids if (row := self.store.card(id_, self.locale))]
        cards.sort(key=lambda card: (-_moment(card), card.id))
        return tuple(card.id for card in cards[:RELATED])

    def _first(self, type_: str) -> Document | None:
        ids = self.store.of_type(self.locale, type_)
        self._read(f"{type_}:{self.locale}", ids)
        return self.document(ids[0]) if ids else None

    def _named(self, names: dict[str, str]) -> tuple[str, str | None]:
        """The name in this locale, else in the first one of the site that has it."""
        for code in (self.locale, *self.site.locale_codes):
            if code in names:
                return names[code], None if code == self.locale else code
        return next(iter(names.values()), ""), None


def _moment(card: Card) -> int:
    return int(card.date.timestamp())


@lru_cache(maxsize=4096, typed=True)
def _digest(answer: Hashable) -> str:
    text = json.dumps(answer, ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


@lru_cache(maxsize=4096)
def _sort_key(name: str) -> tuple[str, str]:
    from contract import thai

    return thai.sort_key(name)
