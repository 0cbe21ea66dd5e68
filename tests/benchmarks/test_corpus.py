import hashlib
from dataclasses import replace
from random import Random

import pytest

from contract import documents, records, site_config
from tests.benchmarks.corpus import SITE_FILE, Corpus
from tests.benchmarks.pictures import pictures
from tests.benchmarks.prose import Prose

STORIES = 30
SITE = site_config.load(SITE_FILE)


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    return pictures(5, tmp_path_factory.mktemp("pictures"))


@pytest.fixture(scope="module")
def folder(shown, tmp_path_factory):
    folder = tmp_path_factory.mktemp("content")
    Corpus(STORIES, SITE, shown).write(folder)
    return folder


def loaded(folder):
    for path in sorted(folder.glob("*/**/*.md")):
        yield documents.load(path.read_bytes(), path.relative_to(folder).as_posix(), SITE)


def stories(folder, locale):
    return [d for d in loaded(folder) if d.type in ("news", "policy", "award") and locale in d.key]


def tree_digest(folder):
    found = hashlib.sha256()
    for path in sorted(path for path in folder.glob("**/*") if path.is_file()):
        found.update(f"{path.relative_to(folder)}\n".encode() + path.read_bytes())
    return found.hexdigest()


def test_every_document_is_valid_and_canonical(folder):
    for document in loaded(folder):
        assert documents.dump(document, SITE).encode() == (folder / document.file).read_bytes()


def test_every_record_is_valid_and_every_picture_is_there(folder):
    for path in folder.glob("**/*.json"):
        records.load(path.read_bytes(), path.relative_to(folder).as_posix())
    used = {digest for document in loaded(folder) for _, digest in documents.media_used(document)}
    assert used
    assert used <= {path.parent.name for path in folder.glob("media/*/*.jpg")}


def test_all_stories_are_in_thai_and_most_in_english(folder):
    assert len(stories(folder, "th")) == STORIES
    assert len(stories(folder, "en")) == STORIES - 2


@pytest.mark.parametrize("language", ["th", "en"])
def test_texts_have_the_length_of_real_ones(language):
    prose = Prose(language, Random(1))
    assert all(30 <= len(prose.title()) <= 70 for _ in range(300))
    assert all(200 <= len(prose.paragraph()) <= 500 for _ in range(300))


def test_one_story_in_seven_has_a_gallery(folder):
    galleries = [
        story for story in stories(folder, "th") if any(b.kind == "gallery" for b in story.blocks)
    ]
    assert len(galleries) == 5


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(folder, shown, tmp_path):
    Corpus(STORIES, SITE, shown).write(tmp_path / "same")
    Corpus(STORIES, SITE, shown, seed=2).write(tmp_path / "other")
    assert tree_digest(tmp_path / "same") == tree_digest(folder)
    assert tree_digest(tmp_path / "other") != tree_digest(folder)


def test_a_site_in_one_language_gets_a_corpus_in_it(shown, tmp_path):
    site = replace(SITE, locales=SITE.locales[:1])
    assert Corpus(5, site, shown).write(tmp_path) == 5 + 10
