"""Our reader in Pelican's place for Markdown files.

Pelican's own reader would copy `{attach}../../secret` into the site, obey `Save_as:` lines and
leave titles unescaped. With this one, whatever reads a .md file through Pelican gets checked
content or an error.
"""

from pathlib import Path
from typing import Any

from pelican.readers import BaseReader

from contract import documents
from site_builder.source.prepare import prepare


class DocumentReader(BaseReader):  # type: ignore[misc]
    """Reads a file of the content folder: (safe HTML of its prose, metadata)."""

    enabled = True
    file_extensions = ("md",)

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """Raises ContractError for a file that breaks the contract."""
        site, content = self.settings["NEWSROOM_SITE"], Path(self.settings["PATH"])
        path = Path(source_path)
        file = path.resolve().relative_to(content.resolve()).as_posix()
        prepared = prepare(documents.load(path.read_bytes(), file, site), site)
        prose = [data["html"] for kind, data in prepared.body if kind in ("text", "html")]
        return "\n".join(prose), {**prepared.card, **prepared.rest}
