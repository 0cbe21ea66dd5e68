"""Content files to Wagtail: creates what is missing, never overwrites an editor's work."""
