"""The editing forms of pages."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import CopyForm, WagtailAdminPageForm
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from cms.core import addresses, alternative_text
from cms.core.blocks.pictures import files_in, without
from cms.core.enums import TranslationState


class ContentPageForm(WagtailAdminPageForm):
    """Proposes slugs, offers the terms of the page's language, and keeps one-shot ticks."""

    translation_is_current = forms.BooleanField(
        required=False,
        label=_("This translation matches the latest original"),
        help_text=_("Without the tick readers are told that the original is newer."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if instance := kwargs.get("instance"):
            _drop_gone_files(instance)
        super().__init__(*args, **kwargs)
        self.locale = self.instance.locale if self.instance.locale_id else self.parent_page.locale
        if "slug" in self.fields:
            self._offer_slug()
        if not self.instance.first_published_at:
            for name in ("significant_change", "change_note"):
                self.fields.pop(name, None)
        for name in self._term_fields():
            if name in self.fields:
                self._offer_terms(name)
        self._offer_translation_tick()

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("slug") == "" and cleaned.get("title"):
            cleaned["slug"] = self._slug(cleaned["title"])
        self._keep_seconds()
        cleaned = super().clean()
        self._check_cover_alt()
        return cleaned

    def _check_cover_alt(self) -> None:
        """Beside the field. Drafts may lack words."""
        if self.is_deferred_validation or "cover_alt" not in self.fields:
            return
        given = self.cleaned_data
        fault = alternative_text.fault(
            given.get("cover_alt", ""),
            decorative=given.get("cover_decorative", False),
            picture=given.get("cover"),
        )
        if fault:
            self.add_error("cover_alt", ValidationError(fault))

    def save(self, commit: bool = True) -> Page:
        tick = self.cleaned_data.get("translation_is_current")
        if tick is not None and "translation_is_current" in self.changed_data:
            self.instance.translated_from_revision = self.source_revision if tick else 0
        return super().save(commit)

    def _offer_slug(self) -> None:
        """What the field holds is the editor's word. A proposal stands behind the empty field:
        until the first publication it follows the title, and no autosave writes into the form."""
        field, page = self.fields["slug"], self.instance
        field.required = False
        if page.first_published_at or not page.slug:
            return
        if addresses.is_proposal(page.slug, page.slug_titles()):
            self.initial["slug"] = ""
            field.widget.attrs["placeholder"] = page.slug

    def _slug(self, title: str) -> str:
        if self.instance.first_published_at:
            return self.instance.slug
        self.instance.title = title
        return self.instance.propose_slug(self.parent_page)

    def _keep_seconds(self) -> None:
        """The form shows minutes; a time that nobody changed keeps its seconds."""
        for name, field in self.fields.items():
            stored = getattr(self.instance, name, None)
            if (
                isinstance(field, forms.DateTimeField)
                and stored
                and self.cleaned_data.get(name) == stored.replace(second=0, microsecond=0)
            ):
                self.cleaned_data[name] = stored

    def _term_fields(self) -> list[str]:
        return [*self.instance.front_terms.values(), "topics"]

    def _offer_terms(self, name: str) -> None:
        """The terms in the page's language; a copied page's terms turn into their translations."""
        field = self.fields[name]
        field.queryset = field.queryset.model.offered_in(self.locale)
        translated = {term.translation_key: term.pk for term in field.queryset}
        chosen = getattr(self.instance, name)
        if chosen is None:
            return
        if hasattr(chosen, "all"):
            self.initial[name] = [translated.get(t.translation_key, t.pk) for t in chosen.all()]
        else:
            self.initial[name] = translated.get(chosen.translation_key, chosen.pk)

    def _offer_translation_tick(self) -> None:
        from cms.core.models import source_revision  # the models import this form

        original = self.instance.original() if self.instance.pk else None
        if original is None:
            self.fields.pop("translation_is_current", None)
            return
        self.source_revision = source_revision(original)
        state = self.instance.translation_state(self.source_revision)
        self.initial["translation_is_current"] = state == TranslationState.CURRENT


def _drop_gone_files(page: Page) -> None:
    """What was deleted from the library is no longer part of what is edited."""
    raw = list(page.body.raw_data)
    named = files_in(raw)
    models = {"image": get_image_model(), "file": get_document_model()}
    known = {
        (name, pk)
        for name, model in models.items()
        for pk in model.objects.filter(pk__in=[i for n, i in named if n == name]).values_list(
            "pk", flat=True
        )
    }
    if gone := named - known:
        page.body = page.body.stream_block.to_python(without(raw, gone))


class CopyContentPageForm(CopyForm):
    """Wagtail's copy form with our rules for slugs, so that a wrong one is said, not a crash.

    It makes no aliases: a mirrored page is none of the site's documents.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("alias", None)

    def clean_new_slug(self) -> str:
        slug = self.cleaned_data["new_slug"]
        try:
            addresses.check(slug)
        except ValidationError as error:
            raise ValidationError(error.error_dict["slug"]) from error
        return slug
