"""What every store does alike: a directory, and buckets of two servers."""

import hashlib

import pytest

from site_builder.deploy.stores import ABSENT, Refused, Upload

HTML = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "public, max-age=60"}


def upload(data: bytes, **more) -> Upload:
    return Upload(data, hashlib.sha256(data).hexdigest(), len(data), HTML, **more)


@pytest.fixture
def store(opening):
    with opening() as store:
        yield store


@pytest.fixture
def strict(strict_opening):
    with strict_opening() as store:
        yield store


def test_what_is_written_is_read(store):
    etag = store.write("th/ข่าว/index.html", upload(b"one"), None)
    assert store.read("th/ข่าว/index.html") == (b"one", etag)
    found = store.look("th/ข่าว/index.html")
    assert (found.etag, found.size) == (etag, 3)


def test_nothing_is_read_where_nothing_is(store):
    assert store.read("none/index.html") is None
    assert store.look("none/index.html") is None


def test_what_is_removed_is_gone_and_may_be_removed_again(store):
    etag = store.write("a/index.html", upload(b"one"), None)
    store.remove("a/index.html", etag)
    assert store.read("a/index.html") is None
    store.remove("a/index.html", None)


def test_public_files_are_listed_without_private_ones(store):
    one = store.write("a/index.html", upload(b"one" * 200), None)
    store.write("img/b.jpg", upload(b"two"), None)
    store.write(".newsroom/blobs/c", upload(b"three"), None)
    assert {found.key for found in store.keys("")} == {"a/index.html", "img/b.jpg"}
    assert {f.key: f.etag for f in store.keys("")}["a/index.html"] == one
    assert [found.key for found in store.keys(".newsroom/blobs/")] == [".newsroom/blobs/c"]


def test_a_copy_outlives_what_it_was_made_of(store):
    etag = store.write("a/index.html", upload(b"one"), None)
    store.copy("a/index.html", ".newsroom/blobs/a", etag)
    store.write("a/index.html", upload(b"another"), etag)
    assert store.read(".newsroom/blobs/a")[0] == b"one"


def test_the_clock_is_that_of_now(store):
    import time

    store.write("a/index.html", upload(b"one"), None)
    assert abs(store.now() - time.time()) < 3


def test_a_write_over_another_version_is_refused(strict):
    etag = strict.write("a/index.html", upload(b"one"), ABSENT)
    newer = strict.write("a/index.html", upload(b"three"), etag)
    with pytest.raises(Refused):
        strict.write("a/index.html", upload(b"late"), etag)
    assert strict.read("a/index.html") == (b"three", newer)


def test_a_write_where_nothing_should_be_is_refused(strict):
    strict.write("a/index.html", upload(b"one"), ABSENT)
    with pytest.raises(Refused):
        strict.write("a/index.html", upload(b"two"), ABSENT)


def test_a_write_over_what_has_gone_is_refused(strict):
    etag = strict.write("a/index.html", upload(b"one"), ABSENT)
    strict.remove("a/index.html", etag)
    with pytest.raises(Refused):
        strict.write("a/index.html", upload(b"two"), etag)


def test_a_removal_of_another_version_is_refused(strict):
    etag = strict.write("a/index.html", upload(b"one"), ABSENT)
    strict.write("a/index.html", upload(b"three"), etag)
    with pytest.raises(Refused):
        strict.remove("a/index.html", etag)
    assert strict.read("a/index.html")[0] == b"three"


def test_a_copy_of_another_version_is_refused(strict):
    etag = strict.write("a/index.html", upload(b"one"), ABSENT)
    strict.write("a/index.html", upload(b"three"), etag)
    with pytest.raises(Refused):
        strict.copy("a/index.html", ".newsroom/blobs/a", etag)
    assert strict.read(".newsroom/blobs/a") is None


def test_a_copy_of_nothing_is_refused(strict):
    with pytest.raises(Refused):
        strict.copy("none/index.html", ".newsroom/blobs/a", '"e"')
