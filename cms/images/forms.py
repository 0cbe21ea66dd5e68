from typing import Any

from django.conf import settings
from wagtail.documents.forms import BaseDocumentForm


class AttachmentForm(BaseDocumentForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        # Who gives a title once, means it for the readers too.
        if "titles" in self.fields and not cleaned.get("titles") and cleaned.get("title"):
            cleaned["titles"] = {settings.SITE_CONFIG.default_locale: cleaned["title"]}
        return cleaned
