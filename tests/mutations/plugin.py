"""For pytest (`-p tests.mutations.plugin`): runs the tests with one mutation, which an environment
variable names."""

import os

import pytest

from site_builder.pipeline import rendered
from tests.mutations.catalogue import MUTATIONS

VARIABLE = "NEWSROOM_MUTATION"


def pytest_configure(config: pytest.Config) -> None:
    patch = pytest.MonkeyPatch()
    config.add_cleanup(patch.undo)
    # Builds that check three of their pages may come upon a stale one by chance. It is for the
    # tests to find it.
    patch.setattr(rendered, "CHECKED", 0)
    if name := os.environ.get(VARIABLE):
        MUTATIONS[name].disable(patch)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if name := os.environ.get(VARIABLE):
        first = MUTATIONS[name].first
        items.sort(key=lambda item: not item.nodeid.startswith(first))
