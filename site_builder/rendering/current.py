"""`page` and `content` as templates know them: stand-ins for those of the output that is made now.

Jinja evaluates a component that is imported without context once, and one that is imported with
it anew for every page. So what differs from page to page reaches components through these two.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Current:
    """Has the attributes of what it stands for; outside of `showing` it has none."""

    __slots__ = ("_shown",)

    def __init__(self) -> None:
        self._shown: Any = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._shown, name)

    @contextmanager
    def showing(self, shown: object) -> Iterator[None]:
        """Within the block, stands for `shown`; blocks may stand in one another."""
        before, self._shown = self._shown, shown
        try:
            yield
        finally:
            self._shown = before
