"""Model fields of the edit side."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from cms.core.blocks import BodyBlock
from cms.core.enums import Purpose

BUDDHIST_ERA_OFFSET = 543
FIRST_YEAR, LAST_YEAR = 1900, 2399  # a Buddhist Era year is outside, so that it is noticed


class BodyField(StreamField):
    """The body of every page: a StreamField that knows its own blocks.

    Migrations name the field only, instead of a frozen copy of all blocks: changing a label needs
    no migration, and a migration that saves pages drops no block.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        super().__init__(BodyBlock(), **kwargs)

    def deconstruct(self) -> tuple[str, str, list, dict]:
        name, _path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, "cms.core.fields.BodyField", [], kwargs


class PurposesField(models.JSONField):
    """A list of purposes, edited with tick boxes, stored in their fixed order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> forms.Field:
        return forms.MultipleChoiceField(
            choices=Purpose.choices,
            widget=forms.CheckboxSelectMultiple,
            required=not self.blank,
            label=capfirst(self.verbose_name),
            help_text=self.help_text,
        )

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        if not isinstance(value, list) or not set(value) <= set(Purpose.values):
            raise ValidationError(_("Choose from the three purposes only."))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        chosen = getattr(model_instance, self.attname) or []
        value = [purpose for purpose in Purpose.values if purpose in chosen]
        setattr(model_instance, self.attname, value)
        return value


class LocalisedTextField(models.JSONField):
    """One line of text per locale of the site: {"th": "…", "en": "…"}; empty ones are left out."""

    def __init__(self, *args: Any, max_characters: int = 500, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        kwargs.setdefault("blank", True)
        self.max_characters = max_characters
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list, dict]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "max_characters": self.max_characters}

    def formfield(self, **kwargs: Any) -> forms.Field:
        return LocalisedTextFormField(
            max_length=self.max_characters,
            label=capfirst(self.verbose_name),
            help_text=self.help_text,
        )


class LocalisedTextWidget(forms.MultiWidget):
    """One input per locale; the language is named only where there is more than one."""

    template_name = "core/widgets/localised_text.html"

    def __init__(self, attrs: dict | None = None) -> None:
        inputs = {code: forms.TextInput({"lang": code}) for code, _label in settings.LANGUAGES}
        super().__init__(inputs, attrs)

    def decompress(self, value: dict | None) -> list[str]:
        return [(value or {}).get(code, "") for code, _label in settings.LANGUAGES]

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict:
        context = super().get_context(name, value, attrs)
        subwidgets = context["widget"]["subwidgets"]
        labels = [label for _code, label in settings.LANGUAGES] if len(subwidgets) > 1 else [""]
        for label, subwidget in zip(labels, subwidgets, strict=True):
            subwidget["label"] = label
        return context


class LocalisedTextFormField(forms.MultiValueField):
    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        fields = [
            forms.CharField(required=False, max_length=max_length)
            for _language in settings.LANGUAGES
        ]
        super().__init__(
            fields, widget=LocalisedTextWidget(), required=False, require_all_fields=False, **kwargs
        )

    def compress(self, data_list: list[str]) -> dict[str, str]:
        codes = (code for code, _label in settings.LANGUAGES)
        return {code: text for code, text in zip(codes, data_list, strict=False) if text}


class YearField(models.PositiveSmallIntegerField):
    """A Gregorian year; editors may type and, in Thai, read the Buddhist Era year of the same."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["validators"] = [MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list, dict]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("validators", None)
        return name, path, args, kwargs

    def formfield(self, **kwargs: Any) -> forms.Field:
        return super().formfield(
            **{"form_class": YearFormField, "min_value": None, "max_value": None, **kwargs}
        )


class YearFormField(forms.IntegerField):
    def prepare_value(self, value: Any) -> Any:
        thai = (get_language() or "").startswith("th")
        if thai and isinstance(value, int):
            return value + BUDDHIST_ERA_OFFSET
        return value

    def to_python(self, value: Any) -> int | None:
        # The two eras never overlap: 1900-2399 here, 2443-2942 there.
        year = super().to_python(value)
        if year is not None and year >= FIRST_YEAR + BUDDHIST_ERA_OFFSET:
            return year - BUDDHIST_ERA_OFFSET
        return year


def validate_gregorian(moment: Any) -> None:
    year = timezone.localtime(moment).year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValidationError(
            _("Write the Gregorian year here: %(gregorian)s instead of %(year)s."),
            params={"gregorian": year - BUDDHIST_ERA_OFFSET, "year": year},
        )
