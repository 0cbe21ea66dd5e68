"""What should stand in the content folder: every live, public page that is no alias.

Built from a handful of bulk queries, so that the whole site can be compared every few minutes.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Collection as FileCollection
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction, ReferenceIndex

from cms.core.models import ClassifiedPage, ContentPage
from cms.images.models import Attachment, Picture
from cms.taxonomy.models import Department, NewsCategory, Topic

# Raise it when the serialiser changes: every page is then written anew, without a new `modified`.
EXPORT_FORMAT = 2

AHEAD = timedelta(hours=24)  # after its upload a picture may wait in the folder for its page

CHUNK = 200  # pages that are in memory at a time

TERMS = (Department, Topic, NewsCategory)
FILES = (Picture, Attachment)
# What stands in media/, besides the bytes: a change of any of these is exported.
RECORD_FIELDS: dict[Any, tuple[str, ...]] = {
    Picture: (
        "content_name", "title", "alt", "credit", "consent", "minors", "width", "height", "colour",
        "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height",
    ),
    Attachment: ("content_name", "titles", "language", "file_size"),
}  # fmt: skip

_FIELDS = (
    "pk",
    "content_type_id",
    "translation_key",
    "locale__language_code",
    "slug",
    "title",
    "path",
    "live_revision_id",
    "last_published_at",
)


@dataclass(frozen=True)
class DesiredPage:
    """A page that should be exported. `token` changes when its export may have to."""

    page_id: int
    document_id: UUID
    locale: str
    token: str
    source: int | None  # the `source_revision` of its original, when it is a translation


def content_page_models() -> list[type[ContentPage]]:
    return [model for model in apps.get_models() if issubclass(model, ContentPage)]


def desired_pages(page_ids: Collection[int] | None = None) -> dict[int, DesiredPage]:
    """The pages to be exported, of all or of the given ones, by page id."""
    types = ContentType.objects.get_for_models(*content_page_models()).values()
    pages = Page.objects.filter(
        live=True,
        alias_of=None,
        content_type__in=types,
        locale__language_code__in=settings.SITE_CONFIG.locale_codes,
    )
    if page_ids is not None:
        pages = pages.filter(pk__in=page_ids)
    private = tuple(PageViewRestriction.objects.values_list("page__path", flat=True))
    originals = _live_originals(pages if page_ids is not None else None)
    references = _references(page_ids)
    desired = {}
    for row in pages.values_list(*_FIELDS).iterator(chunk_size=2000):
        page_id, _type, key, locale, *_rest, path, _revision, _published = row
        if private and path.startswith(private):
            continue
        parts = (EXPORT_FORMAT, row, originals.get(key), references.get(page_id))
        token = hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()
        desired[page_id] = DesiredPage(page_id, key, locale, token, originals.get(key))
    return desired


def _live_originals(pages: Any) -> dict[UUID, Any]:
    """translation key -> `source_revision` of the page in the default locale: translations tell
    whether they are up to date with it."""
    found = {}
    for model in content_page_models():
        originals = model.objects.filter(locale__language_code=settings.SITE_CONFIG.default_locale)
        if pages is not None:
            originals = originals.filter(translation_key__in=pages.values("translation_key"))
        for key, *revisions in originals.values_list(
            "translation_key", "significant_revision", "live_revision_id", "latest_revision_id"
        ):
            found[key] = next(filter(None, revisions), None)
    return found


def _references(page_ids: Collection[int] | None) -> dict[int, list[str]]:
    """page id -> versions of the pictures, attachments and terms that it refers to."""
    types = ContentType.objects.get_for_models(*FILES, *TERMS)
    versions = {types[model].pk: _file_versions(model) for model in FILES}
    versions |= {types[model].pk: _slugs(model) for model in TERMS}
    rows = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page), to_content_type__in=versions
    )
    if page_ids is not None:
        rows = rows.filter(object_id__in=[str(page_id) for page_id in page_ids])
    found: dict[int, set[str]] = defaultdict(set)
    for page_id, type_, target in rows.values_list(
        "object_id", "to_content_type_id", "to_object_id"
    ).iterator(chunk_size=5000):
        found[int(page_id)].add(f"{type_}/{target}/{versions[type_].get(target)}")
    topics = versions[types[Topic].pk]
    for page_id, topic in topics_of(page_ids):
        found[page_id].add(f"topic/{topic}/{topics.get(str(topic))}")
    return {page_id: sorted(names) for page_id, names in found.items()}


def topics_of(page_ids: Collection[int] | None = None) -> Iterator[tuple[int, int]]:
    """(page id, topic id) of every page; Wagtail's reference index passes over such fields."""
    for model in content_page_models():
        if issubclass(model, ClassifiedPage):
            owner = model.topics.field.m2m_field_name() + "_id"
            rows = model.topics.through.objects.values_list(owner, "topic_id")
            yield from rows if page_ids is None else rows.filter(**{f"{owner}__in": page_ids})


def public_files(model: Any) -> Any:
    """The pictures or attachments that may be published: those in no private collection."""
    private = CollectionViewRestriction.objects.values_list("collection__path", flat=True)
    collections = FileCollection.objects.all()
    for path in private:
        collections = collections.exclude(path__startswith=path)
    return model.objects.filter(collection__in=collections) if private else model.objects.all()


def fresh_digests(digests: Collection[str] | None = None) -> set[str]:
    """The pictures that stand in the folder ahead of the pages that will show them: whoever makes
    their renditions need not wait for the pages."""
    fresh = public_files(Picture).filter(created_at__gte=timezone.now() - AHEAD)
    if digests is not None:
        fresh = fresh.filter(digest__in=digests)
    return set(fresh.values_list("digest", flat=True))


def oldest_uploads(digests: Collection[str]) -> Iterator[Picture]:
    """Of the same bytes the oldest public upload: its record is the one in the folder."""
    ordered = sorted(digests)
    for start in range(0, len(ordered), CHUNK):
        chunk = ordered[start : start + CHUNK]
        uploads = public_files(Picture).filter(digest__in=chunk).order_by("-pk")
        yield from {upload.digest: upload for upload in uploads}.values()


def public_digests() -> set[str]:
    """The bytes that the library holds and that may be published."""
    return {digest for model in FILES for digest in _digests(model)}


def _digests(model: Any) -> Any:
    return public_files(model).values_list("digest", flat=True)


def _file_versions(model: Any) -> dict[str, str]:
    """Sums up all that the folder holds of each file: the record is that of the oldest upload of
    the same bytes. A private file counts as deleted."""
    names = ["pk", "digest", *RECORD_FIELDS[model]]
    first: dict[str, str] = {}
    result = {}
    for pk, digest, *said in public_files(model).order_by("pk").values_list(*names):
        own = hashlib.blake2b(repr((digest, said)).encode(), digest_size=8).hexdigest()
        result[str(pk)] = own + first.setdefault(digest, own)
    return result


def _slugs(model: Any) -> dict[str, str]:
    return {str(pk): slug for pk, slug in model.objects.values_list("pk", "slug")}


def in_chunks(page_ids: Collection[int], size: int = CHUNK) -> Iterator[list[ContentPage]]:
    """The specific pages, a few hundred at a time, in the order of their ids."""
    ordered = sorted(page_ids)
    for start in range(0, len(ordered), size):
        chunk = ordered[start : start + size]
        yield list(Page.objects.filter(pk__in=chunk).order_by("pk").specific())
