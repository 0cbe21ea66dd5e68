"""Pages of alerts to look at: in the theme, within the golden site's page, and plain."""

from datetime import datetime
from html.parser import HTMLParser

import pytest

from contract.alerts import Alert
from site_builder.rendering.alerts import AlertPages
from tests import golden
from tests.contract import SITE
from tests.themes.theme_files import THEME

NOW = datetime.fromisoformat("2026-11-23T22:00:00+07:00")
SHELLS = {
    locale: golden.expected("bilingual")[f"{locale}/alerts/index.html"].encode()
    for locale in ("th", "en")
}
PAGES = AlertPages(SITE, THEME)


def page(*alerts: Alert, locale: str = "th", now: datetime = NOW) -> str:
    return PAGES.page(SHELLS[locale], locale, alerts, now).decode()


def plain(*alerts: Alert, locale: str = "th", now: datetime = NOW) -> str:
    return PAGES.page(None, locale, alerts, now).decode()


every_maker = pytest.mark.parametrize("make", [page, plain], ids=["theme", "plain"])


class Elements(HTMLParser):
    """All start tags with their attributes, and the text within each kind of element."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.data: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.data.append(data)

    @property
    def words(self) -> str:
        return "".join(self.data)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]
