"""Writing into a content folder as the export does: batches, and files whole or not at all."""

import os
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

from contract import documents, paths, records
from contract.documents import Document
from contract.site_config import SiteConfig
from tests.benchmarks.pictures import Picture


class ContentFolder:
    """A folder that tests/benchmarks/corpus.py wrote. `version` is that of its last batch."""

    def __init__(self, folder: Path, site: SiteConfig) -> None:
        self.folder, self.site, self.version = folder, site, 1

    def publish(self, changed: Sequence[Document], shown: Sequence[Picture] = ()) -> float:
        """Writes one batch; the moment (time.monotonic) before its first byte."""
        files = [(document.file, documents.dump(document, self.site)) for document in changed]
        started = time.monotonic()
        self._state("writing")
        for picture in shown:
            self._picture(picture)
        for file, text in files:
            write(self.folder / file, text)
        self.version += 1
        self._state("complete")
        return started

    def _state(self, state: str) -> None:
        value = {"content_version": self.version, "format": 1, "state": state}
        write(self.folder / "version.json", records.dump(value))

    def _picture(self, picture: Picture) -> None:
        target = self.folder / paths.media_folder(picture.digest)
        target.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(picture.file, target / picture.record["file"])
        write(target / "image.json", records.dump(picture.record))


def write(path: Path, text: str) -> None:
    """Beside its place, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name[:80]}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8", newline="\n")
    draft.replace(path)


def write_new(path: Path, text: str) -> None:
    """In its place at once: for the many files of a folder that nobody reads yet."""
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except FileNotFoundError:  # cheaper than to ask for the folder each time
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def page_of(output: Path, document: Document) -> Path:
    """The page of a document; all three engines give it the same address."""
    return output / document.url.lstrip("/") / "index.html"
