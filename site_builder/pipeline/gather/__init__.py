"""From the content folder to the index of what the site shows: what has changed, and all that
stands on it.

files -> data files -> media -> documents -> those that cannot be shown -> conflicts
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from site_builder.config import BuildConfig
from site_builder.index.content.documents import Row
from site_builder.index.content.takedowns import Takedowns
from site_builder.index.database import Index
from site_builder.pipeline.gather.data import DataFiles
from site_builder.pipeline.gather.documents import ChangedDocuments
from site_builder.pipeline.gather.files import ChangedFiles
from site_builder.pipeline.gather.media import ChangedMedia
from site_builder.pipeline.usable import IsPublic, UsableMedia, Uses
from site_builder.progress import Reporter
from site_builder.source.last_good import LastGood


@dataclass
class Gathered:
    """What has changed. `touched` are the questions that may have another answer now, None for
    all; `rows` what the changed documents were and are."""

    touched: set[str] | None = field(default_factory=set)
    rows: list[tuple[Row | None, Row | None]] = field(default_factory=list)
    addresses: dict[str, Any] | None = None  # redirects and tombstones, when they have changed
    media: set[str] = field(default_factory=set)  # digests of which something has changed
    uses: Uses = field(default_factory=set)  # (digest, role) that changed pages will show
    awaited_uses: Uses = field(default_factory=set)
    scanned_files: int = 0
    scan_seconds: float = 0.0


class Moved(Exception):
    """The content folder has changed while it was read."""


def gather(
    config: BuildConfig,
    index: Index,
    reporter: Reporter,
    *,
    complete: bool,
    hints: set[str] | None = None,
    is_public: IsPublic | None = None,
    is_whole: Callable[[], bool] | None = None,
) -> Gathered:
    """Within a transaction of the index. `hints` are the only files that may have changed. With
    `is_public` no rendition is made of a picture that is not: pages go without it until it is made,
    and their documents do not count as good before. While an export is not `complete`, what is
    missing may come. Raises Moved when what was read is not `is_whole`: the store of last good
    versions is then as it was."""
    with closing(LastGood(config.last_good, trial=config.trial)) as good:
        files = ChangedFiles(config, index, good)
        files.find(hints)
        data = DataFiles(config, index, good, files)
        data.read()
        media = ChangedMedia(config, index, files)
        media.read(data.withdrawn)
        usable = UsableMedia(config, index, reporter, is_public)
        documents = ChangedDocuments(config, index, reporter, good, files, usable)
        documents.read(media, data.touched | media.touched)
        if is_whole is not None and not is_whole():
            raise Moved
        files.forget(complete=complete)
        if good.accept():
            good.drop(Takedowns(index).taken_down())
        if complete and hints is None and index.fresh:
            good.keep_only(files.found)
        return Gathered(
            touched=documents.touched,
            rows=documents.rows,
            addresses=data.addresses,
            media=media.changed,
            uses=documents.uses,
            awaited_uses=documents.awaited_uses,
            scanned_files=files.scanned,
            scan_seconds=files.seconds,
        )
