"""Pictures and attachments: the office's files, each known by the SHA-256 of its bytes."""

import hashlib
import re
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition

from cms.core.enums import Consent
from cms.core.fields import LocalisedTextField
from cms.core.text import NormalisedTextMixin
from contract import slugs

_FILE_STEM = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_FILE_ENDING = re.compile("[a-z0-9]{2,5}")


def locale_choices() -> list[tuple[str, str]]:
    """A function, so that migrations do not name the locales of one site."""
    return settings.LANGUAGES


class DigestedFile(models.Model):
    """A model with a `file`, whose name in the content folder is its digest."""

    digest = models.CharField(
        "SHA-256", max_length=64, editable=False, db_index=True, default="", blank=True
    )

    # The name under which it was uploaded: storage adds letters when a name comes twice.
    content_name = models.CharField(max_length=120, editable=False, default="", blank=True)

    class Meta:
        abstract = True

    @transaction.atomic  # with what the signals of the save write
    def save(self, *args: Any, **kwargs: Any) -> Any:
        # An uncommitted file is one that this very save stores.
        if self.file and (not self.digest or not self.file._committed):
            self.digest = _sha256(self.file)
            self.content_name = file_name(self.file.name)
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "digest", "content_name"}
        return super().save(*args, **kwargs)


class Picture(NormalisedTextMixin, DigestedFile, AbstractImage):  # noqa: DJ008
    alt = LocalisedTextField(
        _("alternative text"),
        help_text=_("What the picture shows, for people who cannot see it."),
    )
    credit = models.CharField(
        _("credit"), max_length=250, blank=True, help_text=_("Who took or drew the picture.")
    )
    consent = models.CharField(
        _("consent basis"),
        max_length=20,
        blank=True,
        choices=Consent.choices,
        help_text=_("Kept for the office, never shown to the public."),
    )
    minors = models.BooleanField(
        _("shows children or young people"),
        default=False,
        help_text=_("Kept for the office, never shown to the public."),
    )

    # What the upload was like. Of what came with an import only the colour can be known.
    colour = models.CharField(max_length=7, editable=False, default="", blank=True)
    original_digest = models.CharField(max_length=64, editable=False, default="", blank=True)

    admin_form_fields: ClassVar[tuple[str, ...]] = (
        "title",
        "file",
        "alt",
        "credit",
        "consent",
        "minors",
        "collection",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    @property
    def default_alt_text(self) -> str:
        return self.alt.get(settings.SITE_CONFIG.default_locale, "")


class WithdrawnMedia(models.Model):
    """A picture that was taken down; its bytes never come back, nor does the file as it was
    uploaded, whatever the normaliser of that day would make of it."""

    digest = models.CharField(max_length=64, unique=True)
    original_digest = models.CharField(max_length=64, blank=True, db_index=True)
    deleted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("withdrawn picture")
        db_table = "export_withdrawnmedia"

    def __str__(self) -> str:
        return self.digest

    @classmethod
    def knows(cls, *digests: str) -> bool:
        known = models.Q(digest__in=digests) | models.Q(original_digest__in=digests)
        return cls.objects.filter(known).exists()


class PictureRendition(AbstractRendition):
    """Thumbnails of the admin. The pictures of the public site are made by the builder."""

    image = models.ForeignKey(Picture, related_name="renditions", on_delete=models.CASCADE)

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class Attachment(NormalisedTextMixin, DigestedFile, AbstractDocument):  # noqa: DJ008
    """Wagtail's document: a file to download. `title` is its name in the office's library."""

    titles = LocalisedTextField(
        _("title for readers"),
        help_text=_("What the file is, in words; not its file name."),
    )
    language = models.CharField(
        _("language of the file"),
        max_length=20,
        blank=True,
        choices=locale_choices,
    )

    admin_form_fields: ClassVar[tuple[str, ...]] = (
        "title",
        "file",
        "titles",
        "language",
        "collection",
    )

    class Meta(AbstractDocument.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")


def default_title(name: str) -> str:
    """The title that an upload gets from its file name, and that says nothing."""
    return name.rpartition(".")[0]


def file_name(uploaded: str) -> str:
    """An uploaded file's name as the content folder may hold it: ASCII, safe, with its ending."""
    stem, _dot, ending = uploaded.rpartition("/")[2].rpartition(".")
    if _FILE_STEM.fullmatch(stem) and _FILE_ENDING.fullmatch(ending):
        return f"{stem}.{ending}"
    ending = re.sub("[^a-z0-9]", "", ending.lower())[:5]
    return f"{slugs.propose(stem) or 'file'}.{ending if len(ending) > 1 else 'bin'}"


def _sha256(file: FieldFile) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
