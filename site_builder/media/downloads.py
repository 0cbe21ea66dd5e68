"""Attachments before they go out: content may come from tools that did not look at them."""

from pathlib import Path

from contract import attachments
from contract.attachments import NotAnAttachment
from site_builder.media.encode import PictureError


def check(source: Path) -> None:
    """Whether the file is what its name says. Raises PictureError."""
    try:
        with source.open("rb") as file:
            attachments.check(file, source.name)
    except OSError as error:
        raise PictureError("media.unreadable", detail=error.strerror) from error
    except NotAnAttachment as error:
        raise PictureError(error.code, **error.params) from error
