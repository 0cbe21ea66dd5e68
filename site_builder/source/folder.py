"""The content folder, and opening files of it: the one gate, whatever stands under a name."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from contract import paths, records
from contract.problems import ContractError
from site_builder.config import BuildConfig

# Never through a link, and never waiting for whoever writes into a pipe.
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True)
class Folder:
    """The files at `root`, and before them those of an `overlay`: what the content would be."""

    root: Path
    overlay: Path | None = None

    @classmethod
    def of(cls, config: BuildConfig) -> "Folder":
        return cls(config.content, config.overlay)

    def at(self, file: str) -> Path:
        """Where a file is, or would be."""
        return self._root_of(file) / file

    def read(self, file: str) -> bytes:
        """The bytes of a regular file, at most one more than a file may have. Raises
        ContractError."""
        root = self._root_of(file)
        path = paths.inside(root, file)
        if path is None or path != root.resolve() / file:  # no link on the way either
            raise ContractError.of("file.symlink", file)
        try:
            with open(os.open(path, _FLAGS), "rb") as stream:
                if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                    raise ContractError.of("file.symlink", file)
                return stream.read(records.MAX_BYTES + 1)
        except OSError as error:
            raise ContractError.of("file.unreadable", file, detail=error.strerror) from error

    def _root_of(self, file: str) -> Path:
        is_over = self.overlay is not None and os.path.lexists(self.overlay / file)
        return self.overlay if is_over and self.overlay else self.root
