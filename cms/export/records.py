"""The JSON files beside the documents: taxonomy, redirects, tombstones."""

import logging
import re
from typing import Any

from django.conf import settings
from wagtail.contrib.redirects.models import Redirect

from cms.export.folder import ContentFolder
from cms.export.models import ExportedDocument, PathRedirect, Tombstone, WithdrawnMedia
from cms.taxonomy.models import Department, NewsCategory, Topic
from contract import dates, records, validation

log = logging.getLogger(__name__)

_NO_FOLDER = re.compile(r"[?%]|\.[^/]*/\Z")
_TAXONOMY = {"departments": Department, "topics": Topic, "categories": NewsCategory}


def write(folder: ContentFolder) -> None:
    for name, model in _TAXONOMY.items():
        folder.write(f"taxonomy/{name}.json", records.dump(_terms(model)))
    redirects = _redirects()
    folder.write("redirects.json", records.dump(redirects))
    tombstones = _tombstones(redirects)
    if tombstones:
        folder.write("tombstones.json", records.dump(tombstones))
    else:
        folder.remove("tombstones.json")


def _terms(model: Any) -> dict[str, Any]:
    """slug -> names and descriptions by locale."""
    terms: dict[str, Any] = {}
    rows = model.objects.filter(locale__language_code__in=settings.SITE_CONFIG.locale_codes)
    for slug, locale, name, description in rows.values_list(
        "slug", "locale__language_code", "name", "description"
    ):
        term = terms.setdefault(slug, {"name": {}})
        term["name"][locale] = name
        if description:
            term.setdefault("description", {})[locale] = description
    return terms


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
        targets[_folder_path(redirect.old_path)] = page_url or redirect.redirect_link
    live = set(by_page.values())
    entries = [
        {"from": source, "to": target}
        for source, target in sorted(targets.items())
        if target and source != target and source not in live
    ]
    return [entry for entry in entries if _is_usable(entry)]


def _folder_path(path: str) -> str:
    """Wagtail keeps paths without the slash at their end; on the built site each has one."""
    return path if path.endswith("/") else f"{path}/"


def _is_usable(entry: dict[str, str]) -> bool:
    """Static files answer to folder paths only: neither to queries nor to names with an ending."""
    usable = not _NO_FOLDER.search(entry["from"])
    if not usable or validation.problems("redirects", [entry], "redirects.json"):
        log.warning("The redirect from %(from)s to %(to)s cannot be published.", entry)
        return False
    return True


def _tombstones(redirects: list[dict[str, str]]) -> dict[str, Any]:
    zone = settings.SITE_CONFIG.zone
    targets = {entry["from"]: entry["to"] for entry in redirects}
    documents = [
        {
            "deleted_at": dates.format_seconds(row.deleted_at, zone),
            "id": str(row.document_id),
            "locale": row.locale,
            "path": row.path,
            **_fate(row, targets),
        }
        for row in Tombstone.objects.order_by("document_id", "locale")
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


def _fate(row: Tombstone, targets: dict[str, str]) -> dict[str, str]:
    """What moved is gone too once that to which it moved is gone."""
    if row.kind != "redirect":
        return {"kind": row.kind}
    to = row.to or targets.get(row.path)
    return {"kind": "redirect", "to": to} if to else {"kind": "gone"}
