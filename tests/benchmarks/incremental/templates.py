"""Editing a template so that every page it makes says so."""

from pathlib import Path

EDITION = "data-edition"


def edit_template(file: Path, place: str) -> None:
    """Adds an attribute behind `place`, the beginning of a tag."""
    text = file.read_text(encoding="utf-8")
    if place not in text:
        raise ValueError(f"{file} has no {place!r} to edit")
    edited = text.replace(place, f'{place} {EDITION}="{text.count(EDITION) + 1}"', 1)
    file.write_text(edited, encoding="utf-8")
