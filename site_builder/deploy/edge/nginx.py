"""The configuration of nginx for a site that was deployed to a folder, as text.

All headers are set in one place, with values that maps choose by address and status: an add_header
in a location would make nginx forget those around it. What changes with a deploy is read from the
folder at each request (pages, marks of gone pages); the map of redirects needs a reload.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from contract import attachments, old_addresses
from site_builder.deploy.edge import moved, policy, redirect_map
from site_builder.index.outputs import ALERT, IMMUTABLE, SHORT

_TEXTS = Path(__file__).with_name("texts")
# Below the root; `[r]` makes it a pattern, so that nginx starts without the file.
_REDIRECTS = f"{policy.STATE}/nginx/[r]edirects.map"
_BUCKET = 2048  # holds redirect_map.MAX_KEY
_LOCALE = "[a-z]{2,3}(?:-[a-z0-9]{2,8})*"

_NAME = re.compile(r"[A-Za-z0-9_.*-]+\Z")
_LISTEN = re.compile(r"[0-9a-fA-F.:\[\]]+(?: [a-z0-9_]+)*\Z")
_PATH = re.compile(r"/[^\x00-\x1f\x7f\"'\\${};]*\Z")


@dataclass(frozen=True)
class Server:
    """Where nginx finds the site and its logs, and what it answers to."""

    root: str = "/srv/newsroom"
    logs: str = "/var/log/newsroom"
    listen: tuple[str, ...] = ("80", "[::]:80")
    names: tuple[str, ...] = ("newsroom.example",)
    certificate: tuple[str, str] | None = None
    """The files of the certificate and its key; whoever sets it makes `listen` say `ssl`."""


def site(server: Server) -> str:
    """The file that nginx includes at the level of `http`. Raises ValueError for a value that could
    be more than it says."""
    names = " ".join(_checked(name, _NAME) for name in server.names)
    values = _of_policy() | {
        "root": _path(server.root),
        "redirects": _path(f"{server.root}/{_REDIRECTS}"),
        "access_log": _path(f"{server.logs}/access.log"),
        "error_log": _path(f"{server.logs}/error.log"),
        "listen": "\n".join(f"    listen {_checked(one, _LISTEN)};" for one in server.listen),
        "names": names,
        "tls": _text("tls-how-to.conf").rstrip(),
        "plain_http": "",
    }
    if server.certificate:
        certificate, key = map(_path, server.certificate)
        values["tls"] = _filled("tls.conf", {"certificate": certificate, "key": key}).rstrip()
        values["plain_http"] = _filled("plain-http.conf", {"names": names})
    return _filled("site.conf", values)


def logrotate(server: Server) -> str:
    logs = _checked(server.logs, _PATH)
    return _filled("logrotate", {"logs": logs, "days": str(policy.LOG_DAYS)})


def _of_policy() -> dict[str, str]:
    cache = policy.cache_control
    return {
        "bucket": str(_BUCKET),
        "hidden": policy.HIDDEN,
        "locale": _LOCALE,
        "trackers": old_addresses.TRACKERS,
        "cors": "\n".join(f'    "~{_regex(glob)}" "*";' for glob in policy.CORS_PATHS),
        "short": cache(SHORT),
        "immutable": cache(IMMUTABLE),
        "alert": cache(ALERT),
        "immutable_paths": policy.IMMUTABLE_PATHS,
        "alert_paths": policy.ALERT_PATHS,
        "not_found": policy.NOT_FOUND_CACHE_CONTROL,
        "csp": policy.SECURITY_HEADERS["Content-Security-Policy"],
        "pictures": policy.PICTURES,
        "picture_csp": policy.PICTURE_CSP,
        "download_csp": policy.DOWNLOAD_CSP,
        "disposition": policy.DOWNLOAD_DISPOSITION,
        "hsts": policy.HSTS,
        "security": "\n".join(
            f'    add_header {name} "{value}" always;'
            for name, value in policy.SECURITY_HEADERS.items()
            if name != "Content-Security-Policy"
        ),
        "types": _types(policy.TYPES, 8),
        "download_types": _types(attachments.TYPES, 12),
        "bytes": attachments.JUST_BYTES,
        "downloads": policy.DOWNLOADS,
        "well_known": policy.WELL_KNOWN,
        "well_known_type": policy.WELL_KNOWN_TYPE,
        "well_known_json": "\n".join(map(_well_known, policy.JSON_WELL_KNOWN)),
        "feeds": "\n".join(_feed(f"feed*.{ending}") for ending in policy.FEED_TYPES),
        "gone": redirect_map.GONE,
        "exactly": redirect_map.EXACTLY,
        "gone_mark": moved.GONE_MARK,
    }


def _types(types: Mapping[str, str], indent: int) -> str:
    endings: dict[str, list[str]] = {}
    for ending, type_ in types.items():
        endings.setdefault(type_, []).append(ending)
    return "\n".join(
        f'{" " * indent}"{type_}" {" ".join(found)};' for type_, found in endings.items()
    )


def _feed(name: str) -> str:
    regex = _regex(f"*/{name}").removeprefix("^.*").replace(".*", "[^/]*")
    return _only_type(f'~ "{regex}"', policy.content_type(name.replace("*", "")))


def _well_known(name: str) -> str:
    address = f"{policy.WELL_KNOWN}{name}"
    return _only_type(f"= {address}", policy.content_type(address[1:]))


def _only_type(where: str, type_: str) -> str:
    return f'    location {where} {{\n        types {{ }}\n        default_type "{type_}";\n    }}'


def _regex(glob: str) -> str:
    return "^" + ".*".join(map(re.escape, glob.split("*"))) + "$"


def _filled(name: str, values: Mapping[str, str]) -> str:
    """`@missing` and `@gone` without a second @ are names of nginx."""
    return re.sub(r"@([a-z_]+)@", lambda found: values[found[1]], _text(name))


def _text(name: str) -> str:
    return (_TEXTS / name).read_text(encoding="utf-8")


def _path(path: str) -> str:
    return f'"{_checked(path, _PATH)}"'


def _checked(value: str, pattern: re.Pattern[str]) -> str:
    if not pattern.match(value):
        raise ValueError(f"{value!r} cannot stand in the configuration of nginx")
    return value
