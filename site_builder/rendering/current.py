"""What templates reach as globals though it differs from output to output.

Jinja evaluates a component that is imported without context once, and one that is imported with
it anew for every page. So `page` and `content` are stand-ins for those of the output that is made
now, and `shared` asks the render context of that output.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class StandIn:
    """Has the attributes of what it stands for; of nothing while it stands for None. Fields it has
    itself for the while, because templates read them more often than they are shown anew."""

    shown: Any = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.shown, name)

    def show(self, shown: Any) -> None:
        self.__dict__ = {**getattr(shown, "__dict__", {}), "shown": shown}


class Current:
    """The output that is made now: its page, its content, its render context."""

    def __init__(self) -> None:
        self.page, self.content, self.context = StandIn(), StandIn(), StandIn()

    def globals(self) -> dict[str, Any]:
        return {
            "page": self.page,
            "content": self.content,
            "shared": self._shared,
            "asset": self._asset,
        }

    @contextmanager
    def showing(self, context: Any, page: object = None) -> Iterator[None]:
        """Within the block, templates see this; blocks may stand in one another."""
        stand_ins = (self.page, self.content, self.context)
        before = [stand_in.__dict__ for stand_in in stand_ins]
        for stand_in, shown in zip(stand_ins, (page, context.content, context), strict=True):
            stand_in.show(shown)
        try:
            yield
        finally:
            for stand_in, fields in zip(stand_ins, before, strict=True):
                stand_in.__dict__ = fields

    def _shared(self, component: Any, *arguments: Any) -> Any:
        return self.context.shared(component, *arguments)

    def _asset(self, name: str) -> Any:
        return self.context.asset(name)
