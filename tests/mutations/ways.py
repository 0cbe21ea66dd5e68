"""Ways to disable one call of the builder, from outside of its code."""

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from site_builder import pipeline
from site_builder.index import touched
from site_builder.index.content.documents import Row
from site_builder.index.database import Index
from site_builder.index.outputs import GOES, OutputRecord, Target
from site_builder.index.outputs.due import Dues
from site_builder.index.outputs.outcomes import Outcomes
from site_builder.index.outputs.wants import Wants
from site_builder.index.recorder import Recorder
from site_builder.index.store import Store
from site_builder.index.traces import number_of

Disable = Callable[[pytest.MonkeyPatch], None]


def no_read(family: str) -> Disable:
    """Questions of a family are answered, and not recorded."""

    def disable(patch: pytest.MonkeyPatch) -> None:
        read = Recorder.read

        def forgetful(self: Recorder, query: str, digest: str | None) -> None:
            if not _is_of(query, family):
                read(self, query, digest)

        patch.setattr(Recorder, "read", forgetful)

    return disable


def unnamed_by_documents(family: str, which: Callable[[str, Row], bool] | None = None) -> Disable:
    """A changed document does not name the questions of a family; with `which`, not those of it for
    which this says yes, given the key and the row."""

    def disable(patch: pytest.MonkeyPatch) -> None:
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

    def disable(patch: pytest.MonkeyPatch) -> None:
        named = getattr(touched, function)

        def fewer(*arguments: Any) -> set[str]:
            return {key for key in named(*arguments) if not _is_of(key, family)}

        patch.setattr(touched, function, fewer)

    return disable


def nothing(owner: Any, name: str, answer: Callable[[], Any] = lambda: None) -> Disable:
    """A function, or a method of a class, does nothing."""
    return lambda patch: patch.setattr(owner, name, lambda *_given, **_named: answer())


def uncalled(
    owner: Any, name: str, caller: str, answer: Callable[[], Any] = lambda: None
) -> Disable:
    """One of those that call a function does not call it: the one named `caller`."""

    def disable(patch: pytest.MonkeyPatch) -> None:
        called = getattr(owner, name)

        def unless(*given: Any, **named: Any) -> Any:
            if sys._getframe(1).f_code.co_name == caller:
                return answer()
            return called(*given, **named)

        patch.setattr(owner, name, unless)

    return disable


def altered(owner: Any, name: str, alter: Callable[[Any], Any]) -> Disable:
    """A function, or a method of a class, does what it does and answers something else."""

    def disable(patch: pytest.MonkeyPatch) -> None:
        called = getattr(owner, name)
        patch.setattr(owner, name, lambda *given, **named: alter(called(*given, **named)))

    return disable


def same_page(patch: pytest.MonkeyPatch) -> None:
    """An output that stands is taken for what is wanted at its path."""
    want = Wants._want

    def trusting(self: Wants, owner: str, target: Target) -> bool:
        found = self.database.execute("SELECT state FROM outputs WHERE path = ?", (target.path,))
        state = found.fetchone()
        return want(self, owner, target) if state in (None, (GOES,)) else False

    patch.setattr(Wants, "_want", trusting)


def not_due(*, wide: bool) -> Disable:
    """Of the questions that many ask, or of the others, it is not looked up who asked them."""

    def disable(patch: pytest.MonkeyPatch) -> None:
        make_due = Dues.make_due

        def fewer(self: Dues, keys: Iterable[str]) -> None:
            make_due(self, [key for key in keys if number_of(key) & 1 != wide])

        patch.setattr(Dues, "make_due", fewer)

    return disable


def any_hints(patch: pytest.MonkeyPatch) -> None:
    """What may have changed is believed of whatever folder."""
    made = pipeline._Build.__init__

    def trusting(self: Any, *given: Any) -> None:
        made(self, *given)
        self.hints = given[-1]

    patch.setattr(pipeline._Build, "__init__", trusting)


def asked_for_ever(patch: pytest.MonkeyPatch) -> None:
    done = Outcomes.done

    def keeping(self: Outcomes, records: list[OutputRecord], build: int) -> None:
        before = _asked(self.index)
        done(self, records, build)
        _ask(self.index, before)

    patch.setattr(Outcomes, "done", keeping)


def asked_by_the_removed(patch: pytest.MonkeyPatch) -> None:
    removed = Outcomes.forget_removed

    def keeping(self: Outcomes) -> None:
        before = _asked(self.index)
        removed(self)
        _ask(self.index, before)

    patch.setattr(Outcomes, "forget_removed", keeping)


def _asked(index: Index) -> list[tuple[int, int]]:
    return index.database.execute("SELECT question, output FROM asked").fetchall()


def _ask(index: Index, pairs: list[tuple[int, int]]) -> None:
    index.database.executemany("INSERT OR IGNORE INTO asked VALUES (?,?)", pairs)


def _is_of(key: str, family: str) -> bool:
    return key.startswith(f"{family}:")
