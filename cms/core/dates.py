"""The dates that readers see: first publication and the last significant change."""

from datetime import datetime
from typing import TYPE_CHECKING

from wagtail.models import Revision

if TYPE_CHECKING:
    from cms.core.models import ContentPage


def publication_stamp(page: "ContentPage", now: datetime) -> None:
    """Dates a page that is about to be saved as live, and spends the editor's tick."""
    if page.go_live_at and page.go_live_at > now:
        return
    if page.published_at is None:
        page.published_at = now.replace(microsecond=0)
    is_first = page.first_published_at == page.last_published_at
    if is_first or page.significant_change or page.significant_revision is None:
        page.significant_revision = page.live_revision_id
    if page.significant_change:
        if not is_first:
            page.updated_at = now.replace(microsecond=0)
        page.significant_change = False


def significant_change_spend(revision: Revision) -> None:
    """The tick counts once, also when the published revision is edited or published again."""
    if revision.content.get("significant_change"):
        revision.content["significant_change"] = False
        revision.save(update_fields=["content"])
