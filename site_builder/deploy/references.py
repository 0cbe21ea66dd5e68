"""What a file of the site refers to on the site itself, by looking for addresses in it.

Whatever looks like one counts: it only serves to keep or to bring what may be needed.
"""

import html
import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

_TEXTS = (".html", ".json", ".xml", ".css", ".js", ".txt", ".webmanifest")
_ADDRESS = re.compile(r"""(?:https?:)?/[^\s"'<>()\\,]*""")


def paths(path: str, data: bytes, site_url: str) -> set[str]:
    """Paths of files that the file at `path` may refer to."""
    if not path.endswith(_TEXTS):
        return set()
    text = html.unescape(data.decode("utf-8", "replace"))
    return {found for address in _ADDRESS.findall(text) for found in _own(address, site_url)}


def _own(address: str, site_url: str) -> Iterator[str]:
    if address.startswith(("http:", "https:")):
        if not address.startswith(site_url + "/"):
            return
        address = address[len(site_url) :]
    if address.startswith("//"):
        return
    path = unquote(urlsplit(address).path).lstrip("/")
    yield f"{path}index.html" if not path or path.endswith("/") else path
