"""What the newsroom writes, the contract and the builder take; what it reads, it writes again."""

import contextlib
import hashlib
import json
import re
import tempfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from PIL import Image

from cms.core import prose
from cms.core.text import clean_line, clean_text
from cms.export import markdown
from cms.export import services as export_services
from cms.home.services import site_tree_create
from cms.importer import services as import_services
from contract import documents, records, validation
from contract.blocks import PROSE_KINDS
from contract.documents import Document
from contract.markdown import render
from tests.cms.importer.conftest import tree_bytes
from tests.contract import office_files, strategies
from tests.end_to_end.conftest import ROOT, Site, build

SITE = django_settings.SITE_CONFIG
TERMS = {
    "departments": {"works": {"name": {"th": "กองช่าง", "en": "Works"}}},
    "topics": {slug: {"name": {"th": slug}} for slug in ("roads", "water")},
    "categories": {"notice": {"name": {"th": "ประกาศ"}}},
}
DIGEST = re.compile(r"\b[0-9a-f]{64}\b")

some = settings(
    max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture
def tree(db):
    site_tree_create()


def test_the_starter_content_is_exported_validly_and_built(
    tree, folder, publish_site, starter_import
):
    site = publish_site()
    for file in folder.files():
        raw = (folder.root / file).read_bytes()
        if file.endswith(".md"):
            document = documents.load(raw, file, SITE)
            assert documents.dump(document, SITE).encode() == raw
        elif file.endswith(".json"):
            value = records.load(raw, file)
            assert validation.problems(records.schema_for(file), value, file) == []
            assert records.dump(value).encode() == raw
    assert "เทศบาลเมืองทุ่งสง" in site.page("/th/")


@pytest.fixture
def starter_import(tree):
    report = import_services.import_folder(ROOT / "content")
    assert (report.conflicts, report.problems) == ([], [])


def test_export_of_the_starter_content_builds_as_the_starter_content_itself(
    tree, starter_import, export, content_dir, tmp_path
):
    export()
    (tmp_path / "direct").mkdir()
    for content, where in ((content_dir, tmp_path), (ROOT / "content", tmp_path / "direct")):
        result = build(content, where)
        assert result.returncode == 0, result.stderr
    built, direct = (Site(where / "site") for where in (tmp_path, tmp_path / "direct"))
    assert tree_bytes(built.root) == tree_bytes(direct.root)


@some
@given(document=strategies.document(SITE))
def test_a_canonical_document_comes_back_byte_for_byte(tree, uploads, document):
    document = canonical(usable(document))
    text = documents.dump(document, SITE)
    documents.load(text.encode(), document.file, SITE)
    assert imported_and_exported(document.file, text) == text


@some
@given(document=strategies.document(SITE))
def test_any_valid_document_becomes_canonical_once_and_then_holds_still(tree, uploads, document):
    document = usable(document)
    once = imported_and_exported(document.file, documents.dump(document, SITE))
    assert documents.dump(documents.load(once.encode(), document.file, SITE), SITE) == once
    assert imported_and_exported(document.file, once) == once


# The documents of the strategies name pictures, files and terms that are nowhere: give them some.


def picture_bytes(colour: str) -> bytes:
    stream = BytesIO()
    Image.new("RGB", (4, 3), colour).save(stream, "PNG")
    return stream.getvalue()


PICTURE, ATTACHMENT = picture_bytes("red"), office_files.PDF


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def usable(document: Document) -> Document:
    """The same document with pictures, files and terms that are there."""
    front = {key: value for key, value in document.front.items() if key != "translation"}
    if "cover" in front:
        front["cover"] = {**front["cover"], "image": digest(PICTURE)}
    for key, slug in (("department", "works"), ("policy_area", "water")):
        if key in front:
            front[key] = slug
    if "category" in front and document.type == "news":
        front["category"] = "notice"
    if "topics" in front:
        front["topics"] = ["roads", "water"][: len(front["topics"])]
    blocks = tuple(replace(block, data=_placed(block)) for block in document.blocks)
    return replace(document, front=front, blocks=blocks)


def _placed(block):
    if block.kind in PROSE_KINDS:
        return block.data
    data = digest(ATTACHMENT if block.kind == "attachments" else PICTURE)
    return json.loads(DIGEST.sub(data, json.dumps(block.data)))


def canonical(document: Document) -> Document:
    """As the newsroom would write it: prose in its one form, nothing said that says nothing."""
    blocks = []
    for block in document.blocks:
        if block.kind in PROSE_KINDS:
            html = render(block.data) if block.kind == "text" else block.data
            block = markdown.block(prose.read(html))
        else:
            block = replace(block, data=_settled(block.data))
        if block is not None and block.kind == "table":
            block = _without_empty_edges(block)
        if block is not None:
            blocks.append(block)
    return replace(document, front=_settled(document.front), blocks=tuple(blocks))


def _without_empty_edges(table):
    rows = table.data["rows"]
    while rows and not any(rows[-1]):
        rows = rows[:-1]
    while rows and not any(row[-1] for row in rows):
        rows = [row[:-1] for row in rows]
    return replace(table, data={**table.data, "rows": rows}) if rows else None


def _settled(value):
    if isinstance(value, dict):
        settled = {key: _settled(item) for key, item in value.items()}
        return {k: v for k, v in settled.items() if v not in ("", [], None) and v is not False}
    if isinstance(value, list):
        return [_settled(item) for item in value]
    if isinstance(value, str):
        return clean_text(value) if "\n" in value else clean_line(value)
    return value


def imported_and_exported(file: str, text: str) -> str:
    """The file after a way through the newsroom, which forgets it afterwards."""
    with tempfile.TemporaryDirectory() as name, rolled_back():
        source = Path(name) / "source"
        write(source / file, text.encode())
        for data, kind, record in (
            (PICTURE, "image", {"file": "p.png", "width": 4, "height": 3}),
            (ATTACHMENT, "attachment", {
                "file": "plan.pdf", "size": len(ATTACHMENT), "type": "application/pdf"}),
        ):  # fmt: skip
            folder = source / "media" / digest(data)
            write(folder / record["file"], data)
            write(folder / f"{kind}.json", json.dumps(record).encode())
        for kind, terms in TERMS.items():
            write(source / f"taxonomy/{kind}.json", json.dumps(terms).encode())
        report = import_services.import_folder(source)
        assert (report.conflicts, report.problems) == ([], [])
        django_settings.CONTENT_DIR = Path(name) / "content"
        outcome = export_services.export_all(force=True)
        assert outcome.failed == {}
        return (Path(name) / "content" / file).read_text(encoding="utf-8")


def write(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


@contextlib.contextmanager
def rolled_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
