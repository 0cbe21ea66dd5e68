"""Blocks of plain text: of one line, or of several."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, TextBlock

from contract import characters


class LineBlock(CharBlock):
    """Text of one line: pasted line breaks become spaces."""

    def clean(self, value: Any) -> Any:
        return _shown(" ".join(super().clean(value).split()))


class WordsBlock(TextBlock):
    """Text that may have several lines."""

    def clean(self, value: Any) -> Any:
        return _shown(super().clean(value))


def optional_line(label: Any, max_length: int = 250, **kwargs: Any) -> LineBlock:
    return LineBlock(label=label, max_length=max_length, required=False, **kwargs)


def _shown(text: str) -> str:
    if text and not characters.visible(text):
        raise ValidationError(_("The text has no visible character: write it, or empty the field."))
    return text
