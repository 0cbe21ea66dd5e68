"""When a release is out: tell the CDN and the web server, ask the public, write the receipt.

The claim has ended by then, and nothing of this undoes the release: what fails is a warning.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress

from contract.old_addresses import NoSuchAddress
from site_builder.deploy import live, receipt
from site_builder.deploy.edge import redirect_map
from site_builder.deploy.edge.moved import MOVED, Entry
from site_builder.deploy.files import PRIVATE
from site_builder.deploy.invalidation import Cdn
from site_builder.deploy.known import MAP_OWED
from site_builder.deploy.live import Ask
from site_builder.deploy.outcome import Outcome
from site_builder.deploy.plan import Plan
from site_builder.deploy.session import Session
from site_builder.deploy.uploads import private

MAP = f"{PRIVATE}nginx/redirects.map"


class Afterwards:
    """`cdn` is None where none stands before the target."""

    def __init__(
        self,
        session: Session,
        cdn: Cdn | None,
        ask: Ask,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self.session, self.cdn, self.ask, self.wait = session, cdn, ask, wait

    def run(self, outcome: Outcome) -> None:
        session = self.session
        with session.warning():  # before the public is asked for what it leads to
            self._map_redirects()
        self._tell(outcome)
        with session.warning():
            session.tidy()
        outcome.warnings += session.warnings

    def of_what_went_out(self) -> None:
        """For a deploy that ends by an error: of a takedown that went out before it."""
        session, tell = self.session, self.session.reporter.line
        session.mirror.roll_back()
        for release in session.made:
            tell(f"Release {release.number} is out: a takedown. The rest is not.")
        self._tell(Outcome(Plan(), session.hold.pointer))
        for warning in session.warnings:
            tell(f"warning: {warning}")

    def _tell(self, outcome: Outcome) -> None:
        self.tell_caches()
        with self.session.warning():
            self._write_receipt(outcome)

    def tell_caches(self) -> None:
        """Of all releases that are out."""
        invalidations, release = self.session.invalidations, self.session.hold.pointer.release
        with self.session.warning():
            if self.cdn is not None:
                invalidations.drain(self.cdn, release)
            elif self.session.target.folder is None:
                invalidations.keep(release)
            else:
                invalidations.forget(invalidations.pending(release))

    def _write_receipt(self, outcome: Outcome) -> None:
        """Of the last release, if one is owed."""
        session = self.session
        release = session.releases.get(session.hold.pointer.release)
        if release is None or release.owed is None:
            return
        expected = receipt.parsed(release.owed).expected
        session.reporter.line(f"Asking {session.target.public_url} for what changed ...")
        outcome.seen = live.check(expected, self.ask, wait=self.wait)
        met = {path: seen.is_met for path, seen in outcome.seen.items()}
        session.releases.keep(receipt.write(session.store, release, met))
        session.mirror.commit()

    def _map_redirects(self) -> None:
        """For nginx, which reads a target that is a directory."""
        mirror = self.session.mirror
        if self.session.target.folder is None or not mirror.meta(MAP_OWED):
            return
        data = redirect_map.redirect_map(self._redirects()).encode()
        self.session.store.write(MAP, private(data), None)
        mirror.set_meta(MAP_OWED, "")
        mirror.commit()

    def _redirects(self) -> Iterator[Entry]:
        """Those that no web server can know are left to their pages."""
        for entry in self.session.mirror.redirects():
            made = Entry(entry.file.of, MOVED, entry.file.location)
            with suppress(NoSuchAddress):
                redirect_map.redirect_map([made])
                yield made
