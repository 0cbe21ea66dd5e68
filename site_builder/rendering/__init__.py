"""Pelican, driven through its public plugin API, and the Jinja2 theme: documents become pages."""
