"""Edits of the corpus, the batches they come in, and how their effect is seen."""

import json
import threading
import time

import pytest

from contract import documents, site_config
from tests.benchmarks.corpus import SITE_FILE, Corpus
from tests.benchmarks.incremental import scratch, snapshot, waiting
from tests.benchmarks.incremental.content import ContentFolder
from tests.benchmarks.incremental.edits import DEPARTMENT, TOPICS, Editor
from tests.benchmarks.incremental.templates import edit_template
from tests.benchmarks.pictures import pictures
from tests.benchmarks.prose import WORDS

SITE = site_config.load(SITE_FILE)


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    return pictures(6, tmp_path_factory.mktemp("pictures"))


@pytest.fixture(scope="module")
def corpus(shown):
    return Corpus(8, SITE, shown[:3])


@pytest.fixture
def editor(corpus):
    return Editor(SITE, [d for d in corpus.documents() if d.type == "news"])


def test_an_edit_changes_the_body_and_when_it_was_modified_alone(editor, corpus):
    before = {d.key: d for d in corpus.documents()}
    edited = editor.edited()
    original = before[edited.key]
    changed = {key for key in original.front if original.front[key] != edited.front[key]}
    assert changed == {"modified"}
    assert editor.last_words in documents.dump(edited, SITE)
    assert editor.last_words not in documents.dump(original, SITE)


def test_each_edit_has_words_of_its_own(editor):
    texts = []
    for _ in range(20):
        edited = editor.edited()
        texts.append(editor.last_words)
        assert texts[-1] in documents.dump(edited, SITE)
    assert len({*texts}) == 20


def test_a_new_story_is_the_newest_in_every_locale_with_one_department_and_two_topics(
    editor, corpus
):
    story = editor.new_story()
    assert [d.front["locale"] for d in story] == list(SITE.locale_codes)
    assert DEPARTMENT in WORDS["departments"]
    assert {*TOPICS} < {*WORDS["topics"]}
    for document in story:
        assert len(document.front["topics"]) == 2
        assert document.front["date"] > max(d.front["date"] for d in corpus.documents())
        assert documents.load(documents.dump(document, SITE).encode(), document.file, SITE)


def test_a_batch_is_complete_and_counts_on(editor, corpus, shown, tmp_path):
    corpus.write(tmp_path)
    content = ContentFolder(tmp_path, SITE)
    story = editor.new_story(shown[3:])
    content.publish(story, shown[3:])
    version = json.loads((tmp_path / "version.json").read_text())
    assert (version["state"], version["content_version"]) == ("complete", 2)
    assert all((tmp_path / document.file).is_file() for document in story)
    assert len([*tmp_path.glob("media/*/image.json")]) == len(shown)
    assert not [*tmp_path.glob("**/.*")]


def test_what_was_written_is_told_even_with_the_same_bytes(tmp_path):
    for name in ("same", "again", "gone"):
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / name).write_text("1")
    before = snapshot.take(tmp_path)
    (tmp_path / "in" / "draft").write_text("1")
    (tmp_path / "in" / "draft").replace(tmp_path / "in" / "again")
    (tmp_path / "in" / "gone").unlink()
    (tmp_path / "new").write_text("1")
    found = snapshot.written(before, snapshot.take(tmp_path))
    assert found == ["in/again", "in/gone", "new"]


def test_a_file_is_seen_when_it_says_what_is_waited_for(tmp_path):
    file = tmp_path / "page"
    file.write_text("old")

    def write():
        time.sleep(0.05)
        file.write_text("new ")
        file.write_text("new words")

    started = time.monotonic()
    writer = threading.Thread(target=write)
    writer.start()
    seen = waiting.until_it_says(file, b"words", 10)
    writer.join()
    assert 0.05 <= seen - started < 5


def test_waiting_ends(tmp_path):
    with pytest.raises(waiting.NeverCame, match="words"):
        waiting.until_it_says(tmp_path / "page", b"words", 0.02)


def test_an_edited_template_says_so_and_a_strange_one_is_refused(tmp_path):
    template = tmp_path / "base.html"
    template.write_text('<main class="main">')
    edit_template(template, "<main")
    assert template.read_text() == '<main data-edition="1" class="main">'
    with pytest.raises(ValueError, match="no '<body'"):
        edit_template(template, "<body")


def test_outputs_stand_in_memory_and_go(tmp_path):
    with scratch.outputs(1, memory=tmp_path) as folder:
        assert folder.parent == tmp_path
    assert not folder.exists()


def test_outputs_on_a_disk_are_told_aloud(tmp_path, capsys):
    with scratch.outputs(1, memory=tmp_path / "none") as folder:
        assert folder.is_dir()
    assert "ATTENTION" in capsys.readouterr().err
