"""Blocks of words: rich text, headings, quotations, call-outs, and the link to a video."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.core import prose
from cms.core.blocks.lines import LineBlock, WordsBlock, optional_line
from cms.core.enums import Tone
from contract import sanitise, validation

# What the content format's HTML may hold, and nothing else.
RICH_TEXT_FEATURES = [
    "h2", "h3", "h4", "bold", "italic", "ul", "ol", "link", "document-link", "blockquote", "hr",
    "superscript", "subscript", "strikethrough", "code",
]  # fmt: skip

HEADING_LEVELS = [(2, _("Heading")), (3, _("Subheading")), (4, _("Minor heading"))]


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": RICH_TEXT_FEATURES, **kwargs})

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if refused := prose.refused_links(value.source):
            raise ValidationError(
                _(
                    "The link to “%(target)s” cannot be used: write an address that begins with "
                    "https://, http://, mailto: or tel:, or choose a page or a file."
                ),
                params={"target": refused[0][:100]},
            )
        if len(prose.write(prose.read(value.source))) > sanitise.MAX_CHARACTERS:
            raise ValidationError(
                _("The text is longer than %(limit)d characters: make several blocks of it."),
                params={"limit": sanitise.MAX_CHARACTERS},
            )
        return value

    class Meta:
        icon = "pilcrow"
        label = _("Text")


class LevelBlock(blocks.ChoiceBlock):
    """A heading's level, as the number that the content format wants."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"choices": HEADING_LEVELS, "default": 2, **kwargs})

    def value_from_form(self, value: Any) -> Any:
        return int(value) if str(value).isdigit() else value


class HeadingBlock(blocks.StructBlock):
    text = LineBlock(label=_("Heading text"), max_length=250)
    level = LevelBlock(label=_("Level"))

    class Meta:
        icon = "title"
        label = _("Heading")


class QuoteBlock(blocks.StructBlock):
    text = WordsBlock(
        label=_("Quotation"), help_text=_("Without quotation marks."), max_length=5000, rows=3
    )
    attribution = LineBlock(label=_("Who said it"), max_length=250)
    role = optional_line(_("Position"))

    class Meta:
        icon = "openquote"
        label = _("Quotation")


class CalloutBlock(blocks.StructBlock):
    tone = blocks.ChoiceBlock(choices=Tone.choices, default=Tone.INFO, label=_("Kind"))
    title = optional_line(_("Title"))
    text = WordsBlock(label=_("Text"), max_length=5000, rows=3)

    class Meta:
        icon = "warning"
        label = _("Call-out box")


class VideoBlock(blocks.StructBlock):
    url = blocks.CharBlock(
        label=_("Address of the video"),
        help_text=_("A link that begins with https:// (YouTube, Facebook or another site)."),
        max_length=2000,
        validators=[
            RegexValidator(
                validation.schema("blocks/video")["properties"]["url"]["pattern"],
                _("Write an address that begins with https://, without a user name"),
            )
        ],
    )
    title = LineBlock(label=_("Title"), max_length=250)
    description = optional_line(_("What is to be seen"), 1000)

    class Meta:
        icon = "media"
        label = _("Video link")
