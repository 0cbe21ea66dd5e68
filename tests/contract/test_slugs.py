import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract import slugs


@given(
    st.lists(st.text(max_size=80) | st.text("กขคงเแโาีิ่้ัtes 0123456789-/.", max_size=80), max_size=3)
)
def test_what_is_proposed_may_always_be_used(titles):
    slug = slugs.propose(*titles)
    assert slug == "" or slugs.problem(slug) is None


def test_the_first_title_that_gives_a_slug_is_taken():
    assert slugs.propose("???", "Road closed — 2 days!", "ถนน") == "road-closed-2-days"


def test_thai_is_romanised():
    assert slugs.propose("น้ำท่วม").startswith("nam")


@pytest.mark.parametrize("word", ["news", "2026", "feed-2026-11", "404", "alerts"])
def test_a_title_that_is_a_fixed_word_gets_a_usable_slug(word):
    assert slugs.propose(word) == f"page-{word}"


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        ("road-closed", None), ("a", None), ("2026-budget", None), ("a" * 60, None),
        ("a" * 61, "slug.long"), ("2026", "slug.digits"), ("news", "slug.reserved"),
        ("feed-2026-11", "slug.reserved"), ("en", "slug.reserved"), ("../etc", "slug.form"),
        ("a--b", "slug.form"), ("-a", "slug.form"), ("A", "slug.form"), ("a\n", "slug.form"),
        ("а", "slug.form"), ("น้ำ", "slug.form"), ("a/b", "slug.form"), ("", "slug.form"),
        ("a\u200b", "slug.form"), ("１", "slug.form"),
    ],
)  # fmt: skip
def test_the_problem_of_a_slug_is_named(slug, code):
    assert slugs.problem(slug, ("th", "en")) == code


def test_a_long_slug_is_cut_at_a_word():
    slug = slugs.shorten("one-two-three-" + "x" * 60)
    assert slug == "one-two-three"
    assert slugs.shorten("x" * 80) == "x" * 60
