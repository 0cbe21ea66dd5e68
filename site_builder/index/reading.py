"""Recorded reading: what the parts of the facade share."""

import hashlib
import json
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Self

from contract.site_config import SiteConfig
from site_builder.index.recorder import Recorder
from site_builder.index.store import Store
from site_builder.index.views import Picture

PictureMaker = Callable[[str, dict[str, object], str], Picture]

parsed = lru_cache(maxsize=4096)(json.loads)  # shared by all who read a record: never changed


@dataclass(frozen=True)
class Reading:
    """Reads the index for one output, in one locale."""

    store: Store
    site: SiteConfig
    locale: str
    make_picture: PictureMaker
    recorder: Recorder = field(default_factory=Recorder)

    def in_locale(self, locale: str) -> Self:
        """The same content in another locale, recorded by the same recorder."""
        return replace(self, locale=locale)

    def recorded_by(self, recorder: Recorder) -> Self:
        return replace(self, recorder=recorder)

    def _read(self, query: str, answer: Hashable) -> None:
        if answer is None or isinstance(answer, str):
            self.recorder.read(query, answer)
        else:
            self.recorder.read(query, _digest(answer))

    def _named(self, names: dict[str, str]) -> tuple[str, str | None]:
        """The name in this locale, else in the first one of the site that has it."""
        for code in (self.locale, *self.site.locale_codes):
            if code in names:
                return names[code], None if code == self.locale else code
        return next(iter(names.values()), ""), None


@lru_cache(maxsize=4096, typed=True)
def _digest(answer: Hashable) -> str:
    text = json.dumps(answer, ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
