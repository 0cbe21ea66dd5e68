"""nginx and node, as the system has them. CI requires them; elsewhere their absence is said."""

import os
import shutil
from pathlib import Path

import pytest

from tests.deploy.office import Office
from tests.deploy.web_server import BROTLI, MODULES, WebServer


def missing(what: str, package: str) -> None:
    if os.environ.get("NEWSROOM_REQUIRE_SERVERS"):
        pytest.fail(f"{what} is not installed, and NEWSROOM_REQUIRE_SERVERS asks for it")
    pytest.skip(f"{what.upper()} IS MISSING: the edge is not tried (Debian: apt install {package})")


@pytest.fixture(scope="session")
def node():
    path = shutil.which("node") or shutil.which("nodejs")
    if path is None:
        missing("node", "nodejs")
    return path


@pytest.fixture(scope="session")
def nginx_files():
    """nginx and its module for files that are compressed with brotli."""
    binary = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    module = next((str(Path(d, BROTLI)) for d in MODULES if Path(d, BROTLI).is_file()), None)
    if binary is None or module is None:
        missing("nginx", "nginx libnginx-mod-http-brotli-static")
    return binary, module


@pytest.fixture
def web_server(nginx_files, tmp_path):
    """One that is not started yet."""
    server = WebServer(tmp_path, *nginx_files)
    yield server
    if hasattr(server, "_process"):
        server.stop()


@pytest.fixture
def office(tmp_path, nginx_files):
    made = Office(tmp_path, nginx_files)
    for slug in ("flood-plan", "market", "school"):
        made.site.document(slug, topics=["water"])
    made.server.start()
    yield made
    made.stop()
    made.server.stop()
