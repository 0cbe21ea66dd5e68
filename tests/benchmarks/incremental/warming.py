"""A content folder that shows every picture in every role: building it makes all renditions."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from contract import documents
from contract.blocks import Block
from contract.site_config import SiteConfig
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.incremental.content import write
from tests.benchmarks.incremental.edits import Editor
from tests.benchmarks.pictures import Picture

_FEW = 8


def write_warming(folder: Path, site: SiteConfig, shown: Sequence[Picture]) -> None:
    corpus = Corpus(_FEW, site, shown)
    corpus.write(folder)
    sample = [document for document in corpus.documents() if document.type == "news"]
    editor = Editor(site, sample)
    for number, picture in enumerate(shown):
        pair = [picture, shown[number - 1]]
        document = editor.new_story(pair)[0]
        image = Block("image", {"image": picture.digest, "caption": editor.last_words})
        cover = {"cover": {"image": picture.digest}}
        blocks = (document.blocks[0], image, *document.blocks[1:])
        shows = replace(document, front=document.front | cover, blocks=blocks)
        write(folder / shows.file, documents.dump(shows, site))
