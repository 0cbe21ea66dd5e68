"""What the exporter remembers. Editors never see these rows."""

from django.db import models


class OutboxEntry(models.Model):
    """A change that is to be exported, written in the transaction of the change itself.

    `page_id` names a page, `digest` a picture that may have no page yet. Without either, taxonomy
    and redirects have changed, or with `everything` the whole desired state is to be compared.
    """

    page_id = models.PositiveBigIntegerField(null=True)
    digest = models.CharField(max_length=64, default="", blank=True)
    everything = models.BooleanField(default=False)
    reason = models.CharField(max_length=60)
    created_at = models.DateTimeField(auto_now_add=True)


class ExportedDocument(models.Model):
    """A page that stands in the content folder.

    `modified` is the document's own; it moves only when the document's content does. `token` sums
    up the rows that the export read, so that the reconciler need not read the page again.
    """

    page_id = models.PositiveBigIntegerField(unique=True)
    document_id = models.UUIDField()
    locale = models.CharField(max_length=20)
    file = models.CharField(max_length=255, unique=True)
    url = models.CharField(max_length=255)
    token = models.CharField(max_length=32)
    content_digest = models.CharField(max_length=64)
    modified = models.DateTimeField()
    media = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document_id", "locale"], name="exported_once")
        ]


class ExportFailure(models.Model):
    """A page that could not be exported at the last try, and why."""

    page_id = models.PositiveBigIntegerField(unique=True)
    problems = models.JSONField(default=list)
    failed_at = models.DateTimeField(auto_now=True)


class Tombstone(models.Model):
    """A document that was public and is no more.

    Of kind `redirect` when it lives on under another key: its page moved to another locale.
    `modified` is that of its last version: when the document comes back, it is later.
    """

    document_id = models.UUIDField()
    locale = models.CharField(max_length=20)
    path = models.CharField(max_length=500)
    kind = models.CharField(max_length=20)
    to = models.CharField(max_length=2000, blank=True)
    modified = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document_id", "locale"], name="buried_once")
        ]


class PathRedirect(models.Model):
    """An address that leads to a document, wherever that stands now, or to a fixed target."""

    from_path = models.CharField(max_length=500, unique=True)
    document_id = models.UUIDField(null=True)
    locale = models.CharField(max_length=20, blank=True)
    to = models.CharField(max_length=2000, blank=True)


class ExportState(models.Model):
    """One row: the lease of the process that exports, and the last content version."""

    owner = models.CharField(max_length=120, blank=True)
    leased_until = models.DateTimeField(null=True)
    content_version = models.PositiveBigIntegerField(default=0)
