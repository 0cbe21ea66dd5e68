"""One spelling for what looks the same: every text is normalised before it is stored."""

from typing import Any

from django.db import models
from wagtail.fields import StreamField

from cms.core.fields import LocalisedTextField
from contract import characters, thai

# Line ends of office programs, from which text is pasted.
_LINE_ENDS = {ord(sign): "\n" for sign in "\x0b\x0c\x85\u2028\u2029"}


def clean_text(text: str) -> str:
    """Text with line breaks, as it is stored."""
    lines = text.replace("\r\n", "\n").translate(_LINE_ENDS)
    return thai.normalise(characters.without_forbidden(lines))


def clean_line(text: str) -> str:
    """One line of text, as it is stored."""
    return " ".join(clean_text(text).split())


def clean_json(value: Any) -> Any:
    """Every string of a JSON value cleaned; keys are names of ours and stay."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {key: clean_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [clean_json(item) for item in value]
    return value


class NormalisedTextMixin(models.Model):
    """Normalises all text of a model when it is validated and when it is saved.

    Both, because a form shows and a revision keeps what was validated, while programs save
    without validating.
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> Any:
        if kwargs.get("update_fields") is None:
            normalise_text(self)
        return super().save(*args, **kwargs)

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        normalise_text(self)
        super().full_clean(*args, **kwargs)


def normalise_text(instance: models.Model) -> None:
    deferred = instance.get_deferred_fields()
    for field in instance._meta.concrete_fields:
        if field.attname in deferred:
            continue
        value = getattr(instance, field.attname)
        if isinstance(field, StreamField):
            _normalise_stream(instance, field)
        elif isinstance(field, LocalisedTextField):
            lines = {code: clean_line(text) for code, text in (value or {}).items()}
            setattr(instance, field.attname, {code: text for code, text in lines.items() if text})
        elif isinstance(value, str) and isinstance(field, models.CharField):
            setattr(instance, field.attname, clean_line(value))
        elif isinstance(value, str) and isinstance(field, models.TextField):
            setattr(instance, field.attname, clean_text(value))


def _normalise_stream(instance: models.Model, field: StreamField) -> None:
    raw = getattr(instance, field.attname).get_prep_value()
    cleaned = clean_json(raw)
    if cleaned != raw:
        setattr(instance, field.attname, field.stream_block.to_python(cleaned))
