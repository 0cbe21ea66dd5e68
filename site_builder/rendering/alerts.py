"""The page of alerts, made without a build: in a second, also at night and beside a broken theme.

The build makes the frame of the page and leaves two marks in it; here the part between them is
replaced. Where that fails for whatever reason, a plain page of our own says the same words: a
theme may be wrong, the public must still be told.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import jinja2

from contract.alerts import Alert, shown
from contract.site_config import SiteConfig
from site_builder.rendering import texts, theme
from site_builder.rendering.alert_views import AlertView, view
from site_builder.rendering.context import described

BEGIN, END = b"<!--alerts-->", b"<!--/alerts-->"

PLAIN = Path(__file__).parent / "plain"
_PLAIN_LANGUAGES = frozenset(path.stem for path in (PLAIN / "i18n").glob("*.toml"))


class AlertPages:
    """Pages of alerts of a site. `faults` says why pages became plain ones that should not have.

    The theme is read once: make a new one for each publication.
    """

    def __init__(self, site: SiteConfig, theme_folder: Path) -> None:
        self.site, self.theme_folder = site, theme_folder
        self.faults: list[str] = []
        self._environment = lru_cache(maxsize=None)(self._load)

    def page(
        self, shell: bytes | None, locale: str, alerts: Iterable[Alert], now: datetime
    ) -> bytes:
        """`/<locale>/alerts/index.html` with the alerts in force `now`. `shell` is the page as the
        build made it, or as it stands: what is between its marks does not matter."""
        alerts = shown(alerts, now)
        themed = self._in_shell(shell, locale, alerts) if shell is not None else None
        return themed or self._plain(locale, alerts)

    def _in_shell(self, shell: bytes, locale: str, alerts: tuple[Alert, ...]) -> bytes | None:
        try:
            env = self._environment(self.theme_folder, locale, locale)
            component = env.get_template("components/alert-list.html").module
            inside = component.alert_list(self._views(alerts, locale, locale))  # type: ignore[attr-defined]
            page = replaced(shell, str(inside).encode())
        except Exception as error:  # a theme is anybody's code
            self.faults.append(f"{locale}: {described(error)}")
            return None
        if page is None:
            self.faults.append(
                f"{locale}: the page has not both {BEGIN.decode()} and {END.decode()}"
            )
        return page

    def _plain(self, locale: str, alerts: tuple[Alert, ...]) -> bytes:
        language = locale if locale in _PLAIN_LANGUAGES else "en"
        env = self._environment(PLAIN, locale, language)
        template = env.get_template("alerts.html")
        views = self._views(alerts, locale, language)
        return template.render(alerts=views, language=language).encode()

    def _views(
        self, alerts: tuple[Alert, ...], locale: str, language: str
    ) -> tuple[AlertView, ...]:
        return tuple(view(alert, locale, language, self.site) for alert in alerts)

    def _load(self, folder: Path, locale: str, language: str) -> jinja2.Environment:
        """Templates of a folder that speak `language` and call themselves pages of `locale`."""
        loader = jinja2.FileSystemLoader(folder / "templates")
        base = jinja2.Environment(loader=loader, **theme.ENVIRONMENT)  # noqa: S701 -- it escapes
        words = texts.load(folder, language, self.site.digits)
        return theme.localised(base, words, self.site, locale)


def replaced(shell: bytes, inside: bytes) -> bytes | None:
    """The page with `inside` between its marks; None unless it has each of them once, in order."""
    head, begin, rest = shell.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not end or shell.count(BEGIN) != 1 or shell.count(END) != 1:
        return None
    return head + begin + inside + end + tail
