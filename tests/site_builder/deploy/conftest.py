from contextlib import closing

import pytest

from site_builder.deploy.stores.directory import DirectoryStore
from tests.site_builder.deploy import buckets
from tests.site_builder.deploy.towns import Deployer, LaterStore


@pytest.fixture
def folder(tmp_path):
    """The public one."""
    return tmp_path / "public"


@pytest.fixture
def deployer(tmp_path, folder):
    """To a directory whose clock a test may set ahead."""
    yield Deployer(tmp_path / "site", lambda: closing(LaterStore(folder)))
    LaterStore.ahead = 0.0


@pytest.fixture(scope="session")
def credentials():
    with pytest.MonkeyPatch.context() as patch:
        for name, value in buckets.CREDENTIALS.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="session")
def moto(credentials):
    server = buckets.moto()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def rclone(credentials, tmp_path_factory):
    server = buckets.rclone(tmp_path_factory.mktemp("rclone"))
    yield server
    server.stop()


@pytest.fixture(params=["directory", "moto", "rclone"])
def opening(request, tmp_path):
    """A function that opens an empty store, again and again the same one."""
    if request.param == "directory":
        return lambda: closing(DirectoryStore(tmp_path / "public"))
    target = request.getfixturevalue(request.param).target()
    return lambda: buckets.opened(target)


@pytest.fixture(params=["directory", "moto"])
def strict_opening(request, tmp_path):
    """The same of stores that honour conditions."""
    if request.param == "directory":
        return lambda: closing(DirectoryStore(tmp_path / "public"))
    target = request.getfixturevalue("moto").target()
    return lambda: buckets.opened(target)
