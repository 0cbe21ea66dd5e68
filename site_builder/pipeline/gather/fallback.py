"""Documents that use missing or unusable media fall back on their last good version."""

from contract.problems import Problem
from site_builder.config import BuildConfig
from site_builder.index import touched
from site_builder.index.content import notes as stages
from site_builder.index.content.documents import Documents
from site_builder.index.content.notes import Notes
from site_builder.index.content.uses import MediaUses
from site_builder.index.database import Index
from site_builder.media import recipes
from site_builder.media.cache import Fault
from site_builder.pipeline.usable import UsableMedia, is_refused
from site_builder.source import load
from site_builder.source.last_good import LastGood
from site_builder.source.prepare import PreparedDocument


class Fallback:
    """For the documents that are looked at."""

    def __init__(
        self, config: BuildConfig, index: Index, good: LastGood, usable: UsableMedia
    ) -> None:
        self.config, self.good, self.usable = config, good, usable
        self.documents, self.notes, self.uses = Documents(index), Notes(index), MediaUses(index)
        self._refused = set[str]()

    def replace_broken(self, faults: dict[str, Fault]) -> set[str]:
        """Given why some media cannot be used. The questions that this touches, besides those about
        the documents."""
        for file, problems in self._troubled(faults).items():
            self.documents.remove(file)
            self.notes.note(stages.USE, problems.values())
            if kept := self._last_good(file, faults):
                self.documents.add([kept])
                self.documents.keep(file)
        return touched.by_media(self._refused, recipes.ROLES)

    def _troubled(self, faults: dict[str, Fault]) -> dict[str, dict[str, Problem]]:
        """What is wrong with the media of each document that cannot be shown as it is."""
        troubled = dict[str, dict[str, Problem]]()
        for file, uses in self.uses.of_looked():
            if self.usable.awaits(uses):
                self.good.reject(file)
            if problems := self.usable.problems(file, uses, faults):
                troubled[file] = problems
        return troubled

    def _last_good(self, file: str, faults: dict[str, Fault]) -> PreparedDocument | None:
        """Without attachments that may not be published any more: what was public of the document
        besides stays so."""
        self.good.reject(file)
        document = load.last_good_document(file, self.config.site, self.good)
        if document is None:
            return None
        faults = faults | self.usable.faults({(use.digest, use.role) for use in document.media})
        problems = self.usable.problems(file, document.media, faults)
        refused = {digest for digest, problem in problems.items() if is_refused(problem)}
        if problems.keys() - refused:
            return None
        self.usable.refuse(refused)
        self._refused |= refused
        return document
