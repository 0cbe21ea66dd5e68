from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from cms.images.normalise import NotAPicture, normalise


class PictureField(WagtailImageField):
    """Takes a picture in and gives it on normalised."""

    def to_python(self, data: Any) -> Any:
        try:
            file = super().to_python(data)
            if file is None:
                return None
            file.seek(0)
            raw = normalise(file.read(), max_side=settings.PICTURE_MAX_SIDE)
        except (NotAPicture, OSError) as error:
            raise ValidationError(
                _("The picture is damaged or incomplete. Please choose the original file again."),
                code="damaged_image",
            ) from error
        kept = InMemoryUploadedFile(
            BytesIO(raw), "file", file.name, file.content_type, len(raw), None
        )
        kept.image = file.image
        return kept


class PictureForm(BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            given = self.fields["file"]
            self.fields["file"] = PictureField(
                label=given.label, required=given.required, widget=given.widget
            )


class AttachmentForm(BaseDocumentForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        # Who gives a title once, means it for the readers too.
        if "titles" in self.fields and not cleaned.get("titles") and cleaned.get("title"):
            cleaned["titles"] = {settings.SITE_CONFIG.default_locale: cleaned["title"]}
        return cleaned
