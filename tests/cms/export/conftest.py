import json

import pytest

from cms.export import services
from cms.export.models import OutboxEntry


class Folder:
    """What stands in the content folder."""

    def __init__(self, root):
        self.root = root

    def files(self):
        found = (path.relative_to(self.root).as_posix() for path in self.root.rglob("*"))
        return {file for file in found if (self.root / file).is_file()}

    def documents(self):
        """Documents without the frame of the site."""
        frame = ("index.md", "home.md")
        return {f for f in self.files() if f.endswith(".md") and not f.endswith(frame)}

    def read(self, file):
        return (self.root / file).read_text(encoding="utf-8")

    def json(self, file):
        return json.loads(self.read(file))

    def front(self, file, key):
        lines = self.read(file).split("\n")
        return next(line.partition(": ")[2] for line in lines if line.startswith(f"{key}: "))

    def redirects(self):
        return {entry["from"]: entry["to"] for entry in self.json("redirects.json")}

    def tombstones(self):
        if "tombstones.json" not in self.files():
            return {}
        return {entry["path"]: entry for entry in self.json("tombstones.json")["documents"]}

    def bytes(self):
        return {file: (self.root / file).read_bytes() for file in self.files()}


@pytest.fixture
def folder(content_dir):
    return Folder(content_dir)


@pytest.fixture
def export():
    """Drains the outbox; gives what the last export did."""

    def drain():
        outcome = None
        while OutboxEntry.objects.exists():
            outcome = services.export_outbox()
        return outcome

    return drain


@pytest.fixture
def exported(homes, sections, export):
    """The frame of the site has been exported; the outbox is empty."""
    export()
    return export


def text_body(html):
    return [("text", html)]


def file_of(slug, locale="th", section="news"):
    from django.utils import timezone

    return f"{locale}/{section}/{timezone.localtime().year}/{slug}.md"
