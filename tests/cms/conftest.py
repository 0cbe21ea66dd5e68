"""One migrated database for the whole run: migrating costs seconds, copying a file nothing."""

import hashlib
import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from datetime import timedelta
from fcntl import LOCK_EX, flock
from io import BytesIO
from pathlib import Path

import django
import pytest
import wagtail
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from PIL import Image

from tests.contract import office_files

ROOT = Path(__file__).resolve().parents[2]
WEEK = timedelta(days=7)


# Wagtail leaves the temporary file of a new thumbnail to the garbage collector.
WAGTAIL_LEAK = "ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"


def pytest_collection_modifyitems(items):
    for item in items:
        item.add_marker(pytest.mark.filterwarnings(WAGTAIL_LEAK))


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker, tmp_path_factory):
    folder = Path(tempfile.gettempdir()) / f"newsroom-migrated-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    template = folder / f"{_migrations_key()}.sqlite3"
    with template.with_suffix(".lock").open("w") as lock:
        flock(lock, LOCK_EX)  # of several workers one migrates
        if not template.exists():
            with django_db_blocker.unblock():
                _migrate(template)
    copy = tmp_path_factory.mktemp("database") / "db.sqlite3"
    shutil.copy(template, copy)
    with django_db_blocker.unblock():
        _use(copy)
    yield
    with django_db_blocker.unblock():
        connection.close()


def _migrations_key() -> str:
    key = hashlib.sha256(f"{wagtail.__version__} {django.__version__}".encode())
    for file in sorted(ROOT.glob("cms/*/migrations/0*.py")):
        key.update(file.read_bytes())
    return key.hexdigest()[:20]


def _migrate(template: Path) -> None:
    partial = template.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    _use(partial)
    call_command("migrate", verbosity=0)
    connection.close()
    with closing(sqlite3.connect(partial)) as database:
        database.execute("PRAGMA journal_mode=DELETE")  # one file, without its log beside it
    partial.rename(template)


def _use(file: Path) -> None:
    connection.close()
    connection.settings_dict["NAME"] = str(file)


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return settings.MEDIA_ROOT


@pytest.fixture
def homes(db):
    """The site tree of site.toml: its home pages by locale."""
    from cms.home.services import site_tree_create

    return {home.slug: home for home in site_tree_create()}


@pytest.fixture
def sections(homes):
    """The section fronts by (locale, section)."""
    from cms.home.models import SectionPage

    return {(page.locale.language_code, page.section): page for page in SectionPage.objects.all()}


@pytest.fixture
def office(client, admin_user):
    """A browser in which the administrator is logged in."""
    client.force_login(admin_user)
    return client


@pytest.fixture
def make_picture(db):
    from cms.images.models import Picture

    def make(title="ภาพ", colour="red", fresh=False, **fields):
        stream = BytesIO()
        Image.new("RGB", (40, 30), colour).save(stream, "PNG")
        file = ContentFile(stream.getvalue(), name="picture.png")
        picture = Picture.objects.create(title=title, file=file, **fields)
        if not fresh:  # a fresh upload stands in the content folder ahead of its pages
            Picture.objects.filter(pk=picture.pk).update(created_at=timezone.now() - WEEK)
        return picture

    return make


@pytest.fixture
def make_attachment(db):
    from cms.images.models import Attachment

    def make(title="แผน", content=office_files.PDF, **fields):
        return Attachment.objects.create(
            title=title, file=ContentFile(content, name="plan.pdf"), **fields
        )

    return make


@pytest.fixture
def make_story(sections):
    """A published story in a section, Thai news unless said otherwise."""
    from cms.news.models import NewsPage

    def make(title="ข่าวทดสอบ", locale="th", section="news", model=NewsPage, **fields):
        page = model(title=title, **{"purposes": ["service"], **fields})
        sections[locale, section].add_child(instance=page)
        page.save_revision().publish()
        page.refresh_from_db()
        return page

    return make


@pytest.fixture(autouse=True)
def content_dir(settings, tmp_path):
    """The content folder of this test alone."""
    settings.CONTENT_DIR = tmp_path / "content"
    return settings.CONTENT_DIR
