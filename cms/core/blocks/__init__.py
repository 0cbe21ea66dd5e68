"""The blocks of a body: one per kind of `docs/content-format.md`, with its names and limits."""

from wagtail.blocks import StreamBlock

from cms.core.blocks.lists import AttachmentsBlock, FactsBlock, TableBlock
from cms.core.blocks.pictures import GalleryBlock, PictureUseBlock
from cms.core.blocks.text import CalloutBlock, HeadingBlock, QuoteBlock, TextBlock, VideoBlock


class BodyBlock(StreamBlock):
    text = TextBlock()
    heading = HeadingBlock()
    image = PictureUseBlock()
    gallery = GalleryBlock()
    quote = QuoteBlock()
    callout = CalloutBlock()
    facts = FactsBlock()
    table = TableBlock()
    attachments = AttachmentsBlock()
    video = VideoBlock()

    class Meta:
        required = False


__all__ = ["BodyBlock"]
