"""A store at which calls fail: before they are applied, or after, when only the answer is lost."""

from collections.abc import Callable, Iterable
from typing import Any

from site_builder.deploy.stores import Found, Listed, Store, Upload
from site_builder.errors import DeployError

BEFORE, AFTER = "failed before", "applied, reply lost"


class Failed(DeployError):
    pass


class FaultyStore:
    """The k-th call fails; with `dead`, so do all that follow, as when the process was killed.
    `seen` is called after each call that was applied."""

    def __init__(
        self, store: Store, *, at: int = 0, mode: str = BEFORE, dead: bool = True,
        seen: Callable[[Store], None] = lambda store: None,
    ) -> None:  # fmt: skip
        self.store, self.at, self.mode, self.dead, self.seen = store, at, mode, dead, seen
        self.calls: list[str] = []

    def _call(self, name: str, *arguments: Any) -> Any:
        self.calls.append(f"{name} {arguments[0] if arguments else ''}")
        number = len(self.calls)
        if self.at and number > self.at and self.dead:
            raise Failed("the process is dead")
        if number == self.at and self.mode == BEFORE:
            raise Failed(f"call {number} failed")
        answer = getattr(self.store, name)(*arguments)
        self.seen(self.store)
        if number == self.at:
            raise Failed(f"the answer to call {number} was lost")
        return answer

    def now(self) -> float:
        return self.store.now()

    def read(self, key: str) -> tuple[bytes, str] | None:
        return self._call("read", key)

    def look(self, key: str) -> Found | None:
        return self._call("look", key)

    def write(self, key: str, upload: Upload, expected: str | None) -> str:
        return self._call("write", key, upload, expected)

    def copy(self, key: str, to: str, etag: str) -> None:
        self._call("copy", key, to, etag)

    def remove(self, key: str, etag: str | None) -> None:
        self._call("remove", key, etag)

    def keys(self, prefix: str) -> Iterable[Listed]:
        return self._call("keys", prefix)

    def flush(self) -> None:
        self.store.flush()

    def close(self) -> None:
        self.store.close()
