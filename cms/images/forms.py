import hashlib
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from cms.core import alternative_text
from cms.images.models import Picture, WithdrawnMedia, default_title, file_name
from cms.images.normalise import ENDINGS, Normalised, NotAPicture, normalise
from contract import attachments, pictures
from contract.attachments import NotAnAttachment

REFUSALS = {
    "kind": _("This is not a picture that can be used: choose a JPEG, PNG, WebP or HEIC file."),
    "svg": _("A drawing in SVG cannot be used: save it as PNG and choose that."),
    "pixels": _("The picture has more than %(limit)d million pixels: make it smaller first."),
    "damaged": _("The picture is damaged or incomplete. Please choose the original file again."),
    "large": _("The file is too large (%(size)s): at most %(limit)s."),
    "withdrawn": _("This picture was taken down from the site and cannot be uploaded again."),
    "file.ending": _("Files of this kind cannot be published: choose one of %(known)s."),
    "attachment.empty": _("The file is empty. Please choose the original file again."),
    "attachment.large": _("The file is too large (%(size)s): at most %(limit)s."),
    "attachment.content": _(
        "The file is not what its ending says. Open it in the program that it was made with,"
        " save it anew, and choose that."
    ),
    "attachment.damaged": _(
        "The file is damaged or incomplete. Please choose the original file again, or save it anew."
    ),
    "attachment.macros": _(
        "The file holds macros, which can harm the readers' computers. Save it without them,"
        " or as a PDF, and choose that."
    ),
    "attachment.locked": _(
        "The file is locked with a password. Save it without the password, or as a PDF,"
        " and choose that."
    ),
}


class PictureField(WagtailImageField):
    """Takes a picture in and gives it on normalised, under a name that fits its format."""

    def to_python(self, data: Any) -> Any:
        if data is None or data in self.empty_values:
            return None
        limit = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
        if data.size > limit:
            raise _refusal("large", size=filesizeformat(data.size), limit=filesizeformat(limit))
        data.seek(0)
        uploaded = data.read()
        try:
            made = normalise(uploaded, max_side=settings.PICTURE_MAX_SIDE)
        except NotAPicture as error:
            raise _refusal(error.code, limit=pictures.MAX_PIXELS // 1_000_000) from error
        original, digest = (hashlib.sha256(raw).hexdigest() for raw in (uploaded, made.raw))
        if WithdrawnMedia.knows(original, digest):
            raise _refusal("withdrawn")
        kept = super().to_python(_file(made, data.name))
        kept.colour, kept.original_digest, kept.digest = made.colour, original, digest
        return kept

    def check_image_pixel_size(self, f: Any) -> None:
        """`normalise` has counted them; Wagtail would decode the whole picture once more."""


def _file(made: Normalised, name: str) -> InMemoryUploadedFile:
    stem = name.rpartition(".")[0] or name
    ending = ENDINGS[made.format]
    type_ = f"image/{made.format.lower()}"
    size = len(made.raw)
    return InMemoryUploadedFile(BytesIO(made.raw), "file", f"{stem}.{ending}", type_, size, None)


def _refusal(code: str, **params: Any) -> ValidationError:
    return ValidationError(REFUSALS[code], code=code, params=params)


class TitleFollowsFile:
    """Wagtail's choosers fill in the title of a file, once. A file that was refused is not to leave
    its name to the next one."""

    def full_clean(self) -> None:
        super().full_clean()  # type: ignore[misc]
        form: Any = self
        uploaded = form.files.get(form.add_prefix("file"))
        if form.is_bound and uploaded and form.has_error("file"):
            name = form.add_prefix("title")
            if form.data.get(name) == default_title(uploaded.name):
                form.data = form.data.copy()
                form.data[name] = ""


class PictureForm(TitleFollowsFile, BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            given = self.fields["file"]
            self.fields["file"] = PictureField(
                label=given.label, required=given.required, widget=given.widget
            )

    def clean_alt(self) -> dict[str, str]:
        alt: dict[str, str] = self.cleaned_data["alt"]
        faults = map(alternative_text.fault_of_text, alt.values())
        if fault := next(filter(None, faults), None):
            raise ValidationError(fault)
        return alt

    def save(self, commit: bool = True) -> Picture:
        uploaded = self.cleaned_data.get("file")
        if hasattr(uploaded, "colour"):
            self.instance.colour = uploaded.colour
            self.instance.original_digest = uploaded.original_digest
        return super().save(commit)


class AttachmentField(WagtailDocumentField):
    """Takes a file that may be published, and gives it on under the name that it goes out by. The
    name that it came with may be longer than disks allow: Thai takes three bytes a letter."""

    def to_python(self, data: Any) -> Any:
        if data is None or data in self.empty_values:
            return None
        try:
            attachments.check(data, data.name)
        except NotAnAttachment as error:
            raise _refusal(error.code, **_readable(error.params)) from error
        data.name = file_name(data.name)
        return super().to_python(data)


def _readable(params: dict[str, Any]) -> dict[str, Any]:
    sizes = {key: filesizeformat(params[key]) for key in ("size", "limit") if key in params}
    return params | sizes


class AttachmentForm(TitleFollowsFile, BaseDocumentForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            given = self.fields["file"]
            given.widget.attrs["accept"] = ",".join(f".{ending}" for ending in attachments.TYPES)
            self.fields["file"] = AttachmentField(
                label=given.label, required=given.required, widget=given.widget
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        # Who gives a title once, means it for the readers too.
        if "titles" in self.fields and not cleaned.get("titles") and cleaned.get("title"):
            cleaned["titles"] = {settings.SITE_CONFIG.default_locale: cleaned["title"]}
        return cleaned
