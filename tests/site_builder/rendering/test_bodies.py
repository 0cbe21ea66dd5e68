"""Bodies: every block that the contract allows is shown, on the page and in feeds."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from contract import documents
from contract.blocks import Block
from tests.contract import SITE, strategies
from tests.site_builder.sites import TAXONOMY, Site, document

ONLY_REQUIRED = {
    "image": {"image": "picture"},
    "gallery": {"images": [{"image": "picture"}]},
    "quote": {"text": "คำพูด", "attribution": "ผู้พูด"},
    "table": {"rows": [["ก"]]},
    "attachments": {"files": [{"file": "attachment"}]},
    "video": {"url": "https://video.example/a", "title": "วีดิทัศน์"},
    "callout": {"tone": "info", "text": "ข้อความ"},
    "facts": {"items": [{"label": "ก", "value": "ข"}]},
    "heading": {"text": "หัวเรื่อง", "level": 2},
}


@pytest.mark.parametrize("kind", ONLY_REQUIRED)
def test_a_block_with_only_what_it_must_have_is_shown(site: Site, kind: str) -> None:
    made = document("story", Block(kind, ONLY_REQUIRED[kind]))
    site.write(made.file, documents.dump(_at_home(site, made), site.site))
    built = site.build("--quiet")
    assert (built.code, built.codes) == (0, [])
    assert site.exists("th/news/story/index.html")


@settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(made=strategies.document(SITE))
def test_whatever_the_contract_allows_is_shown(made: documents.Document, renditions: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder), renditions, bilingual=True)
        made = _at_home(site, made)
        site.write(made.file, documents.dump(made, site.site))
        built = site.build("--quiet")
        assert [p for p in built.problems if p["code"] != "link.missing"] == []


def _at_home(site: Site, made: documents.Document) -> documents.Document:
    terms = {kind: tuple(names) for kind, names in TAXONOMY.items()}
    return strategies.at_home(
        made, pictures=(site.picture(),), attachments=(site.attachment(),), terms=terms
    )
