"""Recorded questions can be asked again by their key; and whatever moves the bytes of an output
moves the answer to a question that it asked: nothing is read past the record."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract.blocks import Block
from site_builder.index import questions
from site_builder.index.facade import Content
from site_builder.index.questions import UnknownQuestion
from site_builder.media import recipes
from tests.site_builder import records
from tests.site_builder.records import recorded
from tests.site_builder.sites import Site

# Their bytes come from elsewhere: the theme, encoders.
UNASKED = ("asset", "media")
OF_THE_THEME = ("template:", "asset:")
Outputs = dict[str, tuple[str, dict[str, str | None]]]


def outputs(site: Site) -> Outputs:
    """path -> (digest, reads) of the outputs that stand on questions."""
    return {
        path: (output.sha256, _of_content(output.reads))
        for path, output in recorded(site).items()
        if output.class_ not in UNASKED
    }


def _of_content(reads: dict[str, str | None]) -> dict[str, str | None]:
    return {key: answer for key, answer in reads.items() if not key.startswith(OF_THE_THEME)}


def asked(site: Site, keys: set[str]) -> dict[str, str | None]:
    """The answers as the index stands now."""
    store = records.store(site.state / "index.sqlite")
    content = Content(store, site.site, site.site.default_locale, recipes.picture)
    answers = {key: questions.answer(content, key) for key in keys}
    store.database.close()
    return answers


def keys(found: Outputs) -> set[str]:
    return {key for _sha, reads in found.values() for key in reads}


TOMBSTONE = {
    "id": "11111111-1111-4111-8111-111111111111", "locale": "th", "path": "/th/news/away/",
    "kind": "gone", "deleted_at": "2026-11-01T09:00:00+07:00",
}  # fmt: skip


@pytest.fixture
def town(make_site) -> Site:
    """A site on which every query is asked."""
    site = make_site(bilingual=True)
    picture = site.picture("a.jpg")
    site.document(None, type_="home")
    site.document("about", type_="page", menu_order=1)
    for number in range(1, 7):
        gallery = Block("gallery", {"images": [{"image": picture}]})
        files = Block("attachments", {"files": [{"file": site.attachment()}]})
        site.document(
            f"story-{number}", gallery, files, date=f"2026-{number + 4:02d}-03T09:00:00+07:00",
            department="engineering", topics=["water"], category="notice", cover={"image": picture},
        )  # fmt: skip
    site.document("story-1", locale="en", date="2026-05-03T09:00:00+07:00", topics=["water"])
    site.json("redirects.json", [{"from": "/th/news/old/", "to": "/th/news/story-1/"}])
    site.json("tombstones.json", {"documents": [TOMBSTONE], "media": []})
    assert site.build("--quiet").code == 0
    return site


def test_every_recorded_question_has_the_same_answer_again(town: Site) -> None:
    found = outputs(town)
    names = {key.partition(":")[0] for key in keys(found)}
    assert names == set(questions._QUERIES)
    answers = asked(town, keys(found))
    for path, (_sha, reads) in found.items():
        assert {key: answers[key] for key in reads} == reads, path


@pytest.mark.parametrize("key", ["", "nothing", "cards:x/th", "__class__:x"])
def test_a_key_of_no_query_is_refused(town: Site, key: str) -> None:
    with pytest.raises(UnknownQuestion):
        asked(town, {key})


def test_what_a_question_was_about_may_be_gone(town: Site) -> None:
    gone = "0" * 8
    assert asked(town, {f"neighbours:{gone}/th", f"related:{gone}/th"}) == {
        f"neighbours:{gone}/th": None, f"related:{gone}/th": None,
    }  # fmt: skip


SLUGS = [f"story-{number}" for number in range(5)]
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["write", "write", "write", "english", "delete", "taxonomy", "picture"]),
        st.sampled_from(SLUGS),
        st.sampled_from(["2026-09-01", "2026-10-05", "2026-10-06", "2026-11-23"]),
        st.sampled_from(["", "engineering"]),
        st.sampled_from([[], ["water"], ["roads", "water"]]),
        st.sampled_from(["", "ข้อความใหม่", "อีกข้อความ"]),
    ),
    min_size=1,
    max_size=3,
)


def edit(
    site: Site, kind: str, slug: str, day: str, department: str, topics: list, text: str
) -> None:
    file = {"delete": site.content / f"th/news/2026/{slug}.md"}.get(kind)
    if file is not None:
        file.unlink(missing_ok=True)
    elif kind == "taxonomy":
        named = {
            "water": {"name": {"th": f"น้ำ {text}", "en": "Water"}},
            "roads": {"name": {"th": "ถนน"}},
        }
        site.json("taxonomy/topics.json", named)
    elif kind == "picture":
        site.picture("a.jpg", alt={"th": f"รูป {text or slug}"})
    else:
        blocks = [Block("text", text or slug), Block("image", {"image": site.picture("a.jpg")})]
        site.document(
            slug, *blocks, locale="en" if kind == "english" else "th", title=f"{slug} {text}".strip(),
            date=f"{day}T09:00:00+07:00", department=department or None, topics=topics or None,
        )  # fmt: skip


@settings(
    max_examples=25, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(before=EDITS, after=EDITS)
def test_nothing_is_read_past_the_record(make_site, before, after) -> None:
    site: Site = make_site(bilingual=True)
    empty(site)
    for step in before:
        edit(site, *step)
    site.build("--quiet")
    old = outputs(site)
    for step in after:
        edit(site, *step)
    site.build("--quiet")
    new = outputs(site)
    answers = asked(site, keys(old))
    for path in old.keys() & new.keys():
        if old[path][0] != new[path][0]:
            reads = old[path][1]
            assert any(answers[key] != digest for key, digest in reads.items()), path


def empty(site: Site) -> None:
    for file in [*site.content.rglob("*.md")]:
        file.unlink()
    for file in [*Path(site.state).glob("*.sqlite*")]:
        file.unlink()
