"""A directory for a web server: links, what lies beside files, versions that can be told apart."""

import gzip
import hashlib
import os
from contextlib import closing

import brotli
import pytest

from site_builder.deploy.edge import moved
from site_builder.deploy.stores import ABSENT, Upload
from site_builder.deploy.stores.directory import DirectoryStore
from site_builder.errors import DeployError, ForeignFile

HTML = {"Content-Type": "text/html; charset=utf-8"}
PAGE = "<p>ข่าวของเมือง</p>".encode() * 40


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "public"


@pytest.fixture
def store(folder):
    with closing(DirectoryStore(folder)) as store:
        yield store


def upload(source, headers=HTML, metadata=None):
    data = source if isinstance(source, bytes) else source.read_bytes()
    return Upload(source, hashlib.sha256(data).hexdigest(), len(data), headers, metadata or {})


def web_server_tag(path):
    """How nginx tells versions apart."""
    found = path.stat()
    return int(found.st_mtime), found.st_size


def test_a_file_shares_its_bytes_with_the_output(store, folder, tmp_path):
    source = tmp_path / "page.html"
    source.write_bytes(PAGE)
    store.write("a/index.html", upload(source), ABSENT)
    assert (folder / "a/index.html").stat().st_ino == source.stat().st_ino


def test_texts_lie_there_compressed_too(store, folder):
    store.write("a/index.html", upload(PAGE), ABSENT)
    assert brotli.decompress((folder / "a/index.html.br").read_bytes()) == PAGE
    assert gzip.decompress((folder / "a/index.html.gz").read_bytes()) == PAGE


def test_pictures_and_small_texts_do_not(store, folder):
    store.write("img/a.jpg", upload(PAGE, {"Content-Type": "image/jpeg"}), ABSENT)
    store.write("robots.txt", upload(b"User-agent: *", {"Content-Type": "text/plain"}), ABSENT)
    assert [p.name for p in folder.rglob("*.br")] == []


def test_a_page_that_is_gone_is_marked_and_one_that_came_back_is_not(store, folder):
    gone = {moved.STATUS_METADATA: str(moved.GONE)}
    etag = store.write("a/index.html", upload(PAGE, metadata=gone), ABSENT)
    assert (folder / ("a/index.html" + moved.GONE_MARK)).exists()
    store.write("a/index.html", upload(PAGE), etag)
    assert not (folder / ("a/index.html" + moved.GONE_MARK)).exists()


def test_each_version_has_another_tag_for_web_servers(store, folder, tmp_path):
    tags, etag = [], ABSENT
    for number in range(5):
        source = tmp_path / f"{number}.html"
        source.write_bytes(PAGE + f"{number}".encode())
        os.utime(source, (1_800_000_000, 1_800_000_000))
        etag = store.write("a/index.html", upload(source), etag)
        tags.append(web_server_tag(folder / "a/index.html"))
        tags.append(web_server_tag(folder / "a/index.html.br"))
    assert len({*tags[::2]}) == 5
    assert len({*tags[1::2]}) == 5
    assert int((tmp_path / "4.html").stat().st_mtime) == 1_800_000_000  # the output's own stays


def test_nothing_old_lies_beside_a_new_version(store, folder):
    etag = store.write("a/index.html", upload(PAGE), ABSENT)
    store.write("a/index.html", upload(b"short"), etag)
    assert [p.name for p in (folder / "a").iterdir()] == ["index.html"]


def test_what_is_removed_leaves_no_folder(store, folder):
    etag = store.write("a/b/index.html", upload(PAGE), ABSENT)
    store.remove("a/b/index.html", etag)
    assert not (folder / "a").exists()


def test_a_file_in_the_place_of_a_folder_is_not_ours(store, folder):
    (folder / "a").write_text("mine")
    with pytest.raises(ForeignFile, match="in the way"):
        store.write("a/index.html", upload(PAGE), ABSENT)
    assert (folder / "a").read_text() == "mine"


def test_what_only_deploys_read_others_may_not(store, folder):
    assert (folder / ".newsroom").stat().st_mode & 0o077 == 0


def test_drafts_of_who_died_are_put_away(folder):
    with closing(DirectoryStore(folder)):
        (folder / ".newsroom/drafts/7").write_text("secret")
    with closing(DirectoryStore(folder)):
        assert [*(folder / ".newsroom/drafts").iterdir()] == []


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(DeployError, match="cannot be written") as caught:
        DirectoryStore(tmp_path / "file" / "public")
    assert "\n" not in str(caught.value)
