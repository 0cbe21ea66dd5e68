"""Our content folder as a Pelican site with the theme and the settings that Pelican brings along."""

from pathlib import Path

from contract import paths
from contract.documents import Document
from contract.site_config import SiteConfig
from tests.benchmarks.incremental.bodies import MarkdownBodies
from tests.benchmarks.incremental.content import write_new

SETTINGS = Path(__file__).resolve().parents[1] / "pelican_site" / "pelicanconf.py"


class PelicanSite:
    """Writes a content folder for Pelican into `folder`."""

    def __init__(self, folder: Path, site: SiteConfig) -> None:
        self.folder, self.bodies = folder, MarkdownBodies(site.default_locale)

    def write(self, document: Document) -> Path | None:
        """The file of the document; None for home and section fronts, which Pelican makes itself."""
        self.bodies.add(document)
        if document.type in ("home", "section"):
            return None
        path = self.folder / document.file
        write_new(path, f"{self._head(document)}\n\n{self.bodies.text(document)}\n")
        return path

    @staticmethod
    def _head(document: Document) -> str:
        front = document.front
        head = {
            "Title": front["title"],
            "Date": front["date"],
            "Modified": front["modified"],
            "Lang": front["locale"],
            "Slug": front["slug"],
            "Summary": front.get("summary", ""),
        }
        if document.type in paths.STORY_TYPES:
            section = paths.SECTION_OF_TYPE[document.type]
            head |= {"Category": section, "Tags": ", ".join(front["topics"])}
            head["Author"] = front["department"]
        return "\n".join(f"{key}: {value}" for key, value in head.items())
