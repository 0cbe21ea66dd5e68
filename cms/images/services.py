"""Writes to the library of pictures."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.images.forms import BaseImageForm
from wagtail.models import Collection

from cms.images.models import Picture, WithdrawnMedia


@transaction.atomic
def picture_keep(*, form: BaseImageForm, known: "QuerySet[Picture]") -> Picture:
    """The picture of a valid form, or one of the known ones with the same bytes. Of two that are
    sent at once the second waits here until the first is known."""
    list(Collection.objects.select_for_update().order_by("pk")[:1])  # SQLite waits at BEGIN
    return known.filter(digest=form.cleaned_data["file"].digest).first() or form.save()


@transaction.atomic
def picture_withdraw(*, picture: Picture) -> None:
    """Takes a picture down: every upload of its bytes leaves the library, and with it every page
    that shows it; what is remembered is that these bytes never come back."""
    uploads = Picture.objects.filter(digest=picture.digest)
    for upload in uploads:
        WithdrawnMedia.objects.update_or_create(
            digest=upload.digest,
            defaults={"deleted_at": timezone.now(), "original_digest": upload.original_digest},
        )
        upload.delete()
