"""Whatever an office, its builder and its machine do in whatever order, a build gives what a clean
one gives. `make soak` runs many more of these sequences."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.site_builder.sequences import STEPS, Sequence


def test_any_sequence_of_events_ends_as_a_clean_build(tmp_path_factory: pytest.TempPathFactory) -> None:
    Sequence.prepare(tmp_path_factory.mktemp("sequences"))
    short = settings(
        max_examples=15, stateful_step_count=STEPS, deadline=None, derandomize=True,
        suppress_health_check=[*HealthCheck],
    )  # fmt: skip
    run_state_machine_as_test(Sequence, settings=short)
