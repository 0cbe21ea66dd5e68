import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site_builder import town
from tests.site_builder.scratch import scratch
from tests.site_builder.sites import Site
from tests.site_builder.town import Town


@pytest.fixture(scope="module")
def built_town(compiled_templates: None) -> Iterator[Path]:
    """The folder of a site, with a copy beside it."""
    with scratch() as folder:
        site = Site(folder / "site", folder / "site" / "renditions", bilingual=True)
        assert town.small(site).site.build("--quiet").code == 0
        shutil.copytree(site.folder, folder / "copy")
        yield folder


@pytest.fixture
def office(built_town: Path) -> Town:
    """The site as it was built, for an office to change it."""
    site = built_town / "site"
    shutil.rmtree(site)
    shutil.copytree(built_town / "copy", site)
    return town.small(Site(site, site / "renditions", bilingual=True))
