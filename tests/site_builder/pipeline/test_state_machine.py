"""Whatever an office, its builder and its machine do in whatever order, a build gives what a clean
one gives. `make soak` runs many more of these sequences."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.site_builder.scratch import scratch
from tests.site_builder.sequences import STEPS, Sequence


def test_any_sequence_of_events_ends_as_a_clean_build() -> None:
    short = settings(
        max_examples=8, stateful_step_count=STEPS, deadline=None, derandomize=True,
        suppress_health_check=[*HealthCheck],
    )  # fmt: skip
    with scratch() as folder:
        Sequence.prepare(folder)
        run_state_machine_as_test(Sequence, settings=short)
    assert Sequence.tally.kills > 0
