"""What is said of the pictures of a gallery: which number each has, its alt, its credit."""

from collections import Counter
from typing import Any

from site_builder.index.facade import Content
from site_builder.index.views import PictureWords
from site_builder.rendering.texts import Texts


def decided(gallery: dict[str, Any], content: Content, texts: Texts) -> dict[str, Any]:
    """`images` without those that have gone, and `credit`. A picture has its own alt, else that of
    its record in this language, else the gallery's with its number; its credit is there only where
    it is not the one said for all."""
    said = [(use, content.words(use["image"])) for use in gallery["images"]]
    shown = [(use, words) for use, words in said if words is not None]
    own = gallery.get("credit")
    credits_ = [use.get("credit") or own or words.credit for use, words in shown]
    for_all = own or _shared(credits_)
    return {
        "credit": for_all,
        "images": [
            {
                **use,
                "alt": use.get("alt")
                or (None if _speaks(words) else _numbered(gallery, use, number, len(shown), texts)),
                "credit": None if credit == for_all else credit,
            }
            for number, ((use, words), credit) in enumerate(zip(shown, credits_, strict=True), 1)
        ],
    }


def _speaks(words: PictureWords) -> bool:
    return bool(words.alt) and words.alt_lang is None


def _shared(credits_: list[str | None]) -> str | None:
    """The credit of most pictures, to be said once: not where some have none at all, because it
    would be taken for theirs."""
    if not credits_ or not all(credits_):
        return None
    credit, count = Counter(credits_).most_common(1)[0]
    return credit if 2 * count > len(credits_) else None


def _numbered(
    gallery: dict[str, Any], use: dict[str, Any], number: int, total: int, texts: Texts
) -> str | None:
    if use.get("decorative") or "alt" not in gallery:
        return None
    if total == 1:
        return str(gallery["alt"])
    return texts.t(
        "picture_of", alt=gallery["alt"], number=texts.number(number), total=texts.number(total)
    )
