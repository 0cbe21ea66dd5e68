"""Pictures and attachments as templates read them."""

from typing import Any

from contract import paths
from site_builder.index.reading import Reading, parsed
from site_builder.index.views import Attachment, Picture, PictureWords

REMEMBERED = 4096  # pictures, by a store


class Media(Reading):
    """The part of the facade that answers pictures and attachments."""

    def picture(self, digest: str | None, role: str) -> Picture | None:
        record = self._picture(digest, f"picture:{digest}/{role}")
        if digest is None or record is None:
            return None
        self.recorder.media.add((digest, role))
        key, known = (digest, role, self.locale), self.store.pictures
        if key not in known:
            alt, lang = self._named(record.get("alt", {}))
            made = self.make_picture(digest, record | {"alt": alt, "alt_lang": lang}, role)
            if len(known) >= REMEMBERED:
                known.clear()
            known[key] = made
        return known[key]

    def words(self, digest: str) -> PictureWords | None:
        """What is said of a picture, whatever it is shown as; None when it has gone."""
        record = self._picture(digest, f"words:{digest}")
        if record is None:
            return None
        return PictureWords(*self._named(record.get("alt", {})), record.get("credit"))

    def _picture(self, digest: str | None, query: str) -> dict[str, Any] | None:
        """The record of a picture; None when it has gone or is still being made."""
        if not digest:
            return None
        row = None if self.store.is_awaited(digest) else self.store.media(digest)
        self._read(query, row and row[2])
        return parsed(row[1]) if row and row[0] == "image" else None

    def attachment(self, digest: str) -> Attachment | None:
        row = self.store.media(digest)
        self._read(f"attachment:{digest}", row and row[2])
        if row is None or row[0] != "attachment":
            return None
        self.recorder.media.add((digest, "file"))
        record = parsed(row[1])
        name = record["file"]
        title, _ = self._named(record.get("title", {}))
        return Attachment(
            url=paths.attachment_url(digest, name),
            name=name,
            title=title or name,
            type=record["type"],
            size=record["size"],
            language=record.get("language"),
            extension=name.rpartition(".")[2].upper(),
        )
