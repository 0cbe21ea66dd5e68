"""Sequences after which a build was once not as a clean one. `make soak` finds more of them."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.site_builder import clean
from tests.site_builder.sites import rest
from tests.site_builder.town import Town


@dataclass(frozen=True)
class Once:
    """A build follows on each step."""

    name: str
    steps: tuple[Callable[[Town], object], ...]


ONCE = [
    Once(
        "a-missing-term-is-not-told-of-a-document-that-lost-its-address",
        (
            lambda t: t.remove_term("topics", "water"),
            lambda t: t.double("story-4", same="url", newer=False),
        ),
    ),
    Once(
        "a-missing-term-is-not-told-of-a-document-that-lost-to-its-double",
        (
            lambda t: t.remove_term("topics", "water"),
            lambda t: t.double("story-4", same="key", newer=True),
        ),
    ),
    Once(
        "a-missing-term-is-told-again-of-a-document-that-won-its-address-back",
        (
            lambda t: t.remove_term("topics", "water"),
            lambda t: t.double("story-4", same="url", newer=False),
            lambda t: t.remove("th/news/2025/story-4.md"),
        ),
    ),
]


@pytest.mark.parametrize("settled", [False, True], ids=["at-once", "settled"])
@pytest.mark.parametrize("once", ONCE, ids=lambda once: once.name)
def test_it_is_now(office: Town, once: Once, settled: bool) -> None:
    """Files that have just been written are read whether they have changed or not; so each sequence
    is tried with files that have settled too."""
    for step in once.steps:
        if settled:
            rest()
        step(office)
        clean.build_as_clean(office.site)
