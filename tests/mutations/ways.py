"""Ways to disable one call of the builder, from outside of its code."""

import sys
from collections.abc import Callable, Iterator
from typing import Any

from pytest import MonkeyPatch

from site_builder.index import touched
from site_builder.index.content import Row
from site_builder.index.recorder import Recorder
from site_builder.index.store import Store

Disable = Callable[[MonkeyPatch], None]


def no_read(family: str) -> Disable:
    """Questions of a family are answered, and not recorded."""

    def disable(patch: MonkeyPatch) -> None:
        read = Recorder.read

        def forgetful(self: Recorder, query: str, digest: str | None) -> None:
            if not _is_of(query, family):
                read(self, query, digest)

        patch.setattr(Recorder, "read", forgetful)

    return disable


def unnamed_by_documents(family: str, which: Callable[[str, Row], bool] | None = None) -> Disable:
    """A changed document does not name the questions of a family; with `which`, not those of it for
    which this says yes, given the key and the row."""

    def disable(patch: MonkeyPatch) -> None:
        named = touched._by_document

        def fewer(store: Store, row: Row, limits: tuple[int, ...]) -> Iterator[str]:
            for key in named(store, row, limits):
                if not (_is_of(key, family) and (which is None or which(key, row))):
                    yield key

        patch.setattr(touched, "_by_document", fewer)

    return disable


def of_itself(key: str, row: Row) -> bool:
    return key.endswith(f":{row.id}/{row.locale}")


def of_others(key: str, row: Row) -> bool:
    return not of_itself(key, row)


def unnamed(function: str, family: str) -> Disable:
    """`by_media` or `by_terms` does not name the questions of a family."""

    def disable(patch: MonkeyPatch) -> None:
        named = getattr(touched, function)

        def fewer(*arguments: Any) -> set[str]:
            return {key for key in named(*arguments) if not _is_of(key, family)}

        patch.setattr(touched, function, fewer)

    return disable


def replaced(owner: Any, name: str, by: Callable[..., Any]) -> Disable:
    """A function, or a method of a class, does something else."""
    return lambda patch: patch.setattr(owner, name, by)


def nothing(owner: Any, name: str, answer: Callable[[], Any] = lambda: None) -> Disable:
    """A function, or a method of a class, does nothing."""
    return replaced(owner, name, lambda *_given, **_named: answer())


def uncalled(
    owner: Any, name: str, caller: str, answer: Callable[[], Any] = lambda: None
) -> Disable:
    """One of those that call a function does not call it: the one named `caller`."""

    def disable(patch: MonkeyPatch) -> None:
        called = getattr(owner, name)

        def unless(*given: Any, **named: Any) -> Any:
            if sys._getframe(1).f_code.co_name == caller:
                return answer()
            return called(*given, **named)

        patch.setattr(owner, name, unless)

    return disable


def _is_of(key: str, family: str) -> bool:
    return key.startswith(f"{family}:")
