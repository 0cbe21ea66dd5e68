"""Galleries: numbers count what is there, and a credit is said once where it holds for all."""

from types import SimpleNamespace
from typing import Any

import pytest

from site_builder.index.views import PictureWords
from site_builder.rendering import galleries, texts
from tests.site_builder.rendering.test_texts import THEME


def decided(
    images: dict[str, str | None],
    uses: list[dict[str, Any]] | None = None,
    own_alt: str = "",
    alt_lang: str | None = None,
    **gallery: Any,
) -> dict[str, Any]:
    """Of a gallery of `uses`; `images` are the pictures that are there, with their credits."""
    words = {
        name: PictureWords(alt=own_alt, alt_lang=alt_lang, credit=credit)
        for name, credit in images.items()
    }
    content: Any = SimpleNamespace(words=words.get)
    uses = uses or [{"image": name} for name in images]
    return galleries.decided(
        {"images": uses, **gallery}, content, texts.load(THEME, "en", "arabic")
    )


def alts(made: dict[str, Any]) -> list[str | None]:
    return [use["alt"] for use in made["images"]]


def credits_of(made: dict[str, Any]) -> list[str | None]:
    return [made["credit"], *(use["credit"] for use in made["images"])]


def test_a_picture_that_has_gone_is_neither_shown_nor_counted() -> None:
    uses = [{"image": name} for name in ("a", "gone", "b")]
    made = decided({"a": None, "b": None}, uses, alt="Fair")
    assert [use["image"] for use in made["images"]] == ["a", "b"]
    assert alts(made) == ["Fair, picture 1 of 2", "Fair, picture 2 of 2"]
    assert decided({"a": None}, uses, alt="Fair")["images"][0]["alt"] == "Fair"
    assert decided({}, uses, alt="Fair", credit="A") == {"credit": "A", "images": []}


def test_own_words_come_before_those_of_the_gallery() -> None:
    uses: list[dict[str, Any]] = [
        {"image": "a", "alt": "Boat"}, {"image": "a", "decorative": True}, {"image": "a"},
    ]  # fmt: skip
    assert alts(decided({"a": None}, uses, alt="Fair")) == ["Boat", None, "Fair, picture 3 of 3"]
    assert alts(decided({"a": None}, uses)) == ["Boat", None, None]


def test_words_of_the_record_in_this_language_come_before_those_for_all() -> None:
    uses: list[dict[str, Any]] = [{"image": "a"}, {"image": "a", "alt": "Boat"}]
    made = decided({"a": None}, uses, own_alt="Rain tree", alt="Fair")
    assert alts(made) == [None, "Boat"]  # None: the record's are shown
    foreign = decided({"a": None}, uses, own_alt="ต้นไม้", alt_lang="th", alt="Fair")
    assert alts(foreign) == ["Fair, picture 1 of 2", "Boat"]


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        (["A", "A", "A"], ["A", None, None, None]),
        (["A", "B", "A"], ["A", None, "B", None]),
        (["A", "B"], [None, "A", "B"]),
        (["A", "A", None], [None, "A", "A", None]),
        ([None, None], [None, None, None]),
    ],
)
def test_the_credit_of_most_pictures_is_said_once(
    records: list[str | None], expected: list[str | None]
) -> None:
    assert credits_of(decided({f"{n}": credit for n, credit in enumerate(records)})) == expected


def test_the_gallery_speaks_for_its_pictures_and_a_use_for_itself() -> None:
    uses = [{"image": "a"}, {"image": "a", "credit": "Use"}, {"image": "a", "credit": "Gallery"}]
    made = decided({"a": "Record"}, uses, credit="Gallery")
    assert credits_of(made) == ["Gallery", None, "Use", None]
