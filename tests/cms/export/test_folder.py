"""The content folder is written atomically, between two marks of version.json."""

import hashlib
import json
import os

import pytest

from cms.export import folder as folder_module
from cms.export.folder import ComparedFolder, ContentFolder
from contract.problems import ContractError


def version(root):
    return json.loads((root / "version.json").read_text())


@pytest.fixture
def root(tmp_path):
    return tmp_path / "content"


def test_a_batch_is_marked_while_it_is_written_and_counted_at_its_end(root):
    folder = ContentFolder(root)
    assert folder.write("th/home.md", "ก")
    assert version(root) == {"content_version": 0, "format": 1, "state": "writing"}
    folder.write("th/pages/a.md", "ข")
    assert folder.end()
    assert version(root) == {"content_version": 1, "format": 1, "state": "complete"}
    assert (root / "th/home.md").read_text() == "ก"


def test_a_batch_without_changes_writes_nothing(root):
    folder = ContentFolder(root)
    folder.write("th/home.md", "ก")
    folder.end()
    before = (root / "version.json").stat().st_mtime_ns
    folder = ContentFolder(root)
    assert not folder.write("th/home.md", "ก")
    assert not folder.remove("th/none.md")
    assert not folder.end()
    assert (root / "version.json").stat().st_mtime_ns == before


def test_the_first_batch_is_marked_complete_even_when_empty(root):
    assert ContentFolder(root).end()
    assert version(root)["state"] == "complete"


def test_what_a_crash_interrupted_is_completed_by_the_next_batch(root, monkeypatch):
    ContentFolder(root).end()
    folder = ContentFolder(root)
    folder.write("th/home.md", "ก")

    def crash(*args):
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(folder_module.os, "fsync", crash)
        with pytest.raises(OSError, match="disk full"):
            folder.write("th/home.md", "ข")
    assert (root / "th/home.md").read_text() == "ก"  # never half a file
    assert version(root)["state"] == "writing"
    folder = ContentFolder(root)
    assert not folder.write("th/home.md", "ก")
    assert folder.end()
    assert version(root) == {"content_version": 2, "format": 1, "state": "complete"}
    folder.remove_drafts()
    assert sorted(os.listdir(root / "th")) == ["home.md"]


def test_a_damaged_version_counts_on_from_what_the_database_knows(root):
    root.mkdir()
    (root / "version.json").write_text("{")
    folder = ContentFolder(root, last_version=41)
    assert folder.end()
    assert version(root)["content_version"] == 42


def test_empty_folders_go_with_their_last_file(root):
    folder = ContentFolder(root)
    folder.write("th/news/2026/a.md", "ก")
    folder.remove("th/news/2026/a.md")
    folder.end()
    assert sorted(os.listdir(root)) == ["version.json"]


def test_a_root_behind_a_symlink_is_never_removed_itself(root, tmp_path):
    root.mkdir()
    link = tmp_path / "link"
    link.symlink_to(root)
    folder = ContentFolder(link)
    folder.write("th/a.md", "ก")
    (root / "version.json").unlink()
    folder.changed = True
    folder.remove("th/a.md")
    assert root.is_dir()


@pytest.mark.parametrize("file", ["../x.md", "/etc/x.md", "th/../../x.md", "th/\0.md"])
def test_nothing_is_written_outside(root, file):
    with pytest.raises(ValueError, match="leaves the content folder"):
        ContentFolder(root).write(file, "x")


def test_a_link_out_of_the_folder_is_not_followed(root, tmp_path):
    root.mkdir()
    (root / "th").symlink_to(tmp_path)
    with pytest.raises(ValueError, match="leaves the content folder"):
        ContentFolder(root).write("th/x.md", "x")


def test_a_link_in_the_place_of_a_file_is_replaced_and_its_target_left_alone(root, tmp_path):
    other = tmp_path / "other.md"
    other.write_text("ก")
    folder = ContentFolder(root)
    folder.write("th/a.md", "ก")
    for name in ("b.md", "c.md", "d.md"):
        (root / "th" / name).symlink_to(other)
    (root / "th/d.md").unlink()
    (root / "th/d.md").symlink_to("a.md")
    for name in ("b.md", "d.md"):
        assert folder.write(f"th/{name}", "ก")
    assert folder.remove("th/c.md")
    assert folder.end()
    assert sorted(os.listdir(root / "th")) == ["a.md", "b.md", "d.md"]
    assert not any(path.is_symlink() for path in (root / "th").iterdir())
    assert other.read_text() == "ก"


@pytest.fixture
def obstacles(root, tmp_path):
    """A folder of one document, and what stands in its way; gives their names."""
    folder = ContentFolder(root)
    folder.write("th/a.md", "ก")
    folder.end()
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept.md").write_text("x")
    (root / "th/news").symlink_to(outside)
    (root / "media").symlink_to(outside)
    (root / "README.md").symlink_to(outside / "kept.md")
    (root / "th/loop").symlink_to("loop")
    (root / "th/folder.md/below").mkdir(parents=True)
    (root / "th/folder.md/below/x.txt").write_text("x")
    os.mkfifo(root / "redirects.json")
    (root / ".git").mkdir()
    (root / ".git/link.md").symlink_to(outside)
    (root / "th/.a.md.4711").mkdir()
    return ["README.md", "media", "redirects.json", "th/folder.md", "th/loop", "th/news"]


def test_links_and_what_is_no_file_are_removed_and_never_followed(root, tmp_path, obstacles):
    folder = ContentFolder(root)
    folder.remove_drafts()
    assert sorted(folder.remove_obstacles()) == obstacles
    assert folder.write("th/news/b.md", "ข")
    assert folder.write("redirects.json", "[]")
    assert folder.end()
    assert [file.name for file in (tmp_path / "outside").iterdir()] == ["kept.md"]
    assert (root / ".git/link.md").is_symlink()
    assert ContentFolder(root).remove_obstacles() == []


def test_comparing_lists_links_and_what_is_no_file_and_leaves_them(root, obstacles):
    compared = ComparedFolder(root)
    compared.remove_obstacles()
    assert sorted(compared.differences) == obstacles
    compared.write("th/news/kept.md", "x")
    compared.keep_only("media", set())
    assert compared.media() == set()
    assert sorted({*compared.differences} - {*obstacles}) == ["th/news/kept.md"]
    assert (root / "th/news").is_symlink()


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: os.symlink("none", path)])
def test_a_version_that_is_no_file_counts_as_damaged(root, make):
    root.mkdir()
    make(root / "version.json")
    folder = ContentFolder(root, last_version=41)
    folder.remove_obstacles()
    assert folder.end()
    assert version(root) == {"content_version": 42, "format": 1, "state": "complete"}


def test_the_texts_of_the_folder_are_documents_and_strays(root):
    folder = ContentFolder(root)
    strays = {"evil.md", "th/README.md", "taxonomy/colours.json", "media/x.json", "media/x/y.md"}
    kept = {
        "README.md", "redirects.json", "taxonomy/topics.json", "media/x/image.json",
        "media/x/attachment.json", "th/x.txt", ".git/x.json", "th/.x.md",
    }  # fmt: skip
    for file in strays | kept | {"th/a.md"}:
        folder.write(file, "x")
    assert folder.texts() == strays | {"th/a.md"}


def test_media_are_compared_by_their_bytes_when_asked(root, tmp_path):
    source = tmp_path / "p.jpg"
    source.write_text("good")
    digest = hashlib.sha256(b"good").hexdigest()
    folder = ContentFolder(root)
    file = f"media/{digest}/p.jpg"
    assert folder.copy(file, source, digest)
    (root / file).write_text("evil")
    assert not folder.copy(file, source, digest)
    assert folder.copy(file, source, digest, verify=True)
    assert (root / file).read_text() == "good"
    assert not folder.copy(file, source, digest, verify=True)


def test_a_damaged_upload_is_never_copied(root, tmp_path):
    source = tmp_path / "p.jpg"
    source.write_text("damaged")
    with pytest.raises(ContractError, match=r"media\.digest"):
        ContentFolder(root).copy("media/x/p.jpg", source, hashlib.sha256(b"good").hexdigest())
    assert not (root / "media").exists()


def test_other_files_beside_a_picture_are_removed(root):
    folder = ContentFolder(root)
    for name in ("old.jpg", "new.jpg", "image.json"):
        folder.write(f"media/x/{name}", name)
    folder.keep_only("media/x", {"new.jpg", "image.json"})
    assert sorted(os.listdir(root / "media/x")) == ["image.json", "new.jpg"]
    folder.remove_media("x")
    assert not (root / "media").exists()


def test_comparing_lists_what_would_change_and_writes_nothing(root, tmp_path):
    folder = ContentFolder(root)
    folder.write("th/a.md", "ก")
    folder.write("th/b.md", "ข")
    folder.end()
    source = tmp_path / "p.jpg"
    source.write_text("x")
    compared = ComparedFolder(root)
    assert not compared.end()
    compared.write("th/a.md", "ก")
    compared.write("th/c.md", "ค")
    compared.remove("th/b.md")
    compared.copy("media/x/p.jpg", source, hashlib.sha256(b"x").hexdigest())
    compared.keep_only("media/x", {"p.jpg"})
    assert compared.end()
    assert sorted(compared.differences) == ["media/x/p.jpg", "th/b.md", "th/c.md"]
    assert sorted(os.listdir(root / "th")) == ["a.md", "b.md"]
    assert not (root / "media").exists()


def test_comparing_an_absent_folder_does_not_make_it(root):
    compared = ComparedFolder(root)
    compared.write("th/a.md", "ก")
    assert compared.differences == ["th/a.md"]
    assert not root.exists()
