"""Statements of a few alerts, so that they meet: same ids, same numbers, same moments."""

from datetime import datetime, timedelta

from hypothesis import strategies as st

from contract.alerts import Alert
from tests.contract.alerts import statement

BEGIN = datetime.fromisoformat("2026-11-23T21:00:00+07:00")

ids = st.sampled_from(["a", "b", "c"])
numbers = st.integers(1, 3)
moments = st.integers(0, 5).map(lambda hours: BEGIN + timedelta(hours=hours))
references = st.lists(
    st.fixed_dictionaries({"id": ids, "number": numbers}),
    max_size=2,
    unique_by=lambda reference: (reference["id"], reference["number"]),
)


@st.composite
def statements(draw: st.DrawFn) -> Alert:
    issued = draw(moments)
    return statement(
        id=draw(ids),
        number=draw(numbers),
        type=draw(st.sampled_from(["alert", "update", "cancel", "all_clear"])),
        status=draw(st.sampled_from(["actual", "test"])),
        issued=issued.isoformat(),
        expires=(issued + timedelta(hours=draw(st.integers(1, 4)))).isoformat(),
        onset=None,
        references=draw(references) or None,
        source=draw(st.sampled_from(["ก", "ข"])),
    )


records = st.lists(statements(), max_size=8)
