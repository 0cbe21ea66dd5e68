import os

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

# Documents with Thai text of every block kind are slow to generate, not to test. Nothing is
# remembered between runs: a checkout stays clean.
settings.register_profile(
    "newsroom",
    deadline=None,
    max_examples=60,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("newsroom")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    """One more than there are cores: tests wait for browsers, servers and disks."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    # In the order of collection, which begins with what uses Django's database: Django refuses to
    # in a process in which Playwright has begun.
    config.option.loadscopereorder = False
    return ByModule(config, log)


class ByModule(LoadScopeScheduling):
    """A module runs in one process, and so do all browser tests: what they share is made once.
    Tests with Django's database go one by one, as pytest-django orders them: those that empty it
    come last."""

    def _split_scope(self, nodeid):
        if nodeid.startswith("tests/browser/"):
            return "browser"
        if nodeid.startswith(("tests/cms/", "tests/end_to_end/")):
            return nodeid
        return nodeid.partition("::")[0]
