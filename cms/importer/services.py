"""One import: compare first, then create and update, never destroy.

A page is updated only if it was not changed in the newsroom since its last export; a document
that was removed here is never brought back. Both are reported instead.
"""

from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import Locale, Page

from cms.core.models import ContentPage, source_revision
from cms.export import selectors, serializers
from cms.export.models import ExportedDocument, Tombstone
from cms.export.progress import Progress, silent
from cms.export.references import References
from cms.home.models import FixedPage, HomePage, SectionPage
from cms.importer import records, source
from cms.importer.blocks import Targets
from cms.importer.fields import Fields
from cms.importer.report import Report
from contract import dates, paths
from contract.documents import Document


def has_content() -> bool:
    """Whether an editor or an import ever made a page below the fixed ones."""
    return any(
        model.objects.exists()
        for model in selectors.content_page_models()
        if not issubclass(model, FixedPage)
    )


def import_folder(root: Path, *, progress: Progress = silent) -> Report:
    """Imports the content folder at `root` into the site tree, which must exist."""
    return _Import(source.read(root, settings.SITE_CONFIG), progress).run()


class _Import:
    def __init__(self, found: source.Source, progress: Progress) -> None:
        self.source = found
        self.progress = progress
        self.stubs: set[int] = set()  # pages that this run made and has not filled yet
        self.site = settings.SITE_CONFIG
        self.report = Report(problems=found.problems)
        self.targets = Targets()
        self.locales = {locale.language_code: locale for locale in Locale.objects.all()}
        self.fields = Fields(self.targets, self.locales)
        self.models = {model.document_type: model for model in selectors.content_page_models()}

    def run(self) -> Report:
        records.tombstones_import(self.source)
        self.report.conflicts += records.taxonomy_import(self.source)
        self.report.conflicts += records.media_import(self.source, self.targets)
        try:
            self._documents()
        finally:
            for page_id in [*self.stubs]:  # whatever happened, no empty page stays behind
                self._remove_stub(page_id)
        records.redirects_import(self.source)
        return self.report

    def _documents(self) -> None:
        work = []
        for document in self.source.documents:
            with self.report.told(document):
                if (page := self._page_for(document)) is not None:
                    work.append((document, page))
        self._note_pages()
        filled, lost = [], set()
        for number, (document, page) in enumerate(work):
            self.progress(number, len(work))
            if self._fill(document, page):
                filled.append((document, page))
            elif self._remove_stub(page.pk):
                lost.add(document.front["id"])
        if lost:
            self._relink(filled, lost)

    # What is to be done with a document

    def _page_for(self, document: Document) -> ContentPage | None:
        """The page to fill: a new one, or an old one that nobody touched. Else None."""
        page = self._existing(document)
        if page is not None and not self._is_meant(document, page):
            return self.report.conflict(
                document, "has the id of another page, which stays as it is."
            )
        row = page and ExportedDocument.objects.filter(page_id=page.pk).first()
        if row is None and _was_removed(document):
            return self.report.conflict(
                document, "was removed in the newsroom and is not brought back."
            )
        if page is None:
            return self._create(document)
        if row is None:
            if _is_untouched(page):
                return page
            return self.report.conflict(
                document, "is a page that was never exported; it stays as it is."
            )
        now = serializers.content_digest(self._serialised(page))
        if now == serializers.content_digest(document):
            self.report.unchanged.append(document.file)
            return None
        if now != row.content_digest or page.has_unpublished_changes:
            return self.report.conflict(
                document, "was changed in the newsroom since its last export."
            )
        return page

    def _existing(self, document: Document) -> ContentPage | None:
        locale = self.locales[document.front["locale"]]
        found = Page.objects.filter(translation_key=document.front["id"], locale=locale).first()
        if found is not None:
            return found.specific
        if document.type == "home":
            return HomePage.objects.get(locale=locale)
        if document.type == "section":
            return SectionPage.objects.get(locale=locale, section=document.front["slug"])
        return None

    def _is_meant(self, document: Document, page: Page) -> bool:
        """Whether the page that has the document's id is of its type, and the same section."""
        if not isinstance(page, self.models[document.type]):
            return False
        return not isinstance(page, SectionPage) or page.section == document.front["slug"]

    def _create(self, document: Document) -> ContentPage | None:
        """An empty draft in its place, so that other documents can link to it."""
        id_, code = document.key
        page = self.models[document.type](
            title=document.front["title"],
            slug=document.front["slug"],
            translation_key=id_,
            locale=self.locales[code],
            live=False,
        )
        try:
            with transaction.atomic():
                self._parent(document).add_child(instance=page)
        except ValidationError as error:
            return self.report.conflict(document, f"cannot be created: {'; '.join(error.messages)}")
        self.stubs.add(page.pk)
        return page

    def _parent(self, document: Document) -> Page:
        locale = self.locales[document.front["locale"]]
        if section := paths.SECTION_OF_TYPE.get(document.type):
            return SectionPage.objects.get(locale=locale, section=section)
        return HomePage.objects.get(locale=locale)

    def _note_pages(self) -> None:
        """Every page that a link may lead to, those just created included."""
        types = ContentType.objects.get_for_models(*self.models.values()).values()
        for pk, key, code in Page.objects.filter(content_type__in=types, alias_of=None).values_list(
            "pk", "translation_key", "locale__language_code"
        ):
            self.targets.pages[str(key), code] = pk

    # Filling a page

    def _fill(self, document: Document, page: ContentPage) -> bool:
        is_new = not page.live or isinstance(page, FixedPage)
        with self.report.told(document):
            self._publish(document, page)
            self.stubs.discard(page.pk)
            (self.report.created if is_new else self.report.updated).append(document.file)
            return True
        return False

    @transaction.atomic
    def _publish(self, document: Document, page: ContentPage) -> None:
        self.fields.set(document, page)
        page.full_clean()
        page.save_revision().publish()
        page.refresh_from_db()
        self._remember(document, page)

    def _remove_stub(self, page_id: int) -> bool:
        """Takes away the empty draft of a document that could not be filled."""
        if page_id not in self.stubs:
            return False
        self.stubs.discard(page_id)
        self.targets.pages = {key: pk for key, pk in self.targets.pages.items() if pk != page_id}
        Page.objects.get(pk=page_id).delete()
        return True

    def _relink(self, filled: list[tuple[Document, ContentPage]], lost: set[str]) -> None:
        """Links to documents that did not come stay as they stand in the file."""
        for document, page in filled:
            said = "".join(block.data for block in document.blocks if isinstance(block.data, str))
            if any(f"page:{id_}" in said for id_ in lost):
                with self.report.told(document):
                    self._publish(document, page)

    def _remember(self, document: Document, page: ContentPage) -> None:
        """As if it had been exported as it stands in the file: so `modified` stays."""
        serialised = self._serialised(page)
        ExportedDocument.objects.update_or_create(
            page_id=page.pk,
            defaults={
                "document_id": document.front["id"],
                "locale": document.front["locale"],
                "file": document.file,
                "url": document.url,
                "token": "",
                "content_digest": serializers.content_digest(serialised),
                "modified": dates.parse(document.front["modified"]),
            },
        )

    def _serialised(self, page: ContentPage) -> Document:
        original = page.original()
        source_id = source_revision(original) if original else None
        return serializers.document(page, References([page]), source_id)


def _was_removed(document: Document) -> bool:
    """Whether a page that is not here any more was public; the next export makes its tombstone."""
    id_, code = document.key
    return any(
        model.objects.filter(document_id=id_, locale=code).exists()
        for model in (Tombstone, ExportedDocument)
    )


def _is_untouched(page: ContentPage) -> bool:
    """As `site_tree_create` left it (one revision, no words), or an import that did not end."""
    revisions = page.revisions.count()
    if isinstance(page, FixedPage):
        return revisions <= 1 and not page.body.raw_data and not page.summary
    return revisions == 0 and page.alias_of_id is None
