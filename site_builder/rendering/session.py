"""What all outputs of one build share: theme and index. Workers inherit it by forking."""

import os
from pathlib import Path

from site_builder.index.facade import Content
from site_builder.index.reading import PictureMaker
from site_builder.index.store import Store
from site_builder.rendering.context import RenderContext
from site_builder.rendering.fragments import Fragments
from site_builder.rendering.theme import Theme


class Session:
    def __init__(self, index: Path, theme: Theme, make_picture: PictureMaker) -> None:
        self.index, self.theme, self.make_picture = index, theme, make_picture
        self._store: Store | None = None
        self._owner = 0
        self._fragments = Fragments()

    @property
    def store(self) -> Store:
        """This process's own connection: SQLite connections must not cross a fork."""
        if self._store is None or self._owner != os.getpid():
            self._store, self._owner = Store(self.index), os.getpid()
        return self._store

    def content(self) -> Content:
        """For asking what no output asks."""
        site = self.theme.site
        return Content(self.store, site, site.default_locale, self.make_picture)

    def context(self, locale: str) -> RenderContext:
        content = Content(self.store, self.theme.site, locale, self.make_picture)
        return RenderContext(self.theme, content, self._fragments)
