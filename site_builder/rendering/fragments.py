"""Pieces that many outputs show (a card, the footer, a story's body for feeds): rendered once in a
process, and remembered together with what they read, so that every output's record is whole."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import NamedTuple

from markupsafe import Markup

from contract.problems import Problem
from site_builder.index.recorder import Recorder

LIMIT = 4096


class Fragment(NamedTuple):
    html: Markup
    reads: Recorder
    warnings: list[Problem]


class Fragments:
    """The fragments used last. The key must name all that a fragment depends on but the content."""

    def __init__(self) -> None:
        self._made: OrderedDict[Hashable, Fragment] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Fragment]) -> Fragment:
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = make()
            if len(self._made) > LIMIT:
                self._made.popitem(last=False)
        else:
            self._made.move_to_end(key)
        return found
