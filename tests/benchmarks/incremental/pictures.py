"""What the pages of other generators name as pictures: as many files in as many sizes as ours."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from tests.benchmarks.pictures import Picture

WIDTHS = (320, 480, 800, 1200, 1600)
# Role -> (type, widths) of each <source>, then ending, width and height of the <img>.
ROLES: dict[str, tuple[tuple[tuple[str, tuple[int, ...]], ...], tuple[str, int, int]]] = {
    "cover": ((("avif", WIDTHS), ("webp", WIDTHS), ("jpg", WIDTHS)), ("jpg", 800, 500)),
    "inline": ((("webp", (480, 960, 1600)), ("jpg", (480, 960, 1600))), ("jpg", 960, 640)),
    "gallery": ((("webp", (480, 1600)),), ("jpg", 1600, 1067)),
    "tile": ((("webp", (320, 480)),), ("webp", 480, 360)),
}
_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
_NAME = re.compile(r"-(\d+)\.(avif|webp|jpg)\Z")


class PictureFiles:
    """Names of picture files by ending and width: those that `names` lists, where it has some."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._known: dict[tuple[str, int], list[str]] = defaultdict(list)
        for name in sorted(names):
            if found := _NAME.search(name):
                self._known[found[2], int(found[1])].append(name)

    def data(self, shown: Iterable[Picture]) -> dict[str, Any]:
        """Digest -> what templates need to show the picture in each role."""
        return {picture.digest: self._picture(n, picture) for n, picture in enumerate(shown)}

    def _picture(self, number: int, picture: Picture) -> dict[str, Any]:
        roles = {role: self._role(number, picture, role) for role in ROLES}
        return {**roles, "alt": picture.record["alt"], "credit": picture.record["credit"]}

    def _role(self, number: int, picture: Picture, role: str) -> dict[str, Any]:
        sources, (ending, width, height) = ROLES[role]
        return {
            "sources": [self._source(number, picture, kind, widths) for kind, widths in sources],
            "src": self._url(number, picture, ending, width),
            "width": width,
            "height": height,
        }

    def _source(
        self, number: int, picture: Picture, kind: str, widths: tuple[int, ...]
    ) -> dict[str, str]:
        urls = (f"{self._url(number, picture, kind, width)} {width}w" for width in widths)
        return {"type": _TYPES[kind], "srcset": ", ".join(urls)}

    def _url(self, number: int, picture: Picture, ending: str, width: int) -> str:
        known = self._known.get((ending, width))
        name = known[number % len(known)] if known else f"{picture.digest[:20]}-{width}.{ending}"
        return f"/img/{name}"
