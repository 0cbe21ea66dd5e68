"""The release pointer: which release a target holds, and who is at work on it.

One small object, only ever replaced in the version that was read: of two who claim the target at
once one is refused.
"""

import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any

from site_builder.deploy.files import PRIVATE
from site_builder.deploy.stores import ABSENT, Refused, Store
from site_builder.deploy.uploads import private
from site_builder.errors import DeployError
from site_builder.progress import Reporter

KEY = f"{PRIVATE}release.json"
LEASE_SECONDS = 120.0
_FORMAT = 1
_LOOK_SECONDS = 1.0
_LONGEST_LEASE_SECONDS = 10 * LEASE_SECONDS


class ClaimLost(DeployError):
    pass


@dataclass(frozen=True)
class Claim:
    """`owner` is an installation and a process of it; `until` is by the clock of the store."""

    number: int
    owner: str
    until: float


@dataclass(frozen=True)
class Pin:
    """The public sees an earlier release until someone resumes; `since` is RFC 3339."""

    release: int
    since: str
    by: str


@dataclass(frozen=True)
class Pointer:
    """`root` is that of the manifest. Of the claims up to `settled` nothing is left undone."""

    release: int = 0
    root: str = ""
    site_url: str = ""
    content_version: int = 0
    claims: int = 0
    settled: int = 0
    claim: Claim | None = None
    pin: Pin | None = None

    @property
    def unsettled(self) -> range:
        """The numbers of claims whose deploys may have left something half done."""
        return range(self.settled + 1, self.claims + 1)


def read(store: Store) -> tuple[Pointer, str]:
    """The pointer and its etag, ABSENT where nothing was deployed yet. Raises DeployError."""
    found = store.read(KEY)
    if found is None:
        return Pointer(), ABSENT
    data, etag = found
    try:
        return _pointer(json.loads(data)), etag
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise DeployError(
            f"{KEY} on the target is not what a deploy of this version writes ({error}). If no"
            " other version is at work there, remove it: deploy --audit then goes by the last"
            " release."
        ) from error


def _pointer(value: dict[str, Any]) -> Pointer:
    if value.pop("format") != _FORMAT:
        raise ValueError("its format is another one")
    claim, pin = value.pop("claim"), value.pop("pin")
    return Pointer(**value, claim=claim and Claim(**claim), pin=pin and Pin(**pin))


class Hold:
    """A claim on a target. `pointer` is what it found there, with its own claim in it. `inherits`
    is an owner that is known to be at work no more."""

    def __init__(
        self, store: Store, owner: str, lease: float = LEASE_SECONDS, *, inherits: str = ""
    ) -> None:
        self.store, self.owner, self.lease, self.inherits = store, owner, lease, inherits
        self.pointer, self._etag = Pointer(), ABSENT
        self.found, self.is_lost = Pointer(), False
        self._writing = threading.Lock()

    def take(
        self,
        reporter: Reporter,
        wait: Callable[[float], None] = time.sleep,
        *,
        missing: Callable[[], Pointer] = lambda: Pointer(),
    ) -> None:
        """Claims the target, when whoever is at work there has ended, or has been silent for as
        long as it may be. `missing` says where the target stands when there is no pointer."""
        said = False
        while True:
            found, etag = read(self.store)
            if etag == ABSENT:
                found = missing()
            claim = found.claim
            left = claim.until - self.store.now() if claim else 0.0
            # A claim that ends in the far future was made by a clock that went wrong.
            if claim and claim.owner != self.inherits and 0 < left < _LONGEST_LEASE_SECONDS:
                if not said:
                    reporter.line(f"Waiting for another deploy to this target ({claim.owner}).")
                    said = True
                wait(_LOOK_SECONDS)
                continue
            made = Claim(found.claims + 1, self.owner, self.store.now() + self.lease)
            wanted = replace(found, claims=made.number, claim=made)
            with suppress(Refused):
                self._write(wanted, etag)
                self.found = found
                return

    def check(self, key: str = "") -> None:
        """Before each write: who was silent for too long must not go on, others may be at work.
        Raises ClaimLost."""
        if self.is_lost:
            raise _lost()
        if key != KEY and self.pointer.claim and self.store.now() > self.pointer.claim.until:
            self.renew()

    def keep(self) -> None:
        """Renews in good time."""
        claim = self.pointer.claim
        if claim and self.store.now() > claim.until - self.lease * 2 / 3:
            self.renew()

    def renew(self) -> None:
        with self._writing:
            claim = self.pointer.claim
            if claim is None:  # another thread was told that it is lost
                raise _lost()
            made = replace(claim, until=self.store.now() + self.lease)
            self._write_or_lose(replace(self.pointer, claim=made))

    def commit(self, pointer: Pointer, *, more: bool = False) -> None:
        """Makes that the state of the target and ends the claim, unless there is `more` to come.
        Raises ClaimLost."""
        with self._writing:
            now = self.pointer
            done = replace(pointer, claims=now.claims, settled=now.claims, claim=None)
            if more:
                done = replace(done, settled=now.settled, claim=now.claim)
            self._write_or_lose(done)

    def leave(self, *, untouched: bool) -> None:
        """Ends the claim without a release. `untouched` says that nothing was written."""
        with self._writing, suppress(DeployError, Refused):
            if self.pointer.claim is None:
                return
            settled = self.found.settled
            if untouched and self.found.settled == self.found.claims:
                settled = self.pointer.claims
            self._write(replace(self.pointer, claim=None, settled=settled), self._etag)

    def _write_or_lose(self, pointer: Pointer) -> None:
        try:
            self._write(pointer, self._etag)
        except Refused as error:
            self.pointer, self.is_lost = replace(self.pointer, claim=None), True
            raise _lost() from error

    def _write(self, pointer: Pointer, etag: str) -> None:
        data = json.dumps({"format": _FORMAT, **asdict(pointer)}).encode()
        try:
            self._etag = self.store.write(KEY, private(data), etag)
        except Refused:
            # The answer to a first attempt may have been lost.
            found, now = read(self.store)
            if found != pointer:
                raise
            self._etag = now
        self.pointer = pointer


def _lost() -> ClaimLost:
    return ClaimLost(
        "Another deploy took this target over, because this one was silent for too long. It stops"
        " here; what it had begun the other one has put right."
    )
