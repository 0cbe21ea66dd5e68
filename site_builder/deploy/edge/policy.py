"""The one place that says how a site is given out: types, lives in caches, headers, who may read.

Paths are site paths relative to the root (`th/news/index.html`); patterns are matched against the
address (`/th/news/index.html`). Regular expressions are written so that Python and nginx read them
alike, `CORS_PATHS` are path patterns of CloudFront, where `*` stands for anything, slashes too.
"""

import re
from fnmatch import fnmatchcase
from types import MappingProxyType

from contract import attachments, old_addresses, paths
from site_builder.index.outputs import ALERT, IMMUTABLE, SHORT

SHORT_SECONDS, SHORT_STALE_SECONDS = 60, 300
# How long after a deploy a cache may still give out an old page or feed. What the old one links
# (pictures, stylesheets) must be kept for longer than this.
LONGEST_SHORT_LIFE_SECONDS = SHORT_SECONDS + SHORT_STALE_SECONDS
_CACHE_CONTROL = {
    IMMUTABLE: "public, max-age=31536000, immutable",
    SHORT: f"public, max-age={SHORT_SECONDS}, stale-while-revalidate={SHORT_STALE_SECONDS}",
    ALERT: "public, max-age=0, s-maxage=5",
}
# What is not there may come with the next deploy.
NOT_FOUND_CACHE_CONTROL = _CACHE_CONTROL[ALERT]

IMMUTABLE_PATHS = r"^/(?:static|img|files)/"
# What may be another one at any moment: warnings, and the receipt by which the newsroom goes.
ALERT_PATHS = r"^/(?:alerts\.json$|\.well-known/release\.json$|[^/]+/alerts/)"
PICTURES, DOWNLOADS = "/img/", "/files/"
# Below the root of a target: what deploys know of it. Nobody reads it through an edge.
STATE = ".newsroom"
WELL_KNOWN = "/.well-known/"
HIDDEN = paths.HIDDEN
# Where other sites' scripts may read: what feeds and the app name, and their media.
CORS_PATHS = (
    "/files/*",
    "/img/*",
    "/api/*",
    "/alerts.json",
    "*/feed*.json",
    "*/feed*.xml",
)

FEED_TYPES = MappingProxyType({"json": "application/feed+json", "xml": "application/atom+xml"})
_TEXTS = {
    "html": "text/html",
    "css": "text/css",
    "js": "text/javascript",
    "json": "application/json",
    "xml": "application/xml",
    "txt": "text/plain",
    "svg": "image/svg+xml",
    "webmanifest": "application/manifest+json",
}
_BYTES = {
    "avif": "image/avif",
    "ico": "image/x-icon",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "wasm": "application/wasm",
    "webp": "image/webp",
    "woff2": "font/woff2",
}
JSON_WELL_KNOWN = ("apple-app-site-association", "assetlinks.json")


def _with_charset(type_: str) -> str:
    return f"{type_}; charset=utf-8"


# Ending -> Content-Type, everywhere but in /files/ and for feeds.
TYPES = MappingProxyType(
    {ending: _with_charset(type_) for ending, type_ in _TEXTS.items()}
    | _BYTES
    | dict.fromkeys(old_addresses.SCRIPT_ENDINGS, _with_charset(_TEXTS["html"]))
)
WELL_KNOWN_TYPE = _with_charset("text/plain")

# The theme's own script, styles, fonts and pictures; nothing inline, nothing from elsewhere. Its
# data for search engines (JSON-LD) is not run, so the policy does not touch it.
_CSP = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'",
    "font-src 'self'", "connect-src 'self'", "base-uri 'none'", "form-action 'none'",
    "frame-ancestors 'none'", "require-trusted-types-for 'script'",
))  # fmt: skip
# Chromium shows a picture that was opened by itself in a page with styles of its own.
PICTURE_CSP = _CSP.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
_UNUSED_FEATURES = ("camera", "geolocation", "microphone", "payment", "usb")
SECURITY_HEADERS = MappingProxyType({
    "Content-Security-Policy": _CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _UNUSED_FEATURES),
})  # fmt: skip
# For HTTPS only; other names below the city's domain may still need HTTP.
HSTS_SECONDS = 31_536_000
HSTS = f"max-age={HSTS_SECONDS}"
DOWNLOAD_CSP = "default-src 'none'; sandbox"
# Browsers name the file as the link says (its title), or else as the address does; a name that
# stood here would count for more than both.
DOWNLOAD_DISPOSITION = "attachment"

LOG_DAYS = 90


def content_type(path: str) -> str:
    """What readers are told."""
    name = path.rpartition("/")[2]
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if is_download(path):  # a text may be in another encoding than ours
        return attachments.type_of(name)
    if f"/{path}".startswith(WELL_KNOWN):
        return _well_known_type(name, ending)
    if is_feed(path):
        return _with_charset(FEED_TYPES[ending])
    return TYPES.get(ending, attachments.JUST_BYTES)


def _well_known_type(name: str, ending: str) -> str:
    if name in JSON_WELL_KNOWN:
        return _TEXTS["json"]
    return TYPES.get(ending, WELL_KNOWN_TYPE)


def is_feed(path: str) -> bool:
    name = path.rpartition("/")[2]
    return fnmatchcase(name, "feed*.json") or fnmatchcase(name, "feed*.xml")


def is_download(path: str) -> bool:
    """Whether browsers are to save what lies there, whatever it is."""
    return f"/{path}".startswith(DOWNLOADS)


def cache_class(path: str) -> str:
    """The class by the path alone, as nginx knows it; the records of the outputs say the same."""
    if re.search(IMMUTABLE_PATHS, f"/{path}"):
        return IMMUTABLE
    return ALERT if re.search(ALERT_PATHS, f"/{path}") else SHORT


def cache_control(cache_class: str) -> str:
    return _CACHE_CONTROL[cache_class]


def allows_any_origin(path: str) -> bool:
    return any(fnmatchcase(f"/{path}", pattern) for pattern in CORS_PATHS)


def is_hidden(path: str) -> bool:
    """Whether nobody may read what lies there."""
    return re.search(HIDDEN, f"/{path}") is not None


def stored_type(path: str) -> str:
    """The type in a bucket. CloudFront compresses what has one of the types that it knows, and
    those of feeds are none: viewer-response.js gives them back."""
    type_ = content_type(path)
    for ending, feed in FEED_TYPES.items():
        type_ = type_.replace(feed, _TEXTS[ending])
    return type_


def stored_headers(path: str, cache_class: str) -> dict[str, str]:
    """What is stored with an object, so that a bucket and CloudFront give it out rightly."""
    missing = path.rpartition("/")[2] == "404.html"
    headers = {
        "Content-Type": stored_type(path),
        "Cache-Control": NOT_FOUND_CACHE_CONTROL if missing else cache_control(cache_class),
    }
    if is_download(path):
        headers["Content-Disposition"] = DOWNLOAD_DISPOSITION
    return headers


def security_headers(path: str) -> dict[str, str]:
    """Of an answer over HTTP; over HTTPS `HSTS` comes with them."""
    headers = dict(SECURITY_HEADERS)
    if is_download(path):
        headers["Content-Security-Policy"] = DOWNLOAD_CSP
    elif f"/{path}".startswith(PICTURES):
        headers["Content-Security-Policy"] = PICTURE_CSP
    return headers
