"""The fields of a page, from the front matter and the blocks of a document."""

import json
from typing import Any

from django.conf import settings
from wagtail.models import Locale

from cms.core.models import ContentPage, source_revision
from cms.importer import blocks
from cms.importer.blocks import Targets
from contract import dates
from contract.documents import Document


class Fields:
    """Sets them. Raises KeyError for a picture or attachment that is not here."""

    def __init__(self, targets: Targets, locales: dict[str, Locale]) -> None:
        self.targets = targets
        self.locales = locales
        self.default_locale = settings.SITE_CONFIG.default_locale

    def set(self, document: Document, page: ContentPage) -> None:
        front = document.front
        page.translation_key = front["id"]
        page.title = front["title"]
        if "slug" in front:
            page.slug = front["slug"]
        page.published_at = dates.parse(front["date"])
        page.updated_at = dates.parse(front["updated"]) if "updated" in front else None
        for key, name in page.front_fields.items():
            field_ = page._meta.get_field(name)
            setattr(page, name, front.get(key, field_.get_default()))
        for key, name in page.front_terms.items():
            setattr(page, name, self._term(page, name, front.get(key)))
        if hasattr(page, "topics"):
            model = page._meta.get_field("topics").related_model
            page.topics = self._terms(model, front.get("topics", []))
        if document.type == "news":
            self._set_event(page, front.get("event", {}))
        self._set_cover(page, front.get("cover", {}))
        self._set_translation(page, front.get("translation", {}).get("state"))
        raw = blocks.body(document, self.targets, self.default_locale)
        page.body = page._meta.get_field("body").to_python(json.dumps(raw))

    def _term(self, page: ContentPage, name: str, slug: str | None) -> Any:
        model = page._meta.get_field(name).related_model
        return next(iter(self._terms(model, [slug])), None) if slug else None

    def _terms(self, model: Any, slugs: list[str]) -> list[Any]:
        """One row for each slug, the default locale's where there is one."""
        default = self.locales[self.default_locale].pk
        rows = sorted(
            model.objects.filter(slug__in=slugs), key=lambda row: (row.locale_id != default, row.pk)
        )
        return list({row.slug: row for row in reversed(rows)}.values())

    def _set_event(self, page: Any, event: dict[str, str]) -> None:
        page.event_start = dates.parse(event["start"]) if "start" in event else None
        page.event_end = dates.parse(event["end"]) if "end" in event else None
        page.event_place = event.get("place", "")

    def _set_cover(self, page: ContentPage, cover: dict[str, Any]) -> None:
        page.cover_id = self.targets.pictures[cover["image"]] if cover else None
        for name in ("alt", "caption", "credit", "consent"):
            setattr(page, f"cover_{name}", cover.get(name, ""))
        for name in ("decorative", "minors"):
            setattr(page, f"cover_{name}", cover.get(name, False))

    def _set_translation(self, page: ContentPage, state: str | None) -> None:
        """A translation whose original is not here stays one, of a text that nobody can name."""
        original = page.original()
        if state == "current" and original is not None:
            page.translated_from_revision = source_revision(original)
        else:
            page.translated_from_revision = None if state is None else 0
