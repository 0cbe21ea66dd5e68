"""`site.toml`: what this site is. Read by both sides; unknown keys are refused."""

import re
import tomllib
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class SiteConfigError(ValueError):
    """site.toml cannot be used; the message says which key and what it must be."""


@dataclass(frozen=True)
class Locale:
    """A language of the site. `label` is its own name for itself, as the language switch shows."""

    code: str
    label: str
    name: str
    tagline: str = ""


@dataclass(frozen=True)
class TargetSettings:
    """Where the site is deployed to. `public_url` is where the public reads it, if that is not the
    site's url; the rest is for buckets."""

    url: str
    public_url: str = ""
    distribution: str = ""
    endpoint_url: str = ""
    region: str = ""


@dataclass(frozen=True)
class SiteConfig:
    """The checked content of site.toml. `url` has no trailing slash; `theme` names a folder of
    themes/, or is empty where there is only one."""

    url: str
    timezone: str
    digits: str
    tag_authority: str
    tag_year: int
    locales: tuple[Locale, ...]
    brand: str
    accent: str
    theme: str = ""
    feedback_url: str = ""
    targets: tuple[TargetSettings, ...] = ()

    @property
    def default_locale(self) -> str:
        return self.locales[0].code

    @cached_property
    def locale_codes(self) -> tuple[str, ...]:
        return tuple(locale.code for locale in self.locales)

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def locale(self, code: str) -> Locale:
        return next(locale for locale in self.locales if locale.code == code)

    def tag(self, document_id: str, locale: str) -> str:
        """The id of a feed item (RFC 4151): stays the same when the site's address changes."""
        return f"tag:{self.tag_authority},{self.tag_year}:{document_id}/{locale}"


_KEYS: dict[str, dict[str, type]] = {
    "": {"url": str, "timezone": str, "digits": str, "theme": str},
    "tag": {"authority": str, "year": int},
    "colours": {"brand": str, "accent": str},
    "contact": {"feedback_url": str},
}
_LOCALE_KEYS = {"code", "label", "name", "tagline"}


def load(path: Path) -> SiteConfig:
    """Raises SiteConfigError with one clear sentence when the file cannot be used."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SiteConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SiteConfigError(f"{path.name}: not valid TOML: {error}") from error
    try:
        return _checked(data)
    except SiteConfigError as error:
        raise SiteConfigError(f"{path.name}: {error}") from None


def _checked(data: dict[str, Any]) -> SiteConfig:
    locales, targets = data.pop("locales", None), data.pop("targets", [])
    tables = {name: data.pop(name, {}) for name in _KEYS if name}
    for name, table in {"": data, **tables}.items():
        _check_table(name, table)
    contact = tables["contact"].get("feedback_url", "")
    _require(
        not contact or re.match(r"(https://|mailto:)\S+\Z", contact),
        "contact.feedback_url must be a https: or mailto: link, or empty",
    )
    colours = {key: tables["colours"].get(key, default) for key, default in _COLOURS.items()}
    for key, value in colours.items():
        _require(re.match(r"#[0-9a-fA-F]{6}\Z", value), f"colours.{key} must look like #0b5d4e")
    _require(
        data.get("digits", "arabic") in ("arabic", "thai"), 'digits must be "arabic" or "thai"'
    )
    authority, year = tables["tag"].get("authority", ""), tables["tag"].get("year", 0)
    _require(
        re.match(r"[a-z0-9.-]+\.[a-z0-9-]+\Z", authority), "tag.authority must be a domain name"
    )
    _require(1900 <= year < 2400, "tag.year must be a Gregorian year, like 2026")
    theme = data.get("theme", "")
    _require(re.match(r"[a-z0-9-]*\Z", theme), "theme must be the name of a folder in themes/")
    return SiteConfig(
        url=_url(data.get("url", ""), "url"),
        timezone=_timezone(data.get("timezone", "Asia/Bangkok")),
        digits=data.get("digits", "arabic"),
        tag_authority=authority,
        tag_year=year,
        locales=_locales(locales),
        theme=theme,
        feedback_url=contact,
        targets=_targets(targets),
        **colours,
    )


_LONGEST_HOST = 253
_COLOURS = {"brand": "#1d4ed8", "accent": "#b45309"}


def _check_table(name: str, table: Any) -> None:
    _require(isinstance(table, dict), f"[{name}] must be a table")
    for key, value in table.items():
        where = f"{name}.{key}" if name else key
        known = ", ".join(sorted(_KEYS[name]))
        _require(key in _KEYS[name], f"unknown key {where!r}; known here: {known}")
        kind = _KEYS[name][key]
        _require(type(value) is kind, f"{where} must be a {kind.__name__}")


_TARGET_KEYS = tuple(field.name for field in fields(TargetSettings))
_OF_BUCKETS = ("distribution", "endpoint_url", "region")


def _targets(value: Any) -> tuple[TargetSettings, ...]:
    _require(isinstance(value, list), "[[targets]] must be tables")
    return tuple(_target(entry) for entry in value)


def _target(entry: Any) -> TargetSettings:
    _require(isinstance(entry, dict), "[[targets]] must be tables")
    unknown, known = set(entry) - {*_TARGET_KEYS}, ", ".join(_TARGET_KEYS)
    _require(
        not unknown, f"unknown key in [[targets]]: {', '.join(sorted(unknown))}; known: {known}"
    )
    _require(all(isinstance(text, str) for text in entry.values()), "[[targets]] hold texts")
    url = entry.get("url", "").rstrip("/")
    _require(
        re.match(r"file:///\S+\Z|s3://[a-z0-9][a-z0-9.-]+(/[^\s?#]+)?\Z", url),
        "targets.url must be like file:///srv/www/site or s3://bucket/prefix",
    )
    if url.startswith("file:"):
        wrong = [key for key in _OF_BUCKETS if entry.get(key)]
        _require(not wrong, f"targets.{''.join(wrong[:1])} is for targets like s3://bucket")
    public, endpoint = entry.get("public_url", ""), entry.get("endpoint_url", "")
    return TargetSettings(
        url,
        _url(public, "targets.public_url") if public else "",
        entry.get("distribution", ""),
        _url(endpoint, "targets.endpoint_url") if endpoint else "",
        entry.get("region", ""),
    )


def _locales(value: Any) -> tuple[Locale, ...]:
    _require(isinstance(value, list) and value, "at least one [[locales]] is needed")
    for entry in value:
        _require(isinstance(entry, dict), "[[locales]] must be tables")
        unknown = set(entry) - _LOCALE_KEYS
        _require(not unknown, f"unknown key in [[locales]]: {', '.join(sorted(unknown))}")
        _require(
            all(isinstance(v, str) for v in entry.values())
            and {"code", "label", "name"} <= set(entry),
            "each of [[locales]] needs the texts code, label and name",
        )
        _require(
            re.match(r"[a-z]{2,3}(-[a-z0-9]{2,8})*\Z", entry["code"]),
            f"locale code {entry['code']!r} must look like th or en",
        )
        _require(all(entry[key].strip() for key in ("label", "name")), "a locale's texts are empty")
    codes = [entry["code"] for entry in value]
    _require(len(set(codes)) == len(codes), "a locale stands twice in [[locales]]")
    return tuple(Locale(**entry) for entry in value)


def site_url(value: str) -> str:
    """A checked site URL without trailing slash. Raises SiteConfigError."""
    return _url(value, "--site-url")


def _url(value: str, key: str) -> str:
    _require(
        "@" not in value,  # a password is not repeated
        f"{key} must be an address without a user name or a password",
    )
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and _is_host(parts.hostname or "")
        _ = parts.port
    except ValueError:
        usable = False
    _require(
        usable
        and parts.path in ("", "/")
        and not parts.query
        and not parts.fragment
        and re.fullmatch(r"[\w:/.\[\]-]+", value),
        f"{key} must be like https://www.example.go.th, not {value!r}",
    )
    return value.rstrip("/")


def _is_host(name: str) -> bool:
    """Whether a computer may be so named; an address in numbers passes as well."""
    try:
        name = name.encode("idna").decode()
    except UnicodeError:  # an empty part, or one of more than 63 letters
        return False
    labels = name.removesuffix(".").split(".")
    return len(name) <= _LONGEST_HOST and not any(
        not label or label.startswith("-") or label.endswith("-") for label in labels
    )


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SiteConfigError(
            f"timezone {value!r} is not known; use a name like Asia/Bangkok"
        ) from None
    return value


def _require(condition: object, message: str) -> None:
    if not condition:
        raise SiteConfigError(message)
