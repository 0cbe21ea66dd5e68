"""Blocks of plain text in one line."""

from typing import Any

from wagtail.blocks import CharBlock


class LineBlock(CharBlock):
    """Text of one line: pasted line breaks become spaces."""

    def clean(self, value: Any) -> Any:
        return " ".join(super().clean(value).split())


def optional_line(label: Any, max_length: int = 250, **kwargs: Any) -> LineBlock:
    return LineBlock(label=label, max_length=max_length, required=False, **kwargs)
