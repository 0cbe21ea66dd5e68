"""The lane of alerts: a few files that wait for no build, no deploy and no pin.

The record on the target is the truth: it is joined with what is new, and the public files are made
of it. Each write says which version it replaces; whoever is refused begins again with what is there
by then, so that of two lanes none puts an older statement back.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from contract import alerts
from contract.alerts import Alert
from contract.problems import ContractError, Problem
from contract.site_config import SiteConfig
from site_builder.deploy import uploads
from site_builder.deploy.files import PRIVATE, File, is_of_a_lane
from site_builder.deploy.stores import ABSENT, Refused, Store
from site_builder.deploy.uploads import json_bytes, private
from site_builder.errors import DeployError
from site_builder.index.outputs import ALERT

RECORD = f"{PRIVATE}alerts.json"
PAGES = f"{PRIVATE}alert-pages.json"
PUBLIC = "alerts.json"
_ATTEMPTS = 20

# Given the page as it stands or as it was built, a locale, the alerts and the time.
Page = Callable[[bytes | None, str, Iterable[Alert], datetime], bytes]


@dataclass(frozen=True)
class Published:
    """What the public gets now: path -> bytes; `written` are those that changed. `next_change` is
    when some of it ends by itself."""

    files: dict[str, bytes]
    written: tuple[str, ...]
    next_change: datetime | None


class AlertLane:
    def __init__(
        self, store: Store, site: SiteConfig, page: Page, now: Callable[[], datetime]
    ) -> None:
        self.store, self.site, self.page, self.now = store, site, page, now

    def problems(self, alert: Alert, file: str) -> list[Problem]:
        """What is wrong with giving this statement to the public now."""
        return alerts.check(alert, self._record()[0], self.now(), file)

    def publish(
        self, news: Iterable[Alert] = (), shells: Mapping[str, bytes] | None = None
    ) -> Published:
        """Adds statements and brings the public files up to date. `shells` are the pages of alerts
        as a build made them, by locale; else those that stand are used."""
        news = tuple(news)
        for _ in range(_ATTEMPTS):
            with suppress(Refused):
                standing = {path: self.store.read(path) for path in self._paths()}
                known = self._joined(news)
                self._forget_other_pages()
                return self._bring(known, standing, shells or {})
        raise DeployError("Too many write alerts to this target at once; repeat the command.")

    def _paths(self) -> list[str]:
        return [PUBLIC, *map(page_path, self.site.locale_codes)]

    def _record(self) -> tuple[tuple[Alert, ...], str]:
        found = self.store.read(RECORD)
        if found is None:
            return (), ABSENT
        try:
            return alerts.parse(found[0]), found[1]
        except ContractError as error:
            raise DeployError(
                f"{RECORD} on the target, the record of all alerts, cannot be read ({error}). It is"
                " not written over: mend it, or move it away to begin a new one."
            ) from error

    def _joined(self, news: tuple[Alert, ...]) -> tuple[Alert, ...]:
        known, etag = self._record()
        joined = alerts.merge(known, news)
        if joined != known:
            self.store.write(RECORD, private(alerts.dump(joined, self.now())), etag)
        return joined

    def _forget_other_pages(self) -> None:
        """A locale may have left site.toml: nobody would bring its page up to date again."""
        found = self.store.read(PAGES)
        known = _pages(found[0]) if found else set()
        wanted = {*self._paths()}
        for path in known - wanted:
            self.store.remove(path, None)
        if known != wanted:
            data = private(json_bytes(sorted(wanted)))
            self.store.write(PAGES, data, found[1] if found else ABSENT)

    def _bring(
        self,
        known: tuple[Alert, ...],
        standing: Mapping[str, tuple[bytes, str] | None],
        shells: Mapping[str, bytes],
    ) -> Published:
        now = self.now()
        files = {PUBLIC: alerts.public_json(known, now, self.site)}
        for locale in self.site.locale_codes:
            found = standing[page_path(locale)]
            shell = shells.get(locale) or (found[0] if found else None)
            files[page_path(locale)] = self.page(shell, locale, known, now)
        written = [path for path, data in files.items() if self._write(path, data, standing[path])]
        return Published(files, tuple(written), alerts.next_change(known, now))

    def _write(self, path: str, data: bytes, before: tuple[bytes, str] | None) -> bool:
        if before and before[0] == data:
            return False
        file = File(path, private(data).sha256, len(data), "alerts", ALERT)
        self.store.write(path, uploads.public(file, data), before[1] if before else ABSENT)
        return True


def _pages(data: bytes) -> set[str]:
    with suppress(ValueError, TypeError):
        return {path for path in json.loads(data) if is_of_a_lane(path) and ".." not in path}
    return set()


def page_path(locale: str) -> str:
    return f"{locale}/alerts/index.html"
