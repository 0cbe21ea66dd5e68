from hypothesis import given
from hypothesis import strategies as st

from contract import conflicts
from contract.conflicts import Claim

CLAIMS = st.lists(
    st.builds(
        Claim,
        id=st.sampled_from("ab"),
        locale=st.sampled_from(["th", "en"]),
        modified=st.sampled_from(["1", "2"]),
        moment=st.integers(1, 3),
        url=st.sampled_from(["/x/", "/y/"]),
        file=st.integers().map(str),
    ),
    unique_by=lambda claim: claim.file,
    max_size=7,
)


def claim(file: str, **changes: object) -> Claim:
    base: dict[str, object] = {
        "id": "a", "locale": "th", "modified": "1", "moment": 1, "url": f"/{file}/", "file": file,
    }  # fmt: skip
    return Claim(**(base | changes))


@given(CLAIMS, st.randoms(use_true_random=False))
def test_who_loses_does_not_depend_on_the_order_of_reading(claims, random):
    expected = conflicts.losers(claims)
    shuffled = list(claims)
    random.shuffle(shuffled)
    assert conflicts.losers(shuffled) == expected


@given(CLAIMS)
def test_who_stays_has_an_identity_and_an_address_of_its_own(claims):
    lost = conflicts.losers(claims)
    kept = [claim for claim in claims if claim.file not in lost]
    assert len({(c.id, c.locale) for c in kept}) == len(kept)
    assert len({c.url for c in kept}) == len(kept)
    assert {c.url for c in kept} or not claims


def test_of_one_identity_the_later_modified_stays() -> None:
    lost = conflicts.losers([claim("old", modified="1"), claim("new", modified="2")])
    assert {file: problem.code for file, problem in lost.items()} == {"old": "conflict.key"}


def test_of_one_address_the_earlier_published_stays() -> None:
    early, late = claim("x", id="b", url="/", moment=1), claim("y", id="a", url="/", moment=2)
    assert list(conflicts.losers([late, early])) == ["y"]


def test_a_version_that_lost_its_identity_takes_no_address() -> None:
    older = claim("older", url="/", modified="1", moment=1)
    newer = claim("newer", url="/moved/", modified="2")
    other = claim("other", id="b", url="/", moment=2)
    assert list(conflicts.losers([older, newer, other])) == ["older"]
