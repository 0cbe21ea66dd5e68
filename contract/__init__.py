"""The content contract: what cms/ writes and site_builder/ reads.

A leaf package in pure Python. Both sides import it; it imports neither of them, nor Django,
Pelican or Jinja2. The format itself is described in docs/content-format.md.
"""
