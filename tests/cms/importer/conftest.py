import shutil
from pathlib import Path

import pytest

from cms.export import services as export_services
from cms.home.services import site_tree_create
from cms.importer import services

ROOT = Path(__file__).resolve().parents[3]

STORY = """---
id: "{id}"
type: news
locale: {locale}
title: {title}
slug: {slug}
date: "2026-03-01T09:00:00+07:00"
modified: "2026-03-01T{hour:02d}:00:00.123456+07:00"
purposes:
  - service
{front}---

{body}
"""
ID = "0f5c6b0e-6f0a-4e43-9d5f-4a1c1f6f5c{:02d}"


@pytest.fixture
def tree(db):
    site_tree_create()


@pytest.fixture
def source(tmp_path):
    """A content folder to import, with one story."""
    root = tmp_path / "source"
    root.mkdir()
    put(root, "a")
    return root


def put(root, slug, *, number=1, locale="th", title="ข่าว", front="", body="เนื้อข่าว", id_="", hour=9):
    file = root / f"{locale}/news/2026/{slug}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    said = {"locale": locale, "slug": slug, "title": title, "front": front, "body": body}
    text = STORY.format(id=id_ or ID.format(number), hour=hour, **said)
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture
def starter(tmp_path):
    """The starter content without what stands there for people."""
    folder = tmp_path / "starter"
    shutil.copytree(ROOT / "content", folder)
    (folder / "README.md").unlink()
    return folder


def import_and_export(root):
    report = services.import_folder(root)
    outcome = export_services.export_all(force=True)
    return report, outcome


def tree_bytes(root):
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*")) if path.is_file()
    }  # fmt: skip
