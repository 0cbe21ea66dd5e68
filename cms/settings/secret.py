"""The signing key of an installation that was not given one."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path


def secret_key(data_dir: Path) -> str:
    """SECRET_KEY of the environment, else one made once and kept in DATA_DIR for its owner."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    file = data_dir / "secret_key"
    if not file.exists():
        _create(file)
    return file.read_text(encoding="ascii")


def _create(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent)  # mode 600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(50))
        # link() never replaces: of two processes that start together, both read the first one's.
        with suppress(FileExistsError):
            os.link(name, file)
    finally:
        os.unlink(name)
