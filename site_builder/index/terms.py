"""Departments, topics and categories as templates read them."""

from functools import lru_cache

from contract import paths, thai
from site_builder.index.reading import Reading, parsed
from site_builder.index.scope import Scope
from site_builder.index.views import Term


class Terms(Reading):
    """The part of the facade that answers terms."""

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
        record = parsed(row[0])
        name, lang = self._named(record["name"])
        description, _ = self._named(record.get("description", {}))
        url = paths.term_url(self.locale, kind, slug) if kind in paths.TERM_KINDS else None
        return Term(kind, slug, name, lang, description or None, url)


@lru_cache(maxsize=4096)
def _sort_key(name: str) -> tuple[str, str]:
    return thai.sort_key(name)
