"""Which questions a change of the content may have given another answer to.

A superset, named from where documents stand in the changed lists: the neighbours of a place are
those that it has now, whether its document came there or left it. (Of a document that left, whoever
had it as a neighbour is either nearest to its place still, or nearest to one that came between.)
"""

from collections.abc import Iterable, Iterator

from site_builder.index.content.documents import Row
from site_builder.index.facade import RELATED
from site_builder.index.scope import Scope, scopes
from site_builder.index.store import Store

_FRONTS = {"home": "home", "section": "sections", "page": "menu"}


def by_documents(store: Store, rows: Iterable[Row], limits: Iterable[int]) -> set[str]:
    """`rows` are what documents were and what they are now; `limits` how long the lists are that
    somebody asked for."""
    limits = tuple(limits)
    return {key for row in rows for key in _by_document(store, row, limits)}


def by_media(digests: Iterable[str], roles: Iterable[str]) -> set[str]:
    roles = tuple(roles)
    return {
        key
        for digest in digests
        for key in (
            f"attachment:{digest}",
            f"words:{digest}",
            *(f"picture:{digest}/{role}" for role in roles),
        )
    }


def by_terms(terms: Iterable[tuple[str, str]]) -> set[str]:
    return {f"term:{kind}/{slug}" for kind, slug in terms}


def _by_document(store: Store, row: Row, limits: tuple[int, ...]) -> Iterator[str]:
    key = f"{row.id}/{row.locale}"
    yield from (f"card:{key}", f"document:{key}", f"translations:{row.id}")
    yield f"month_documents:{row.locale}:{row.year}-{row.month}"
    yield f"changed_months:{row.locale}"
    if row.type in _FRONTS:
        yield f"{_FRONTS[row.type]}:{row.locale}"
    if row.section:
        yield from (f"neighbours:{key}", f"related:{key}")
        for scope in scopes(row.locale, row.section, row.department, row.topics):
            yield from _by_place(store, row, scope, limits)


def _by_place(store: Store, row: Row, scope: Scope, limits: tuple[int, ...]) -> Iterator[str]:
    place, month = scope.key, (row.year, row.month)
    yield from (f"latest:{place}:{limit}" for limit in limits)
    yield from (f"months:{place}", f"month:{place}:{row.year}-{row.month}")
    beside = (store.month_beside(scope, *month, newer=newer) for newer in (True, False))
    for year, number in (month, *filter(None, beside)):
        yield f"months_beside:{place}:{year}-{number}"
    if scope.kind == "section":
        for id_ in _around(store, row, scope):
            yield f"neighbours:{id_}/{row.locale}"
    elif scope.kind:
        yield f"has_term:{scope.kind}/{scope.slug}/{row.locale}"
        yield f"terms:{scope.kind}/{row.locale}"
        for id_ in store.newer(scope, row.moment, row.id, RELATED):
            yield f"related:{id_}/{row.locale}"


def _around(store: Store, row: Row, scope: Scope) -> tuple[str, ...]:
    return (
        *store.older(scope, row.moment, row.id, 1),
        *store.newer(scope, row.moment, row.id, 1),
    )
