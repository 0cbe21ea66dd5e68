"""What all outputs of one build share: theme and index. Workers inherit it by forking."""

import os
import sqlite3
from pathlib import Path

from site_builder.index import database
from site_builder.index.facade import Content
from site_builder.index.reading import PictureMaker
from site_builder.index.store import Store
from site_builder.rendering.context import RenderContext
from site_builder.rendering.fragments import Fragments
from site_builder.rendering.makers import Makers
from site_builder.rendering.theme import Theme


class Session:
    """`connection` is this process's own; `told` are the questions of which it told the answer."""

    def __init__(
        self,
        index: Path,
        connection: sqlite3.Connection,
        theme: Theme,
        makers: Makers,
        make_picture: PictureMaker,
    ) -> None:
        self.index, self.theme, self.makers, self.make_picture = index, theme, makers, make_picture
        self.told = set[str]()
        self._store, self._owner = Store(connection), os.getpid()
        self._fragments = Fragments()

    @property
    def store(self) -> Store:
        """SQLite connections must not cross a fork: each process has its own."""
        if self._owner != os.getpid():
            self._store, self._owner = Store(database.readable(self.index)), os.getpid()
        return self._store

    def context(self, locale: str) -> RenderContext:
        content = Content(self.store, self.theme.site, locale, self.make_picture)
        return RenderContext(self.theme, content, self._fragments)
