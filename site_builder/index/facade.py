"""The one door through which templates and feeds read the content. Every read is recorded.

The facade is bound to a locale and to the recorder of one output. It answers frozen views
(docs/themes.md); what it records is the query and a digest of the answer, absent things included.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from contract import paths
from site_builder.index import views
from site_builder.index.media import Media
from site_builder.index.scope import Scope
from site_builder.index.terms import Terms
from site_builder.index.views import Card, Document, Translation

RELATED = 3

_card = lru_cache(maxsize=8192)(views.card_from)


class Content(Terms, Media):
    """What a template calls `content`."""

    # Documents

    def card(self, id_: str) -> Card | None:
        row = self.store.card(id_, self.locale)
        state = " awaits" if self.store.awaits(id_, self.locale) else ""
        self._read(f"card:{id_}/{self.locale}", row and row[1] + state)
        if row is None:
            return None
        self.recorder.ids.add((id_, self.locale))
        return _card(row[0])

    def awaits(self, card: Card) -> bool:
        """Whether pictures of the document are still being made. Who has its card has recorded
        that too."""
        return self.store.awaits(card.id, card.locale)

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

    # Addresses without content

    def moved(self, path: str) -> str | None:
        """Where an old address leads."""
        target = self.store.moved(path)
        self._read(f"moved:{path}", target)
        return target

    def gone(self, path: str) -> str | None:
        """Why there is nothing at an address any more: gone or withdrawn."""
        kind = self.store.gone(path)
        self._read(f"gone:{path}", kind)
        return kind

    # Inside

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


def _moment(card: Card) -> int:
    return int(card.date.timestamp())
