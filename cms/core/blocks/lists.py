"""Blocks of rows: tables, files to download, key facts."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock as WagtailTableBlock
from wagtail.documents.blocks import DocumentChooserBlock

from cms.core.blocks.lines import LineBlock, optional_line

MAX_ROWS, MAX_COLUMNS, MAX_CELL, MAX_CAPTION = 1000, 50, 5000, 500
DEFAULT_TABLE = {"table_header_choice": "row"}  # Wagtail publishes no table without a choice


class TableBlock(WagtailTableBlock):
    """Wagtail's table without what the content format cannot hold (merged or aligned cells)."""

    def __init__(self, **kwargs: Any) -> None:
        # Its editor has no Thai menu, and complains when asked for one.
        super().__init__(**{"table_options": {"language": "en-US"}, **kwargs})

    def clean(self, value: Any) -> Any:
        if value and not value.get("table_header_choice"):
            value = {**value, **DEFAULT_TABLE}
        value = super().clean(value)
        rows = (value or {}).get("data") or []
        if not any(cell for row in rows for cell in row) and not self.is_deferred_validation:
            raise ValidationError(_("The table is empty: fill it in or remove it."))
        if len(rows) > MAX_ROWS or any(len(row) > MAX_COLUMNS for row in rows):
            raise ValidationError(
                _("A table has at most %(rows)d rows and %(columns)d columns."),
                params={"rows": MAX_ROWS, "columns": MAX_COLUMNS},
            )
        if any(len(cell or "") > MAX_CELL for row in rows for cell in row):
            raise ValidationError(
                _("A cell holds at most %(limit)d characters."), params={"limit": MAX_CELL}
            )
        if len((value or {}).get("table_caption") or "") > MAX_CAPTION:
            raise ValidationError(
                _("A caption holds at most %(limit)d characters."), params={"limit": MAX_CAPTION}
            )
        return value

    class Meta:
        icon = "table"
        label = _("Table")
        default = DEFAULT_TABLE


class AttachedFileBlock(blocks.StructBlock):
    file = DocumentChooserBlock(label=_("File"))
    title = optional_line(
        _("Title"), 500, help_text=_("Leave empty to use the attachment's own title.")
    )

    class Meta:
        icon = "doc-full"
        label = _("File")


class AttachmentsBlock(blocks.StructBlock):
    title = optional_line(_("Title"))
    files = blocks.ListBlock(AttachedFileBlock(), min_num=1, max_num=100, label=_("Files"))

    class Meta:
        icon = "doc-full"
        label = _("Files to download")


class FactBlock(blocks.StructBlock):
    label = LineBlock(label=_("Label"), max_length=250)
    value = LineBlock(label=_("Value"), max_length=1000)

    class Meta:
        icon = "list-ul"
        label = _("Fact")


class FactsBlock(blocks.StructBlock):
    title = optional_line(_("Title"))
    items = blocks.ListBlock(FactBlock(), min_num=1, max_num=100, label=_("Facts"))

    class Meta:
        icon = "list-ul"
        label = _("Key facts")
