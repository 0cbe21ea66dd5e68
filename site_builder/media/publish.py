"""Putting into the output folder the pictures and attachments that its pages show, no others."""

import filecmp
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from contract import paths
from site_builder.errors import OutputError
from site_builder.index import outputs
from site_builder.index.outputs import IMMUTABLE, OutputRecord
from site_builder.index.recorder import Recorder
from site_builder.media import recipes


def publish(
    output: Path,
    renditions: Path,
    content: Path,
    records: dict[str, tuple[str, dict[str, Any]]],
    shown: Iterable[tuple[str, str]],
) -> Iterator[OutputRecord]:
    """Copies what is `shown` (digest, role); files share their bytes where the disk allows."""
    sources: dict[str, tuple[Path, tuple[str, str]]] = {}
    for digest, role in sorted(shown):
        kind, record = records[digest]
        if kind == "attachment":
            source = content / paths.media_folder(digest) / record["file"]
            sources[paths.attachment_url(digest, record["file"])] = (source, (digest, role))
        else:
            for rendition in recipes.renditions(digest, record, role):
                sources[rendition.url] = (renditions / rendition.name, (digest, role))
    for url, found in sources.items():
        yield _publish(output, url.lstrip("/"), *found)


def _publish(output: Path, path: str, source: Path, use: tuple[str, str]) -> OutputRecord:
    target = output / path
    try:
        if not target.exists() or not _same(source, target):
            _copy(source, target)
        data = target.read_bytes()
    except OSError as error:
        raise OutputError(f"{target} cannot be written: {error.strerror}") from error
    recorder = Recorder(media={use})
    return outputs.record(path, data, "media", IMMUTABLE, recorder)


def _same(source: Path, target: Path) -> bool:
    return os.path.samefile(source, target) or filecmp.cmp(source, target, shallow=False)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name[:80]}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    try:
        os.link(source, draft)
    except OSError:
        shutil.copyfile(source, draft)
    draft.replace(target)
