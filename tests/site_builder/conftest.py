from collections.abc import Callable
from pathlib import Path

import jinja2
import pytest

from site_builder.rendering import theme
from tests.site_builder.sites import Site


@pytest.fixture(scope="session")
def renditions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One rendition cache for all tests of a worker."""
    return tmp_path_factory.mktemp("renditions")


@pytest.fixture
def make_site(tmp_path: Path, renditions: Path) -> Callable[..., Site]:
    def make(name: str = "site", **options: object) -> Site:
        return Site(tmp_path / name, renditions, **options)

    return make


@pytest.fixture
def site(make_site: Callable[..., Site]) -> Site:
    """A Thai-only site without documents."""
    return make_site()


@pytest.fixture(scope="session", autouse=True)
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Compiling the theme takes most of the time of a small build: once is enough here."""
    folder = str(tmp_path_factory.mktemp("templates"))
    theme.ENVIRONMENT["bytecode_cache"] = jinja2.FileSystemBytecodeCache(folder)
