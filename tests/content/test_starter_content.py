"""The starter content keeps the contract and says nothing that its source does not say."""

import hashlib
import json
import re
import uuid
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from contract import documents, paths, records, site_config, thai
from contract.documents import Document

ROOT = Path(__file__).parents[2]
CONTENT = ROOT / "content"
TITLES = json.loads((Path(__file__).parent / "data" / "draft-titles.json").read_text("utf-8"))
SITE = site_config.load(ROOT / "site.toml")

DOCUMENT_FILES = sorted(
    str(file.relative_to(CONTENT)) for file in CONTENT.rglob("*.md") if file.name != "README.md"
)
RECORD_FILES = sorted(str(file.relative_to(CONTENT)) for file in CONTENT.rglob("*.json"))
PICTURES = sorted(str(file.relative_to(CONTENT)) for file in CONTENT.glob("media/*/*.jpg"))
STANDARD_PAGES = {
    "about",
    "accessibility",
    "contact",
    "disclosure",
    "executives",
    "how-we-communicate",
    "information-centre",
    "powers-and-duties",
    "privacy",
    "services",
    "structure",
    "website-policy",
}
SOURCE_NOTES = {
    "th": "เรียบเรียงจากรายงานข่าว; ข้อมูลสาธิต มิใช่ประกาศของเทศบาลเมืองทุ่งสง",
    "en": "Rewritten from a press report; demo data, not an announcement of"
    " Thung Song Town Municipality",
}
# From the draft's notes to editors and its evidence.
NOT_FOR_READERS = (
    "Certificate of Recognition",
    "ESC",
    "pattayamail",
    "matichon",
    "editor must confirm",
    "the seed",
    "NOT “received”",
    "does not name the",
    "Outside check",
    "per the Mayor’s statement",
    "การการจัดการน้ำ",
    "อย่างแน่นอน",
    "รางวัลเชิงประจักษ์",
    "ปี 65",
    "วงษ์วัชดำรง",
    "ต่างๆ",
)
PAGE_LINK = re.compile(r"\]\(page:([0-9a-f-]+)\)")


@cache
def load(file: str) -> Document:
    return documents.load((CONTENT / file).read_bytes(), file, SITE)


@cache
def by_key() -> dict[tuple[str, str], Document]:
    return {load(file).key: load(file) for file in DOCUMENT_FILES}


def item(draft_id: str, locale: str) -> Document:
    return by_key()[str(uuid.uuid5(uuid.NAMESPACE_URL, draft_id)), locale]


def record(file: str) -> object:
    return records.load((CONTENT / file).read_bytes(), file)


def reader_text(document: Document) -> str:
    """What readers see, without ids and digests."""
    keys = ("title", "summary", "source_note", "with", "category")
    front = [document.front.get(key) for key in keys]
    body = [block.data for block in document.blocks]
    return PAGE_LINK.sub("]", json.dumps([front, body], ensure_ascii=False))


@pytest.mark.parametrize("file", DOCUMENT_FILES)
def test_document_is_valid_canonical_and_normalised(file: str) -> None:
    text = (CONTENT / file).read_text("utf-8")

    assert documents.dump(load(file), SITE) == text
    assert thai.normalise(text) == text


@pytest.mark.parametrize("file", RECORD_FILES)
def test_record_is_valid_canonical_and_normalised(file: str) -> None:
    text = (CONTENT / file).read_text("utf-8")

    assert records.dump(record(file)) == text
    assert thai.normalise(text) == text


def test_every_document_exists_once_in_every_locale() -> None:
    keys = [load(file).key for file in DOCUMENT_FILES]

    assert len(set(keys)) == len(keys)
    assert set(keys) == {(id_, locale) for id_, _ in keys for locale in ("th", "en")}


def test_no_two_documents_share_an_address() -> None:
    urls = [load(file).url for file in DOCUMENT_FILES]

    assert len(set(urls)) == len(urls)


def _without_credit(front: dict[str, Any]) -> dict[str, Any]:
    cover = {key: value for key, value in front.get("cover", {}).items() if key != "credit"}
    return front | ({"cover": cover} if cover else {})


def test_translations_share_what_is_not_language() -> None:
    texts = dict.fromkeys(
        ("locale", "title", "summary", "modified", "category", "with", "source_note", "translation")
    )
    for (id_, locale), document in by_key().items():
        original = by_key()[id_, "th"]
        state = None if locale == "th" else {"state": "current"}
        assert _without_credit(document.front) | texts == _without_credit(original.front) | texts
        assert [b.kind for b in document.blocks] == [b.kind for b in original.blocks]
        assert document.front.get("translation") == state


@pytest.mark.parametrize("locale", ["th", "en"])
def test_home_sections_and_standard_pages_exist(locale: str) -> None:
    urls = {document.url for document in by_key().values()}

    assert paths.home_url(locale) in urls
    assert {paths.section_url(locale, section) for section in paths.SECTIONS} <= urls
    pages = {
        document.front["slug"]
        for key, document in by_key().items()
        if key[1] == locale and document.type == "page"
    }
    assert pages == STANDARD_PAGES


def test_every_standard_page_has_its_own_place_in_the_menu() -> None:
    orders = [
        d.front["menu_order"]
        for d in by_key().values()
        if d.type == "page" and d.front["locale"] == "th"
    ]

    assert len(set(orders)) == len(orders) == len(STANDARD_PAGES)


@pytest.mark.parametrize("locale", ["th", "en"])
@pytest.mark.parametrize("draft_id", TITLES)
def test_item_of_the_draft_keeps_title_slug_and_source_note(draft_id: str, locale: str) -> None:
    front = item(draft_id, locale).front

    assert front["title"] == TITLES[draft_id][locale]
    assert front["slug"] == TITLES[draft_id]["slug"]
    assert front["source_note"] == SOURCE_NOTES[locale]
    assert front["date"].startswith("2026-11-23T")
    assert front["cover"]


def test_stories_are_exactly_those_of_the_draft() -> None:
    stories = {d.front["id"] for d in by_key().values() if d.type in paths.STORY_TYPES}

    assert stories == {item(draft_id, "th").front["id"] for draft_id in TITLES} - {
        item("tsc-012", "th").front["id"]
    }


def test_stories_have_distinct_dates() -> None:
    dates = [
        d.front["date"]
        for d in by_key().values()
        if d.type in paths.STORY_TYPES and d.front["locale"] == "th"
    ]

    assert len(set(dates)) == len(dates) == 11


def test_awards_have_the_status_that_the_source_gives() -> None:
    status = {
        draft_id: item(draft_id, "th").front.get("status")
        for draft_id in TITLES
        if item(draft_id, "th").type == "award"
    }

    assert status == {
        "tsc-003": None,
        "tsc-004": "received",
        "tsc-005": "joint",
        "tsc-006": "received",
        "tsc-007": "assessed",
    }
    assert item("tsc-007", "en").front["slug"] == "award-king-prajadhipok-assessed"


def test_what_the_source_does_not_say_is_left_out() -> None:
    unknown = {"event", "fiscal_year", "awarding_body", "level", "year", "updated", "change_note"}
    for document in by_key().values():
        assert not unknown & document.front.keys()
        assert document.type != "policy" or "status" not in document.front


@pytest.mark.parametrize("file", DOCUMENT_FILES)
def test_editors_notes_evidence_and_phone_numbers_are_not_published(file: str) -> None:
    text = reader_text(load(file))

    for marker in NOT_FOR_READERS:
        assert marker not in text
    assert not re.search(r"[0-9๐-๙]([ .-]{0,2}[0-9๐-๙]){5,}", text)


def test_taxonomy_references_exist_and_are_named_in_both_languages() -> None:
    terms = {kind: record(f"taxonomy/{kind}.json") for kind in paths.TAXONOMIES}
    for document in by_key().values():
        front = document.front
        topics = [*front.get("topics", []), front.get("policy_area")]
        assert set(filter(None, topics)) <= terms["topics"].keys()
        assert front.get("department") in (None, *terms["departments"])
        assert document.type != "news" or front["category"] in terms["categories"]
    for term in (term for kind in terms.values() for term in kind.values()):
        assert term["name"].keys() == {"th", "en"}


def test_a_department_has_a_story_and_every_topic_has_one() -> None:
    fronts = [d.front for d in by_key().values()]
    used = {topic for front in fronts for topic in front.get("topics", [])}
    used |= {front["policy_area"] for front in fronts if "policy_area" in front}

    assert any(front.get("department") == "strategy-and-budget" for front in fronts)
    assert used == set(record("taxonomy/topics.json"))


def test_links_between_pages_lead_to_documents() -> None:
    ids = {id_ for id_, _ in by_key()}
    linked = [
        id_
        for d in by_key().values()
        for b in d.blocks
        if b.kind == "text"
        for id_ in PAGE_LINK.findall(b.data)
    ]

    assert linked
    assert set(linked) <= ids


@pytest.mark.parametrize("file", PICTURES)
def test_picture_stands_under_its_digest_with_a_full_record(file: str) -> None:
    raw = (CONTENT / file).read_bytes()
    folder, _, name = file.rpartition("/")
    facts = record(f"{folder}/image.json")
    picture = Image.open(BytesIO(raw))

    assert paths.media_folder(hashlib.sha256(raw).hexdigest()) == folder
    assert facts["file"] == name
    assert (facts["width"], facts["height"]) == picture.size == (1600, 1000)
    assert len(raw) < 150_000
    assert not picture.getexif()
    assert facts["alt"]["th"].startswith("ภาพวาด")
    assert facts["alt"]["en"].startswith("Drawing: ")
    assert facts["consent"] == "no_people"
    assert "credit" not in facts  # it has one for all languages: each use brings its own


def test_every_cover_names_its_maker_in_the_language_of_the_document() -> None:
    credits = {
        (d.front["locale"], d.front["cover"]["credit"])
        for d in by_key().values()
        if "cover" in d.front
    }

    assert credits == {("th", "ภาพวาดของโครงการนี้"), ("en", "Drawn for this project")}


def test_pictures_used_and_pictures_kept_are_the_same() -> None:
    used = {digest for d in by_key().values() for _, digest in documents.media_used(d)}

    assert used == {file.split("/")[1] for file in PICTURES}


def test_folder_is_complete() -> None:
    assert record("version.json") == {"content_version": 1, "format": 1, "state": "complete"}
    assert record("redirects.json") == []
