"""Writes to the library of pictures."""

from django.db import transaction
from django.utils import timezone

from cms.images.models import Picture, WithdrawnMedia


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
