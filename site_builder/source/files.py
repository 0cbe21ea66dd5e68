"""Opening files of the content folder: the one gate, whatever stands under a name."""

import os
import stat
from pathlib import Path

from contract import paths, records
from contract.problems import ContractError

# Never through a link, and never waiting for whoever writes into a pipe.
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def read(content: Path, file: str) -> bytes:
    """The bytes of a regular file, at most one more than a file may have. Raises ContractError."""
    path = paths.inside(content, file)
    if path is None or path != content.resolve() / file:  # no link on the way either
        raise ContractError.of("file.symlink", file)
    try:
        with open(os.open(path, _FLAGS), "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise ContractError.of("file.symlink", file)
            return stream.read(records.MAX_BYTES + 1)
    except OSError as error:
        raise ContractError.of("file.unreadable", file, detail=error.strerror) from error
