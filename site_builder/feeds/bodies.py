"""What a feed gives as the text of a story."""

from html import escape

from site_builder.feeds.context import FeedContext
from site_builder.index.views import Card


def with_source(context: FeedContext, card: Card) -> str:
    """The story's body, and where its text comes from as the last paragraph: whoever reads the
    feed alone must see it too. A body that is empty stays empty."""
    body = context.feed_body(card)
    if not body or not card.source_note:
        return body
    return f"{body}\n<p>{escape(f'{context.source_label}: {card.source_note}', quote=False)}</p>"
