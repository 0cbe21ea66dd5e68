from collections.abc import Iterator

import pytest

from tests.site_builder.scenes import Scene, Stage
from tests.site_builder.scratch import scratch
from tests.site_builder.town import Town


@pytest.fixture(scope="module")
def scene(compiled_templates: None) -> Iterator[Scene]:
    """A built town with edits that are still to be built."""
    with scratch() as folder:
        yield Scene(folder)


@pytest.fixture(scope="module")
def stage(compiled_templates: None) -> Iterator[Stage]:
    with scratch() as folder:
        yield Stage(folder)


@pytest.fixture
def office(stage: Stage) -> Town:
    """A built town, and what its office may do."""
    return stage.town()
