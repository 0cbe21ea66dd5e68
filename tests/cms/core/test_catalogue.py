"""The Thai catalogue: complete, and compiled from what stands beside it."""

import ast
import gettext
import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / "cms" / "locale" / "th" / "LC_MESSAGES"
ENTRY = re.compile(r'^msgid ((?:".*"\n)+)msgstr ((?:".*"\n?)+)', re.MULTILINE)


def source() -> dict[str, str]:
    text = (FOLDER / "django.po").read_text(encoding="utf-8")
    pairs = [tuple(_join(part) for part in match.groups()) for match in ENTRY.finditer(text)]
    return dict(pairs[1:])


def _join(lines: str) -> str:
    return "".join(ast.literal_eval(line) for line in lines.splitlines())


def compiled() -> dict[str, str]:
    with (FOLDER / "django.mo").open("rb") as stream:
        catalogue = dict(gettext.GNUTranslations(stream)._catalog)
    catalogue.pop("")
    return catalogue


def test_the_compiled_catalogue_is_in_step_with_its_source():
    assert compiled() == source()


def test_every_word_is_translated():
    assert [english for english, thai in source().items() if not thai] == []


def test_the_catalogue_knows_the_words_of_the_models():
    known = source()
    from django.apps import apps
    from django.utils.translation import override

    with override("en"):
        for label in ("news", "policies", "awards", "standard_pages", "home", "images", "taxonomy"):
            for model in apps.get_app_config(label).get_models():
                if model.__name__ != "PictureRendition":
                    assert str(model._meta.verbose_name) in known


# Each of them its own word: an editor meets them side by side.
DISTINCT = ["Heading", "Label", "topic", "section", "Classification", "news category", "Value"]


def test_one_word_means_one_thing_and_quotation_marks_are_thai():
    thai = source()
    words = [thai[english] for english in DISTINCT]
    assert len(set(words)) == len(words)
    assert [text for text in thai.values() if "«" in text or "»" in text] == []
