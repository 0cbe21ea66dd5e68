"""What templates read: ordered by (date descending, id), bounded, and recorded."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from site_builder.index import database
from site_builder.index.facade import Content
from site_builder.index.scope import Scope
from site_builder.index.store import Store
from site_builder.media import recipes
from site_builder.source.prepare import prepare
from tests.contract import SITE
from tests.site_builder import records
from tests.site_builder.records import made_index
from tests.site_builder.sites import TAXONOMY, document

LOCALES = ("th", "en")


def story(slug: str, day: int, **front: object):
    return document(slug, date=f"2026-11-{day:02d}T09:00:00+07:00", **front)


DOCUMENTS = [
    story("first", 1, topics=["water"], department="engineering"),
    story("second", 2, topics=["roads", "water"]),
    story("third", 3, department="engineering"),
    story("third-too", 3, id="00000000-0000-4000-8000-000000000000"),
    story("fourth", 4, topics=["water"], department="engineering"),
    story("plan", 4, type_="policy", policy_area="water"),
    story("first", 1, locale="en", translation={"state": "outdated"}),
    document("about", type_="page", menu_order=2),
    document("contact", type_="page", menu_order=1),
    document("hidden", type_="page"),
    document("news", type_="section"),
    document(None, type_="home"),
    document("old", date="2025-03-01T09:00:00+07:00"),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("index") / "index.sqlite"
    return made_index(path, (prepare(made, SITE) for made in DOCUMENTS), TAXONOMY)


@pytest.fixture
def store(index: Path) -> Iterator[Store]:
    opened = records.store(index)
    yield opened
    opened.database.close()


@pytest.fixture
def content(store: Store) -> Content:
    return Content(store, SITE, "th", recipes.picture)


def slugs(cards) -> list[str]:
    return [card.url.split("/")[-2] for card in cards]


def card_of(content: Content, slug: str):
    return next(c for c in content.latest(limit=99) if c.url.endswith(f"/{slug}/"))


def test_lists_are_ordered_by_date_then_id(content: Content) -> None:
    assert slugs(content.latest(section="news")) == [
        "fourth", "third-too", "third", "second", "first", "old",
    ]  # fmt: skip
    assert slugs(content.latest(limit=2, section="news")) == ["fourth", "third-too"]
    assert slugs(content.month(2025, 3)) == ["old"]
    assert content.months(section="news") == ((2026, 11), (2025, 3))


def test_a_policy_belongs_to_its_area(content: Content) -> None:
    assert "plan" in slugs(content.latest(topic="water"))


def test_neighbours_lie_within_the_section(content: Content) -> None:
    older, newer = content.neighbours(card_of(content, "third"))
    assert (slugs([older]), slugs([newer])) == (["second"], ["third-too"])
    older, newer = content.neighbours(card_of(content, "fourth"))
    assert newer is None
    older, newer = content.neighbours(card_of(content, "plan"))
    assert (older, newer) == (None, None)


def test_neighbours_are_each_others(content: Content) -> None:
    cards = content.latest(section="news", limit=99)
    for newer, older in pairwise(cards):
        assert content.neighbours(newer)[0] == older
        assert content.neighbours(older)[1] == newer


@pytest.mark.parametrize("kind", ["", "section", "department", "topic"])
def test_neighbours_are_sought_by_their_time_not_by_reading_all(store: Store, kind: str) -> None:
    """A condition that the index cannot seek makes a build quadratic."""
    asked: list[str] = []
    store.database.set_trace_callback(asked.append)
    store.older(Scope("th", kind, "water"), 1_700_000_000, "id", 3)
    store.newer(Scope("th", kind, "water"), 1_700_000_000, "id")
    store.database.set_trace_callback(None)
    for sql in asked:
        plans = store.database.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
        assert ["moment" in plan[3] for plan in plans] == [True], plans


def test_related_are_older_stories_of_a_shared_topic_else_of_the_department(
    content: Content,
) -> None:
    assert slugs(content.related(card_of(content, "fourth"))) == ["second", "first"]
    assert slugs(content.related(card_of(content, "third"))) == ["first"]
    assert content.related(card_of(content, "old")) == ()


def test_translations_come_in_the_order_of_the_site(content: Content) -> None:
    found = content.translations(card_of(content, "first").id)
    assert [(t.locale, t.url, t.state) for t in found] == [
        ("th", "/th/news/first/", None), ("en", "/en/news/first/", "outdated"),
    ]  # fmt: skip


def test_the_menu_holds_pages_with_an_order(content: Content) -> None:
    assert slugs(content.menu()) == ["contact", "about"]


def test_a_name_missing_in_a_language_is_marked_with_the_one_it_has(content: Content) -> None:
    english = content.in_locale("en")
    assert (english.topic("water").name, english.topic("water").lang) == ("Water", None)
    assert (english.topic("roads").name, english.topic("roads").lang) == ("ถนน", "th")
    assert english.topic("unknown") is None
    assert english.topic(None) is None


def test_an_alt_text_in_another_language_is_better_than_none(tmp_path: Path) -> None:
    record = {"alt": {"th": "สะพาน"}, "file": "a.jpg", "height": 40, "width": 64}
    store = records.store(
        made_index(tmp_path / "index.sqlite", media=[("image", "a" * 64, record)])
    )
    for locale, lang in (("th", None), ("en", "th")):
        picture = Content(store, SITE, locale, recipes.picture).picture("a" * 64, "inline")
        assert (picture.alt, picture.alt_lang) == ("สะพาน", lang)
        words = Content(store, SITE, locale, recipes.picture).words("a" * 64)
        assert (words.alt, words.alt_lang, words.credit) == ("สะพาน", lang, None)
    store.database.close()


def test_terms_are_those_with_stories_in_dictionary_order(content: Content) -> None:
    assert [term.slug for term in content.topics()] == ["roads", "water"]
    assert content.in_locale("en").topics() == ()


def test_every_read_is_recorded_absent_things_included(content: Content) -> None:
    content.card("11111111-1111-4111-8111-111111111111")
    content.latest(topic="nothing")
    content.picture("0" * 64, "cover")
    content.words("0" * 64)
    assert set(content.recorder.reads) == {
        "card:11111111-1111-4111-8111-111111111111/th", "latest:th/topic/nothing:20",
        f"picture:{'0' * 64}/cover", f"words:{'0' * 64}",
    }  # fmt: skip
    assert content.recorder.ids == set()


def test_a_card_has_a_digest_that_its_body_does_not_move(tmp_path: Path) -> None:
    from contract.blocks import Block

    digests = []
    for number, body in enumerate(("one", "two")):
        made = prepare(document("a", Block("text", body)), SITE)
        store = records.store(made_index(tmp_path / f"{number}.sqlite", [made]))
        digests.append(store.rows("SELECT card_digest, document_digest FROM documents")[0])
        store.database.close()
    assert digests[0][0] == digests[1][0]
    assert digests[0][1] != digests[1][1]


QUESTIONS: list[Callable[[Store], object]] = [
    *(
        partial(ask, Scope("th", kind, slug))
        for kind, slug in (("", ""), ("section", "news"), ("department", "a"), ("topic", "water"))
        for ask in (
            lambda scope, store: store.latest(scope, 20),
            lambda scope, store: store.month(scope, 2026, 11),
            lambda scope, store: store.months(scope),
            lambda scope, store: store.newer(scope, 1000, "a"),
            lambda scope, store: store.older(scope, 1000, "a", 3),
            lambda scope, store: store.month_beside(scope, 2026, 11, newer=False),
        )
    ),
    lambda store: store.month_documents("th", 2026, 11),
    lambda store: store.of_type("th", "section"),
    lambda store: store.menu("th"),
    lambda store: store.changed_months("th"),
    lambda store: store.terms_used("th", "department"),
    lambda store: store.terms_used("th", "topic"),
    lambda store: store.translations("a"),
    lambda store: store.document("a", "th"),
    lambda store: store.awaits("a", "th"),
]


def test_no_query_costs_more_in_a_larger_index(tmp_path: Path) -> None:
    """Work per page must not grow with the site."""
    few, many = (_steps(tmp_path / f"{count}.sqlite", count) for count in (2000, 8000))
    grown = {n: (few[n], many[n]) for n in range(len(QUESTIONS)) if many[n] > 1.2 * few[n]}
    assert min(few) > 0
    assert grown == {}


def _steps(path: Path, count: int) -> list[int]:
    """How many instructions SQLite runs for each of the questions. The months and what stands in
    the one that is asked for are the same however many stories there are."""
    one = prepare(story("one", 1, topics=["water"], department="a"), SITE)
    card = one.card
    stories = (
        replace(
            one, id=f"{n}", url=f"/{n}/", file=f"{n}", moment=n, locale=LOCALES[n % 2],
            card=card | {"department": "ab"[n % 2 * (n % 5 == 0)]},
            year=2026 if n < 40 else 2000 + n % 20, month=11 if n < 40 else n % 12 + 1,
            section=("news", "awards", None)[n % 3],
        )
        for n in range(count)
    )  # fmt: skip
    store, steps = Store(database.readable(made_index(path, stories))), list[int]()
    for ask in QUESTIONS:
        ran = list[None]()
        store.database.set_progress_handler(lambda ran=ran: ran.append(None), 1)
        ask(store)
        steps.append(len(ran))
    store.database.close()
    return steps
