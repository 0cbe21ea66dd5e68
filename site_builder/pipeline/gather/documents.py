"""The documents that have changed, and those that stand on something that has."""

from collections.abc import Iterator

from contract import conflicts
from site_builder.config import BuildConfig
from site_builder.index import touched
from site_builder.index.content import notes as stages
from site_builder.index.content.documents import Documents, Row
from site_builder.index.content.looked import Looked
from site_builder.index.content.notes import Notes
from site_builder.index.content.taxonomy import Taxonomy
from site_builder.index.content.uses import MediaUses
from site_builder.index.database import Index
from site_builder.index.outputs.answers import Answers
from site_builder.index.store import Store
from site_builder.media import recipes
from site_builder.pipeline.gather.fallback import Fallback
from site_builder.pipeline.gather.files import ChangedFiles
from site_builder.pipeline.gather.media import ChangedMedia
from site_builder.pipeline.usable import UsableMedia, Uses
from site_builder.progress import Reporter
from site_builder.source import load
from site_builder.source.last_good import LastGood
from site_builder.source.prepare import PreparedDocument

# With more changes than that, looking at everything costs less than at what each may touch.
MANY = 2000


class ChangedDocuments:
    """`rows` are what the changed ones were and are, `touched` the questions that may have another
    answer now, None for all; `uses` are the media that they will show, `awaited_uses` those that
    they wait for."""

    def __init__(
        self,
        config: BuildConfig,
        index: Index,
        reporter: Reporter,
        good: LastGood,
        files: ChangedFiles,
        usable: UsableMedia,
    ) -> None:
        self.config, self.index, self.reporter = config, index, reporter
        self.good, self.files, self.usable = good, files, usable
        self.documents, self.looked = Documents(index), Looked(index)
        self.notes, self.media_uses = Notes(index), MediaUses(index)
        self.rows: list[tuple[Row | None, Row | None]] = []
        self.touched: set[str] | None = None
        self.uses, self.awaited_uses = Uses(), Uses()

    def read(self, media: ChangedMedia, known: set[str]) -> None:
        """`known` are questions that are touched already."""
        files = self._to_look_at(media.used)
        self.looked.look_at(files)
        before = {} if self.index.fresh else self.documents.rows()
        self.documents.forget()
        self._stage(sorted(files - self.files.gone))
        self.index.make_indexes()
        faults = self.usable.faults(self.usable.wanted(media.changed))
        fallback = Fallback(self.config, self.index, self.good, self.usable)
        known = known | fallback.replace_broken(faults)
        self._drop_losers(before)
        self._note_terms(everywhere=any(key.startswith("term:") for key in known))
        known |= self._note_awaited(media.changed)
        self._compare(before, known)

    def _to_look_at(self, used_media: set[str]) -> set[str]:
        """The documents that have changed, those that were left out before, and those that wait for
        a picture or use one that has changed."""
        files = self.files.of_kind("document")
        if self.index.fresh:
            return files
        again = self.files.faulty("document") | self.media_uses.awaiting()
        again |= self.media_uses.files_using(used_media)
        return again | self.files.unlike_before(files - again)

    def _stage(self, names: list[str]) -> None:
        config, content = self.config, self.files.content
        with self.reporter.steps("Reading", len(names)) as advance:

            def documents() -> Iterator[PreparedDocument]:
                for loaded in load.load_documents(
                    content, names, config.site, self.good, jobs=config.jobs
                ):
                    advance()
                    self.files.note(loaded)
                    if loaded.value is not None:
                        yield loaded.value

            self.documents.add(documents())

    def _drop_losers(self, before: dict[str, Row]) -> None:
        for file, problem in conflicts.losers(self.documents.claims()).items():
            if not self.looked.has(file):
                before[file] = self.documents.row_of(file)
            self.documents.remove(file)
            self.notes.clear(stages.TERMS, [file])  # one that is not looked at may have some
            self.notes.note(stages.CONFLICT, [problem])

    def _note_terms(self, *, everywhere: bool) -> None:
        if everywhere:
            self.notes.clear(stages.TERMS)
        undefined = Taxonomy(self.index).undefined_terms(everywhere=everywhere or self.index.fresh)
        self.notes.note(stages.TERMS, undefined)

    def _note_awaited(self, changed_media: set[str]) -> set[str]:
        """The questions that this touches."""
        usable = self.usable
        waiting = {f: uses for f, uses in self.media_uses.of_looked() if usable.awaits(uses)}
        self.awaited_uses = {
            (use.digest, use.role)
            for uses in waiting.values()
            for use in uses
            if use.digest in usable.awaited
        }
        self.uses = usable.shown(usable.wanted(changed_media))
        moved = self.media_uses.set_awaited(usable.awaited, waiting)
        return touched.by_media(moved, recipes.ROLES)

    def _compare(self, before: dict[str, Row], known: set[str]) -> None:
        """What the changed documents were and are, and which questions that touches."""
        if self.index.fresh:
            return
        self.looked.look_at([*before, *self.looked.files()])
        now = self.documents.rows()
        pairs = [(before.get(file), now.get(file)) for file in {**before, **now}]
        self.rows = [(old, new) for old, new in pairs if old != new]
        rows = [row for pair in self.rows for row in pair if row]
        if len(rows) <= MANY:
            store, limits = Store(self.index.database), Answers(self.index).limits()
            self.touched = known | touched.by_documents(store, rows, limits)
