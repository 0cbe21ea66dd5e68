"""A store for dry runs: what it refuses of what deploys keep for themselves."""

import pytest

from site_builder.deploy.stores import ABSENT, Refused
from site_builder.deploy.stores.directory import DirectoryStore
from site_builder.deploy.stores.dry import DryStore
from site_builder.deploy.uploads import private

KEY = ".newsroom/release.json"


@pytest.fixture
def store(tmp_path):
    return DryStore(DirectoryStore(tmp_path / "public", reading=True))


def test_where_nothing_is_no_version_can_be_replaced(store):
    with pytest.raises(Refused):
        store.write(KEY, private(b"one"), '"none"')
    assert store.read(KEY) is None


def test_a_version_is_replaced_by_who_names_it(store):
    etag = store.write(KEY, private(b"one"), ABSENT)
    with pytest.raises(Refused):
        store.write(KEY, private(b"two"), ABSENT)
    store.write(KEY, private(b"two"), etag)
    store.write(KEY, private(b"three"), None)
    assert store.read(KEY)[0] == b"three"


def test_it_writes_nothing(store):
    store.write(KEY, private(b"one"), ABSENT)
    assert not store.store.folder.exists()
