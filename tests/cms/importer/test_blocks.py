"""Imported bodies are what the editor's own forms would have stored."""

from cms.importer import services
from cms.standard_pages.models import StandardPage
from tests.cms.conftest import ROOT


def test_imported_lists_show_their_entries_in_the_editor(homes):
    services.import_folder(ROOT / "content")
    lists = [
        block.value["items"]
        for page in StandardPage.objects.all()
        for block in page.body
        if block.block_type == "facts"
    ]
    assert lists
    assert all(item["label"] and item["value"] for entries in lists for item in entries)
