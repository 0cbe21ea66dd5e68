"""A newsroom filled with a corpus. Django must be set up before this module is imported.

Publishing 20,000 pages as editors do takes most of an hour; here their rows are written in bulk,
as publishing leaves them: live, each with a revision, its references in Wagtail's index.
"""

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import transaction
from wagtail.models import Locale, Page, ReferenceIndex, Revision

from cms.core.models import ContentPage
from cms.export import selectors
from cms.export.models import OutboxEntry
from cms.home.models import HomePage, SectionPage
from cms.home.services import site_tree_create
from cms.importer import blocks, records, source
from cms.importer.blocks import Targets
from contract import dates, paths
from contract.documents import Document
from tests.benchmarks.corpus import Corpus

FIXED = ("home", "section")  # made by site_tree_create, not filled from the corpus
_COVER_TEXTS = ("alt", "caption", "credit", "consent")


def fill(corpus: Corpus, folder: Path) -> None:
    """Makes the database and fills it. `folder` is a scratch folder for the pictures."""
    call_command("migrate", verbosity=0)
    site_tree_create()
    corpus.write_records(folder)
    found, targets = source.read(folder, corpus.site), Targets()
    differences = [*records.taxonomy_import(found), *records.media_import(found, targets)]
    if differences or found.problems:
        raise ValueError(f"not a corpus for this newsroom: {differences} {found.problems}")
    documents = [document for document in corpus.documents() if document.type not in FIXED]
    with transaction.atomic():
        _Filling(documents, targets, corpus.site.default_locale).run()
        OutboxEntry.objects.all().delete()


class _Filling:
    def __init__(self, documents: list[Document], targets: Targets, default_locale: str) -> None:
        self.documents, self.targets, self.default_locale = documents, targets, default_locale
        self.models = {model.document_type: model for model in selectors.content_page_models()}
        self.types = ContentType.objects.get_for_models(*self.models.values())
        self.locales = {locale.language_code: locale for locale in Locale.objects.all()}
        self.parents = dict(self._parents())
        self.terms = {model: _pk_by_slug(model) for model in selectors.TERMS}
        first_page = Page.objects.latest("pk").pk + 1
        first_revision = Revision.objects.latest("pk").pk + 1
        for number, document in enumerate(documents):
            targets.pages[document.key] = first_page + number
        self.revision_after = first_revision - first_page  # revision number minus page number

    def run(self) -> None:
        pages = [self._page(document) for document in self.documents]
        fields = [field.attname for field in Page._meta.concrete_fields]
        Page.objects.bulk_create(
            Page(**{name: getattr(page, name) for name in fields}) for page in pages
        )
        Revision.objects.bulk_create(map(self._revision, pages))
        for document, page in zip(self.documents, pages, strict=True):
            page.save_base(raw=True, force_insert=True)  # the type's own table alone
            self._add_topics(document, page)
            ReferenceIndex.create_or_update_for_object(page)
        for parent in self.parents.values():
            Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild)

    def _page(self, document: Document) -> ContentPage:
        """The page's row, not yet saved."""
        front, model = document.front, self.models[document.type]
        parent = self.parents[document.type, front["locale"]]
        parent.numchild += 1
        pk = self.targets.pages[document.key]
        published, modified = dates.parse(front["date"]), dates.parse(front["modified"])
        page = model(
            id=pk,
            page_ptr_id=pk,
            content_type=self.types[model],
            path=Page._get_path(parent.path, parent.depth + 1, parent.numchild),
            depth=parent.depth + 1,
            url_path=f"{parent.url_path}{front['slug']}/",
            title=front["title"],
            draft_title=front["title"],
            slug=front["slug"],
            translation_key=front["id"],
            locale=self.locales[front["locale"]],
            live=True,
            live_revision_id=pk + self.revision_after,
            latest_revision_id=pk + self.revision_after,
            latest_revision_created_at=modified,
            first_published_at=published,
            last_published_at=modified,
            published_at=published,
            updated_at=dates.parse(front["updated"]) if "updated" in front else None,
            translated_from_revision=self._translated_from(document),
        )
        self._set_fields(page, document)
        return page

    def _set_fields(self, page: ContentPage, document: Document) -> None:
        front, cover = document.front, document.front.get("cover")
        for key, name in page.front_fields.items():
            if key in front:
                setattr(page, name, front[key])
        for key, name in page.front_terms.items():
            if key in front:
                field = page._meta.get_field(name)
                setattr(page, field.attname, self.terms[field.related_model][front[key]])
        if event := front.get("event"):
            page.event_start, page.event_end = map(dates.parse, (event["start"], event["end"]))
            page.event_place = event["place"]
        if cover:
            page.cover_id = self.targets.pictures[cover["image"]]
            for name in _COVER_TEXTS:
                setattr(page, f"cover_{name}", cover.get(name, ""))
        raw = _with_ids(blocks.body(document, self.targets, self.default_locale))
        page.body = page._meta.get_field("body").to_python(json.dumps(raw))

    def _translated_from(self, document: Document) -> int | None:
        """The live revision of the original; one that never was when the text is outdated."""
        state = document.front.get("translation", {}).get("state")
        if state is None:
            return None
        original = self.targets.pages[document.front["id"], self.default_locale]
        return original + self.revision_after if state == "current" else 0

    def _revision(self, page: ContentPage) -> Revision:
        """Without its content: nothing that is measured reads it."""
        return Revision(
            pk=page.live_revision_id,
            content_type=page.content_type,
            base_content_type=ContentType.objects.get_for_model(Page),
            object_id=str(page.pk),
            created_at=page.latest_revision_created_at,
            object_str=page.title,
            content={},
        )

    def _add_topics(self, document: Document, page: Any) -> None:
        field = page._meta.get_field("topics")
        through, owner = field.remote_field.through, field.m2m_field_name()
        topics = self.terms[field.related_model]
        through.objects.bulk_create(
            through(**{f"{owner}_id": page.pk, "topic_id": topics[slug]})
            for slug in document.front.get("topics", ())
        )

    def _parents(self) -> Iterator[tuple[tuple[str, str], Page]]:
        """(document type, locale) -> the page below which such pages stand."""
        for home in HomePage.objects.select_related("locale"):
            yield ("page", home.locale.language_code), home
        for section in SectionPage.objects.select_related("locale"):
            yield (paths.SECTIONS[section.section], section.locale.language_code), section


def _with_ids(raw: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every item of a list block with an id, as the admin stores them: Wagtail reads no others."""
    for block in raw:
        lists = block["value"].values() if isinstance(block["value"], dict) else ()
        for item in (item for value in lists if isinstance(value, list) for item in value):
            if isinstance(item, dict) and item.get("type") == "item":
                item.setdefault("id", str(uuid.uuid4()))
    return raw


def _pk_by_slug(model: Any) -> dict[str, int]:
    """The row of the default locale, as editors in every language would choose it."""
    rows = model.objects.filter(locale=Locale.get_default())
    return dict(rows.values_list("slug", "pk"))
