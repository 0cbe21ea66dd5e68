"""The check itself. All of it takes minutes: `make mutations`."""

import re

import pytest

from site_builder.index import questions
from tests.mutations.catalogue import CHANGES, MUTATIONS
from tests.mutations.run import run
from tests.site_builder.sites import ROOT

BODY = f"{CHANGES}::test_a_change_is_built_as_in_a_clean_build[body]"


@pytest.mark.parametrize("name", ["name-document", "audit"])
def test_a_call_that_is_disabled_fails_a_test(name: str) -> None:
    first = MUTATIONS[name].first
    files = [test.partition("::")[0] for test in first]
    assert run(name, files).killer.startswith(first)


def test_a_call_that_no_test_needs_is_told() -> None:
    assert run("name-menu", (BODY,)).survived


def test_every_query_of_the_facade_has_its_mutation() -> None:
    assert {f"read-{family}" for family in questions._QUERIES} <= MUTATIONS.keys()


@pytest.mark.parametrize("name", MUTATIONS)
def test_the_tests_to_begin_with_exist(name: str) -> None:
    for test in MUTATIONS[name].first:
        file, _, function = test.partition("::")
        source = (ROOT / file).read_text("utf-8")
        assert re.search(rf"^def {re.escape(function.partition('[')[0])}", source, re.M)
