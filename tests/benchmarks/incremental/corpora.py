"""One corpus as the content folder of each engine that is measured, written in one pass."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from pathlib import Path

from contract import documents, records
from contract.documents import Document
from contract.site_config import SiteConfig
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.incremental.content import write_new
from tests.benchmarks.incremental.hugo_site import HugoSite
from tests.benchmarks.incremental.pelican_site import PelicanSite
from tests.benchmarks.pictures import Picture

SAMPLE = 24  # documents that are edited in turn


@dataclass(frozen=True)
class Corpora:
    """The folders of the engines, and `sample`: news in the default locale from all over the years."""

    site: SiteConfig
    shown: Sequence[Picture]
    content: Path
    hugo: HugoSite | None
    pelican: PelicanSite | None
    sample: list[Document]
    documents: int


def write_all(
    folder: Path, stories: int, site: SiteConfig, shown: Sequence[Picture], theme: Path, seed: int,
    *, others: Container[str] = ("hugo", "pelican"),
) -> Corpora:  # fmt: skip
    """`others` are the engines besides our builder that get a folder."""
    corpus, content = Corpus(stories, site, shown, seed=seed), folder / "content"
    corpus.write_records(content)
    hugo = HugoSite(folder / "hugo", site, corpus.taxonomy()) if "hugo" in others else None
    pelican = PelicanSite(folder / "pelican", site) if "pelican" in others else None
    if hugo:
        hugo.frame(theme / "static")
    found, count = list[Document](), 0
    for document in corpus.documents():
        count += 1
        write_new(content / document.file, documents.dump(document, site))
        for other in (hugo, pelican):
            if other:
                other.write(document)
        if document.type == "news" and document.front["locale"] == site.default_locale:
            found.append(document)
    version = {"content_version": 1, "format": 1, "state": "complete"}
    write_new(content / "version.json", records.dump(version))
    return Corpora(site, shown, content, hugo, pelican, found[:: max(1, stories // SAMPLE)], count)
