"""Importing what stands beside the documents: taxonomy, pictures, attachments, redirects."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image
from wagtail.models import Locale, Page

from cms.export import media
from cms.export.models import PathRedirect, Tombstone
from cms.images.models import Attachment, Picture, WithdrawnMedia
from cms.importer.blocks import Targets
from cms.importer.source import Source
from cms.taxonomy.models import Department, NewsCategory, Topic
from contract import dates, paths
from contract.problems import Problem

_MODELS: dict[str, Any] = {
    "departments": Department,
    "topics": Topic,
    "categories": NewsCategory,
}


def taxonomy_import(source: Source) -> Iterator[str]:
    """Creates missing terms; yields a sentence for each that the newsroom has differently."""
    for kind, terms in source.taxonomy.items():
        for order, (slug, record) in enumerate(sorted(terms.items())):
            yield from _term_import(_MODELS[kind], kind, slug, record, order)


def _term_import(
    model: Any, kind: str, slug: str, record: dict[str, Any], order: int
) -> Iterator[str]:
    rows = {row.locale.language_code: row for row in model.objects.filter(slug=slug)}
    key = next((row.translation_key for row in rows.values()), uuid.uuid4())
    for locale in Locale.objects.all():
        name = record["name"].get(locale.language_code)
        row = rows.get(locale.language_code)
        if name and row is None:
            description = record.get("description", {}).get(locale.language_code, "")
            model.objects.create(
                slug=slug,
                name=name,
                description=description,
                locale=locale,
                translation_key=key,
                sort_order=order,
            )
        elif name and row.name != name:
            yield f"taxonomy/{kind}.json: {slug} is called “{row.name}” in the newsroom."


def media_import(source: Source, targets: Targets) -> Iterator[str]:
    """Creates missing pictures and attachments; yields a sentence for each that differs."""
    yield from _files_import(
        source, Picture, source.pictures, targets.pictures, _picture_create, media.picture_record
    )
    yield from _files_import(
        source, Attachment, source.attachments, targets.attachments, _attachment_create,
        media.attachment_record,
    )  # fmt: skip


def _files_import(
    source: Source,
    model: Any,
    found: dict[str, dict[str, Any]],
    rows: dict[str, int],
    create: Callable[[Source, str, dict[str, Any]], Any],
    record_of: Callable[[Any], dict[str, Any]],
) -> Iterator[str]:
    """Fills `rows`: digest -> primary key."""
    withdrawn = set(WithdrawnMedia.objects.values_list("digest", flat=True))
    for digest, record in found.items():
        row = model.objects.filter(digest=digest).order_by("pk").first()
        if row is None and digest not in withdrawn:
            row = create(source, digest, record)
        if row is not None:
            rows[digest] = row.pk
            if record_of(row) != record:
                name = model._meta.verbose_name_raw
                yield f"media/{digest} differs from the {name} in the newsroom."


def _picture_create(source: Source, digest: str, record: dict[str, Any]) -> Picture | None:
    focal = record.get("focal", {})
    picture = Picture(
        title=record.get("title") or media.default_title(record["file"]),
        alt=record.get("alt", {}),
        colour=record.get("colour", ""),
        credit=record.get("credit", ""),
        consent=record.get("consent", ""),
        minors=record.get("minors", False),
        **{f"focal_point_{name}": value for name, value in focal.items()},
    )
    try:
        return _stored(picture, source.media_file(digest, record), record)
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        file = f"{paths.media_folder(digest)}/{record['file']}"
        detail = type(error).__name__
        source.problems.append(Problem("media.unreadable", file, params={"detail": detail}))
        return None


def _attachment_create(source: Source, digest: str, record: dict[str, Any]) -> Attachment:
    titles = record.get("title", {})
    attachment = Attachment(
        title=next(iter(titles.values()), media.default_title(record["file"])),
        titles=titles,
        language=record.get("language", ""),
    )
    return _stored(attachment, source.media_file(digest, record), record)


def _stored(row: Any, file: Path, record: dict[str, Any]) -> Any:
    """The row saved with its bytes, under the name that the content folder gives them."""
    row.file = ContentFile(file.read_bytes(), name=record["file"])
    row.save()
    if row.content_name != record["file"]:
        row.content_name = record["file"]
        row.save(update_fields=["content_name"])
    return row


def tombstones_import(source: Source) -> None:
    """What was removed elsewhere; a page that stands here is not removed by it."""
    here = {
        (str(key), locale)
        for key, locale in Page.objects.values_list("translation_key", "locale__language_code")
    }
    for entry in source.tombstones.get("documents", []):
        if (entry["id"], entry["locale"]) in here:
            continue
        row, _created = Tombstone.objects.get_or_create(
            document_id=entry["id"],
            locale=entry["locale"],
            defaults={
                "path": entry["path"],
                "kind": entry["kind"],
                "to": entry.get("to", ""),
                "deleted_at": dates.parse(entry["deleted_at"]),
            },
        )
        if row.path != entry["path"]:  # an address that it had before
            PathRedirect.objects.get_or_create(
                from_path=entry["path"],
                defaults={"document_id": row.document_id, "locale": row.locale},
            )
    for entry in source.tombstones.get("media", []):
        WithdrawnMedia.objects.get_or_create(
            digest=entry["digest"], defaults={"deleted_at": dates.parse(entry["deleted_at"])}
        )


def redirects_import(source: Source) -> None:
    """Redirects to a document follow it from now on."""
    documents = {document.url: document.key for document in source.documents}
    for entry in source.redirects:
        id_, locale = documents.get(entry["to"], (None, ""))
        PathRedirect.objects.get_or_create(
            from_path=entry["from"],
            defaults={
                "document_id": id_,
                "locale": locale,
                "to": "" if id_ else entry["to"],
            },
        )
