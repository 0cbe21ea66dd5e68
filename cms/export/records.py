"""The JSON files beside the documents: taxonomy, redirects, tombstones."""

import logging
from typing import Any

from django.conf import settings
from wagtail.contrib.redirects.models import Redirect

from cms.export import redirects, terms
from cms.export.folder import ContentFolder
from cms.export.models import ExportedDocument, PathRedirect, Tombstone
from cms.images.models import WithdrawnMedia
from cms.taxonomy.models import Department, NewsCategory, Topic
from contract import dates, records, validation

log = logging.getLogger(__name__)

_TAXONOMY = {"departments": Department, "topics": Topic, "categories": NewsCategory}


def write(folder: ContentFolder) -> None:
    for name, model in _TAXONOMY.items():
        folder.write(f"taxonomy/{name}.json", records.dump(_terms(model)))
    moved = _redirects()
    folder.write("redirects.json", records.dump(moved))
    tombstones = _tombstones(moved)
    if tombstones:
        folder.write("tombstones.json", records.dump(tombstones))
    else:
        folder.remove("tombstones.json")


def _terms(model: Any) -> dict[str, Any]:
    """slug -> names and descriptions by locale."""
    found: dict[str, Any] = {}
    rows = model.objects.filter(locale__language_code__in=settings.SITE_CONFIG.locale_codes)
    for slug, locale, name, description in rows.values_list(
        "slug", "locale__language_code", "name", "description"
    ):
        term = found.setdefault(slug, {"name": {}})
        term["name"][locale] = name
        if description:
            term.setdefault("description", {})[locale] = description
    return {slug: term for slug, term in found.items() if _is_valid(slug, term)}


def _is_valid(slug: str, term: dict[str, Any]) -> bool:
    """One bad term leaves itself out; the builder would refuse the whole file."""
    problems = validation.problems("taxonomy", {slug: term}, "taxonomy")
    for problem in problems:
        log.error("The term %s was not exported: %s", slug, problem)
    return not problems


def _redirects() -> list[dict[str, str]]:
    """Ours, and those that the office entered, which count more; never from a live address."""
    rows = ExportedDocument.objects.values_list("page_id", "document_id", "locale", "url")
    by_page = {page_id: url for page_id, _id, _locale, url in rows}
    by_key = {(id_, locale): url for _page, id_, locale, url in rows}
    targets = {
        row.from_path: row.to or by_key.get((row.document_id, row.locale), "")
        for row in PathRedirect.objects.all()
    }
    for redirect in Redirect.objects.order_by("pk"):
        page_url = by_page.get(redirect.redirect_page_id, "") if redirect.redirect_page_id else ""
        entered = redirects.target(redirect.redirect_link)
        targets[redirects.source(redirect.old_path)] = page_url or entered
    live = set(by_page.values()) | terms.fronts()
    return [
        {"from": source, "to": target}
        for source, target in sorted(targets.items())
        if target and source != target and source not in live
        if redirects.is_usable(source, target)
    ]


def _tombstones(moved: list[dict[str, str]]) -> dict[str, Any]:
    zone = settings.SITE_CONFIG.zone
    targets = {entry["from"]: entry["to"] for entry in moved}
    earlier = _earlier_paths(targets)
    documents = [
        {
            "deleted_at": dates.format_seconds(row.deleted_at, zone),
            "id": str(row.document_id),
            "locale": row.locale,
            "path": path,
            **_fate(row, targets),
        }
        for row in Tombstone.objects.order_by("document_id", "locale")
        for path in (row.path, *earlier.get((row.document_id, row.locale), ()))
    ]
    withdrawn = [
        {
            "deleted_at": dates.format_seconds(row.deleted_at, zone),
            "digest": row.digest,
            "kind": "withdrawn",
        }
        for row in WithdrawnMedia.objects.order_by("digest")
    ]
    found = {"documents": documents, "media": withdrawn}
    return {name: entries for name, entries in found.items() if entries}


def _earlier_paths(targets: dict[str, str]) -> dict[tuple[Any, str], list[str]]:
    """(id, locale) of what is gone -> the addresses that it had before; its last one comes first
    in the file. An address that leads elsewhere, or is in use, is not among them."""
    taken = {*targets, *ExportedDocument.objects.values_list("url", flat=True), *terms.fronts()}
    gone = set()
    for id_, locale, kind, path in Tombstone.objects.values_list(
        "document_id", "locale", "kind", "path"
    ):
        taken.add(path)
        if kind != "redirect":
            gone.add((id_, locale))
    found: dict[tuple[Any, str], list[str]] = {}
    for row in PathRedirect.objects.exclude(document_id=None).order_by("from_path"):
        key = (row.document_id, row.locale)
        if key in gone and row.from_path not in taken:
            found.setdefault(key, []).append(row.from_path)
    return found


def _fate(row: Tombstone, targets: dict[str, str]) -> dict[str, str]:
    """What moved is gone too once that to which it moved is gone."""
    if row.kind != "redirect":
        return {"kind": row.kind}
    to = row.to or targets.get(row.path)
    return {"kind": "redirect", "to": to} if to else {"kind": "gone"}
