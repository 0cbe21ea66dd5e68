"""Changing what the index holds of the content. The caller has a transaction open."""
