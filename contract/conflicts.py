"""Which of two documents wins: decided by content alone, so builds and imports decide alike."""

from collections.abc import Iterable
from typing import NamedTuple

from contract.problems import Problem


class Claim(NamedTuple):
    """What a document claims: its identity and its address."""

    id: str
    locale: str
    modified: str
    moment: int
    url: str
    file: str


def losers(claims: Iterable[Claim]) -> dict[str, Problem]:
    """file -> the problem of each document that is left out.

    The same (id, locale): the greater `modified` wins. The same address: the earlier (date, id).
    """
    lost: dict[str, Problem] = {}
    by_key: dict[tuple[str, str], Claim] = {}
    for claim in sorted(claims, key=lambda c: (c.modified, c.file), reverse=True):
        winner = by_key.setdefault((claim.id, claim.locale), claim)
        if winner is not claim:
            lost[claim.file] = Problem(
                "conflict.key",
                claim.file,
                0,
                {"id": claim.id, "locale": claim.locale, "other": winner.file},
            )
    by_url: dict[str, Claim] = {}
    for claim in sorted(by_key.values(), key=lambda c: (c.moment, c.id, c.file)):
        winner = by_url.setdefault(claim.url, claim)
        if winner is not claim:
            lost[claim.file] = Problem(
                "conflict.url", claim.file, 0, {"url": claim.url, "other": winner.file}
            )
    return lost
