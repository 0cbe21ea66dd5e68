"""A theme made ready: Jinja environment, texts, assets. One for all pages of a build."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from contract.site_config import Locale, SiteConfig
from site_builder.errors import ConfigError
from site_builder.rendering import assets, texts
from site_builder.rendering.assets import Assets
from site_builder.rendering.current import Current
from site_builder.rendering.environment import Environment
from site_builder.rendering.templates import Templates
from site_builder.rendering.texts import Texts

ENVIRONMENT: dict[str, Any] = {
    "autoescape": True,
    "undefined": jinja2.StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "auto_reload": False,
    "cache_size": -1,
}

_IN_SCRIPTS = re.compile("[<>&\\u2028\\u2029]")  # what may end a script, or a line of it


@dataclass(frozen=True)
class SiteView:
    """What a template calls `site`."""

    locales: tuple[Locale, ...]
    default_locale: str
    feedback_url: str
    tagline: str
    bilingual: bool


@dataclass(frozen=True)
class Theme:
    """`envs` holds an environment per locale: filters and texts differ, templates do not."""

    envs: dict[str, jinja2.Environment]
    texts: dict[str, Texts]
    assets: Assets
    templates: Templates
    site: SiteConfig
    current: Current


def check(path: Path) -> None:
    """Raises ConfigError for a template that cannot be read: its pages could not be rendered, and
    would be gone."""
    env = jinja2.Environment(**ENVIRONMENT)  # noqa: S701 -- autoescape is among them
    for name, source in sorted(Templates(path / "templates").sources.items()):
        try:
            env.parse(source, name)
        except jinja2.TemplateSyntaxError as error:
            raise ConfigError(
                f"{path / 'templates' / name}:{error.lineno}: {(error.message or '').rstrip('.')}."
                " Correct the template; nothing was built, and the site stays as it is."
            ) from error


def load(path: Path, site: SiteConfig, env: jinja2.Environment) -> Theme:
    """Builds on Pelican's environment. Raises ConfigError."""
    found = {code: texts.load(path, code, site.digits) for code in site.locale_codes}
    files = assets.load(path, site)
    current = Current()
    envs = {code: localised(env, found[code], site, code) for code in site.locale_codes}
    for own in envs.values():
        own.globals |= current.globals()
    return Theme(envs, found, files, Templates(path / "templates"), site, current)


def localised(
    base: jinja2.Environment, texts: Texts, site: SiteConfig, locale: str
) -> jinja2.Environment:
    """An environment whose filters and globals speak for one locale, in the words of `texts`."""
    own = site.locale(locale)
    env = Environment(loader=base.loader, **ENVIRONMENT)
    env.filters = {
        **base.filters,
        "date": texts.date,
        "short_date": texts.short_date,
        "month": texts.month,
        "time": texts.time,
        "year": texts.year,
        "number": texts.number,
        "filesize": texts.filesize,
        "lang_attr": texts.lang_attr,
        "whole_words": texts.whole_words,
        "isodate": _isodate,
        "absolute": partial(absolute, site),
        "jsonld": _jsonld,
    }
    env.globals = {
        **base.globals,
        "SITENAME": own.name,
        "SITEURL": site.url,
        "LOCALE": own.code,
        "site": SiteView(
            site.locales,
            site.default_locale,
            site.feedback_url,
            own.tagline,
            bilingual=len(site.locales) > 1,
        ),
        "t": texts.t,
    }
    return env


def absolute(site: SiteConfig, path: str) -> str:
    """A site path as an absolute address; anything else as it is."""
    return site.url + path if path.startswith("/") else path


def _isodate(moment: datetime | tuple[int, int]) -> str:
    if isinstance(moment, datetime):
        return moment.isoformat(timespec="seconds")
    return f"{moment[0]:04d}-{moment[1]:02d}"


def _jsonld(value: Any) -> Markup:
    """JSON that is safe inside a script element."""
    text = json.dumps(value, ensure_ascii=False, default=_isodate, separators=(",", ":"))
    safe = _IN_SCRIPTS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return Markup(safe)  # noqa: S704 -- escaped here
