"""Pictures and attachments as they stand in media/: the bytes and a record beside them."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from cms.export.folder import ContentFolder
from cms.export.references import References
from cms.images.models import Attachment, Picture, default_title
from contract import attachments, documents, paths, records
from contract.documents import Document
from contract.problems import ContractError


class MediaWriter:
    """Writes each picture and attachment once a batch, however many pages show it.

    To `verify` is to read the bytes of those that stand in the folder already.
    """

    def __init__(self, folder: ContentFolder, *, verify: bool = False) -> None:
        self.folder, self.verify = folder, verify
        self._written: set[str] = set()

    def write(self, document: Document, references: References) -> list[str]:
        """Writes what a document uses; the digests. All of it is checked before any is written."""
        for row, file, text in checked_records(document, references, done=self._written):
            self._put(row, file, text)
        return sorted({digest for _kind, digest in documents.media_used(document)})

    def write_ahead(self, pictures: Iterable[Picture]) -> None:
        """Writes pictures that no document names yet. One that the builder would refuse, or whose
        upload is damaged, waits for a page that shows it: then it is told of that page."""
        for picture in pictures:
            with suppress(ContractError, OSError):
                self._put(picture, *_checked_record(picture, "image"))

    def _put(self, row: Any, file: str, text: str) -> None:
        target = paths.media_folder(row.digest)
        self.folder.copy(
            f"{target}/{row.content_name}", Path(row.file.path), row.digest, verify=self.verify
        )
        self.folder.write(file, text)
        # The same bytes may have stood here under the name of an upload that was deleted.
        self.folder.keep_only(target, {row.content_name, file.rpartition("/")[2]})
        self._written.add(row.digest)


def checked_records(
    document: Document, references: References, *, done: Collection[str] = ()
) -> list[tuple[Any, str, str]]:
    """(row, file, text) of the record of each picture and attachment that a document uses, but
    for those `done`. Raises ContractError for one that the builder would refuse."""
    used = {digest: kind for kind, digest in documents.media_used(document)}
    found = []
    for digest in sorted(used.keys() - {*done}):
        kind = used[digest]
        first = references.first_picture if kind == "image" else references.first_attachment
        found.append((first[digest], *_checked_record(first[digest], kind)))
    return found


def _checked_record(row: Any, kind: str) -> tuple[str, str]:
    """(file, text) of the record. Raises ContractError for one that the builder would refuse."""
    record = picture_record(row) if kind == "image" else attachment_record(row)
    file, text = f"{paths.media_folder(row.digest)}/{kind}.json", records.dump(record)
    records.load(text.encode(), file)
    return file, text


def picture_record(picture: Picture) -> dict[str, Any]:
    record: dict[str, Any] = {
        "alt": picture.alt,
        "colour": picture.colour,
        "consent": picture.consent,
        "credit": picture.credit,
        "file": picture.content_name,
        "focal": _focal(picture),
        "height": picture.height,
        "minors": picture.minors,
        "title": picture.title if picture.title != default_title(picture.content_name) else "",
        "width": picture.width,
    }
    return {key: value for key, value in record.items() if value not in (None, "", {}, False)}


def attachment_record(attachment: Attachment) -> dict[str, Any]:
    record = {
        "file": attachment.content_name,
        "language": attachment.language,
        "title": attachment.titles,
        "type": attachments.type_of(attachment.content_name),
    }
    said = {key: value for key, value in record.items() if value not in (None, "", {})}
    return said | {"size": attachment.get_file_size()}


def _focal(picture: Picture) -> dict[str, int] | None:
    names = ("x", "y", "width", "height")
    values = {name: getattr(picture, f"focal_point_{name}") for name in names}
    if values["x"] is None or values["y"] is None:
        return None
    return {name: value or 0 for name, value in values.items()}
