"""When a release is out: tell the CDN and the web server, ask the public, write the receipt.

The claim has ended by then, and nothing of this undoes the release: what fails is a warning.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from site_builder.deploy import live, receipt
from site_builder.deploy.edge import redirect_map
from site_builder.deploy.edge.moved import MOVED, Entry, NoSuchAddress
from site_builder.deploy.files import PRIVATE
from site_builder.deploy.invalidation import Cdn
from site_builder.deploy.live import Ask
from site_builder.deploy.session import Outcome, Session
from site_builder.deploy.uploads import private
from site_builder.errors import BuildError

MAP = f"{PRIVATE}nginx/redirects.map"


class Afterwards:
    """`cdn` is None where none stands before the target."""

    def __init__(
        self,
        session: Session,
        cdn: Cdn | None,
        ask: Ask,
        wait: Callable[[float], None] | None = None,
    ) -> None:
        self.session, self.cdn, self.ask = session, cdn, ask
        self.wait = {"wait": wait} if wait else {}

    def run(self, outcome: Outcome) -> None:
        with self._warning(outcome):
            self.session.invalidations.drain(self.cdn)
        with self._warning(outcome):
            self._map_redirects(outcome)
        with self._warning(outcome):
            self._write_receipt(outcome)

    def _write_receipt(self, outcome: Outcome) -> None:
        """Of the last release, if one is owed. What the public was not seen to get stays owed."""
        session = self.session
        owed = receipt.remembered(session.mirror)
        release = session.releases.get(owed.release) if owed else None
        if owed is None or release is None:
            return
        outcome.seen = live.check(owed.expected, self.ask)
        release = receipt.write(session.store, release, owed.told(release, outcome.seen))
        session.releases.keep(release)
        if all(outcome.seen.values()):
            receipt.remember(session.mirror, None)
        session.mirror.commit()

    def _map_redirects(self, outcome: Outcome) -> None:
        """For nginx, which reads a target that is a directory."""
        if self.session.target.folder is None:
            return
        made = outcome.plan
        files = [*(put.file for put in made.puts), *(step.before.file for step in made.removes)]
        files += [put.before.file for put in made.puts if put.before]
        if any(file.class_ == "redirect" for file in files):
            data = redirect_map.redirect_map(self._redirects()).encode()
            self.session.store.write(MAP, private(data), None)

    def _redirects(self) -> Iterator[Entry]:
        """Those that no web server can know are left to their pages."""
        for entry in self.session.mirror.redirects():
            made = Entry(entry.file.of, MOVED, entry.file.location)
            with suppress(NoSuchAddress):
                redirect_map.redirect_map([made])
                yield made

    @contextmanager
    def _warning(self, outcome: Outcome) -> Iterator[None]:
        try:
            yield
        except BuildError as error:
            outcome.warnings.append(str(error))
