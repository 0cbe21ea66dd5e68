"""The starter content goes into the newsroom and comes out of it, byte for byte."""

from dataclasses import replace

import pytest

from cms.core.models import ContentPage
from cms.export import services as export_services
from cms.export.selectors import content_page_models
from cms.home.services import site_tree_create
from cms.importer import services
from tests.cms.importer.conftest import import_and_export, tree_bytes


def test_the_starter_content_comes_back_byte_for_byte(tree, starter, content_dir):
    report, outcome = import_and_export(starter)
    assert (report.conflicts, report.problems, outcome.failed) == ([], [], {})
    assert tree_bytes(content_dir) == tree_bytes(starter)
    report = services.import_folder(starter)
    assert report.conflicts == []
    assert len(report.unchanged) == len(outcome.written)
    assert not export_services.export_all(force=True).changed


@pytest.fixture
def thai_site(settings, db):
    config = settings.SITE_CONFIG
    settings.SITE_CONFIG = replace(config, locales=config.locales[:1])
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("th", "ไทย")]
    settings.WAGTAIL_I18N_ENABLED = False
    site_tree_create()


def test_a_thai_only_site_takes_the_thai_half(thai_site, starter, content_dir):
    report, outcome = import_and_export(starter)
    assert (report.conflicts, report.problems, outcome.failed) == ([], [], {})
    assert not (content_dir / "en").exists()
    thai = {file: data for file, data in tree_bytes(starter).items() if file.startswith("th/")}
    written = {
        file: data for file, data in tree_bytes(content_dir).items() if file.startswith("th/")
    }
    assert written == thai
    pages: list[ContentPage] = [p for model in content_page_models() for p in model.objects.all()]
    assert {page.locale.language_code for page in pages} == {"th"}
