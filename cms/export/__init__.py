"""Wagtail to content files: outbox, worker, reconciler."""
