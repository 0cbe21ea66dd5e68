"""Asking a recorded question again by its key alone, without the template that asked it.

What an output read is a set of keys, each with the digest of its answer; an output of which every
answer is still the same need not be rendered again (docs/adr/0007-incremental-builds.md).
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from site_builder.index.facade import Content
from site_builder.index.recorder import Recorder


class UnknownQuestion(ValueError):
    """No query of the facade has such a key."""


def answer(content: Content, key: str) -> str | None:
    """The digest that the facade would record for the question now; None when what it is about has
    gone. Raises UnknownQuestion."""
    name, _, about = key.partition(":")
    if name not in _QUERIES:
        raise UnknownQuestion(key)
    content = content.recorded_by(_Waiting(key=key))
    with suppress(_Answered):
        _QUERIES[name](content, about)
    return content.recorder.reads.get(key)


class _Answered(Exception):
    """The query has recorded what is waited for: what it reads beyond that is for templates."""


@dataclass(kw_only=True)
class _Waiting(Recorder):
    key: str

    def read(self, query: str, digest: str | None) -> None:
        super().read(query, digest)
        if self.key in self.reads:
            raise _Answered


def _in(content: Content, locale: str) -> Content:
    return content.in_locale(locale)


def _of_document(method: str) -> Callable[[Content, str], Any]:
    def ask(content: Content, about: str) -> Any:
        id_, _, locale = about.rpartition("/")
        return getattr(_in(content, locale), method)(id_)

    return ask


def _of_card(method: str) -> Callable[[Content, str], Any]:
    """A query about a document that starts from its card."""

    def ask(content: Content, about: str) -> Any:
        id_, _, locale = about.rpartition("/")
        local = _in(content, locale)
        card = local.card(id_)
        return card and getattr(local, method)(card)

    return ask


def _of_scope(method: str) -> Callable[[Content, str], Any]:
    """A query of a list: `<locale>/<kind>/<slug>`, then what else it is asked for."""

    def ask(content: Content, about: str) -> Any:
        place, _, rest = about.partition(":")
        locale, kind, slug = place.split("/")
        given: dict[str, Any] = {kind: slug} if kind else {}
        if method == "latest":
            given["limit"] = int(rest)
        elif rest:
            given["year"], given["month"] = map(int, rest.split("-"))
        return getattr(_in(content, locale), method)(**given)

    return ask


def _of_locale(method: str) -> Callable[[Content, str], Any]:
    return lambda content, locale: getattr(_in(content, locale), method)()


def _month_documents(content: Content, about: str) -> Any:
    locale, _, month = about.partition(":")
    return _in(content, locale).month_documents(*map(int, month.split("-")))


def _terms(content: Content, about: str) -> Any:
    kind, locale = about.split("/")
    return _in(content, locale).terms(kind)


def _has_term(content: Content, about: str) -> Any:
    kind, slug, locale = about.split("/")
    return _in(content, locale).has_term(kind, slug)


_QUERIES: dict[str, Callable[[Content, str], Any]] = {
    "attachment": lambda content, digest: content.attachment(digest),
    "card": _of_document("card"),
    "changed_months": _of_locale("changed_months"),
    "document": _of_document("document"),
    "gone": lambda content, path: content.gone(path),
    "has_term": _has_term,
    "home": _of_locale("home"),
    "latest": _of_scope("latest"),
    "menu": _of_locale("menu"),
    "month": _of_scope("month"),
    "month_documents": _month_documents,
    "months": _of_scope("months"),
    "months_beside": _of_scope("months_beside"),
    "moved": lambda content, path: content.moved(path),
    "neighbours": _of_card("neighbours"),
    "picture": lambda content, about: content.picture(*about.split("/")),
    "related": _of_card("related"),
    "sections": _of_locale("sections"),
    "term": lambda content, about: content.term(*about.split("/")),
    "terms": _terms,
    "translations": lambda content, id_: content.translations(id_),
    "words": lambda content, digest: content.words(digest),
}
