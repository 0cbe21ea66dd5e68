"""Pictures and attachments as templates read them."""

from contract import paths
from site_builder.index.reading import Reading, parsed
from site_builder.index.views import Attachment, Picture


class Media(Reading):
    """The part of the facade that answers pictures and attachments."""

    def picture(self, digest: str | None, role: str) -> Picture | None:
        if not digest:
            return None
        awaited = self.store.awaits(digest, role)
        row = None if awaited else self.store.media(digest)
        self._read(f"picture:{digest}/{role}", row and row[2])
        if row is None or row[0] != "image":
            self.recorder.awaits = self.recorder.awaits or awaited
            return None
        self.recorder.media.add((digest, role))
        record = parsed(row[1])
        alt, lang = self._named(record.get("alt", {}))
        return self.make_picture(digest, record | {"alt": alt, "alt_lang": lang}, role)

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
