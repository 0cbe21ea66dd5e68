"""A store for looking at what a deploy would do: it reads from another one, and keeps to itself
what is written."""

from collections.abc import Iterable

from site_builder.deploy.files import PRIVATE
from site_builder.deploy.stores import ABSENT, Found, Listed, Refused, Store, Upload


class DryStore:
    def __init__(self, store: Store) -> None:
        self.store = store
        self._written: dict[str, Upload | None] = {}

    def now(self) -> float:
        return self.store.now()

    def read(self, key: str) -> tuple[bytes, str] | None:
        if key not in self._written:
            return self.store.read(key)
        upload = self._written[key]
        return (upload.data(), upload.sha256) if upload else None

    def look(self, key: str) -> Found | None:
        if key not in self._written:
            return self.store.look(key)
        upload = self._written[key]
        return Found(upload.sha256, upload.size, upload.sha256) if upload else None

    def write(self, key: str, upload: Upload, expected: str | None) -> str:
        if key.startswith(PRIVATE) and expected is not None:
            found = self.look(key)
            if (found.etag if found else ABSENT) != expected:
                raise Refused(key)
        self._written[key] = upload
        return upload.sha256

    def copy(self, key: str, to: str, etag: str) -> None:
        """What is kept for later nobody reads in a dry run."""

    def remove(self, key: str, etag: str | None) -> None:
        self._written[key] = None

    def keys(self, prefix: str) -> Iterable[Listed]:
        return self.store.keys(prefix)

    def flush(self) -> None:
        """Nothing was written."""

    def close(self) -> None:
        self.store.close()
