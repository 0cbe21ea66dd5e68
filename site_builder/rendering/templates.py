"""What each template is made of: itself and all that it extends, includes or imports.

An output depends on the templates that its own reaches, not on the whole theme.
"""

import hashlib
import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from pathlib import Path

# A name that is worked out while the page is rendered may be any.
_REFERENCE = re.compile(
    r"""{%[-+]?\s*(?:extends|include|import|from)\s+(?:["']([^"']+)["']\s*(?=[-+]?%}|import\b|as\b|with|ignore\b)|.)"""
)


class Templates:
    """The templates in a folder, by their names relative to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made_of = lru_cache(maxsize=None)(self._made_of)

    def _made_of(self, name: str) -> str:
        """Every template that this one reaches, with a digest of its source: `name digest`, a line
        each."""
        reached, waiting = set[str](), [name]
        while waiting:
            found = waiting.pop()
            if found not in reached:
                reached.add(found)
                waiting += self._references(found)
        return "\n".join(f"{found} {self._digests.get(found, '')}" for found in sorted(reached))

    def stands(self, made_of: str | None) -> bool:
        """Whether all that a template was made of is still the same."""
        pairs = (line.rpartition(" ") for line in (made_of or "").splitlines())
        return all(self._digests.get(name, "") == digest for name, _, digest in pairs)

    def _references(self, name: str) -> Iterator[str]:
        for match in _REFERENCE.finditer(self.sources.get(name, "")):
            if match[1]:
                yield match[1]
            else:
                yield from self.sources

    @cached_property
    def sources(self) -> dict[str, str]:
        return {
            path.relative_to(self.folder).as_posix(): path.read_text(encoding="utf-8")
            for path in self.folder.rglob("*")
            if path.is_file() and not path.name.startswith(".")
        }

    @cached_property
    def _digests(self) -> dict[str, str]:
        return {
            name: hashlib.blake2b(source.encode(), digest_size=8).hexdigest()
            for name, source in self.sources.items()
        }
