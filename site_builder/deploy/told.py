"""What the receipts of a deploy or of a rollback are to tell: of which documents, and which version
of them is public then."""

from collections.abc import Callable, Mapping

from site_builder.deploy import live
from site_builder.deploy.build import file_of
from site_builder.deploy.files import File
from site_builder.deploy.plan import Plan
from site_builder.deploy.receipt import KEPT_LAST_GOOD, About, Told, document_of, pages
from site_builder.index.handover import Handover


class Telling:
    """What the receipts of a deploy are to tell. `standing` gives what is at a path of the target
    before it, `modified` when the documents were changed whose versions are public, as far as
    anyone knows."""

    def __init__(
        self,
        made: Plan,
        handover: Handover,
        standing: Callable[[str], File | None],
        modified: Mapping[tuple[str, str], str],
    ) -> None:
        self.handover, self.standing, self.modified = handover, standing, modified
        self.own = {document_of(put.file): put.file for put in made.puts}
        self.held = self._held(made)

    def about(self, made: Plan, *, is_all: bool) -> About:
        """One that brings `is_all` of the last build also tells which documents stand in an older
        version, though it writes nothing of them: whoever changed one wants to know."""
        paths = pages(made)
        if is_all:
            paths = dict.fromkeys([*self.handover.kept(), *self.held], "") | paths
        told, files = [], []
        for document, path in sorted(paths.items()):
            file = self._public(document)
            told.append(self._told(document, file, path))
            files += [file] if file else []
        written = {put.file.path for put in made.puts}
        standing = (file for file in files if file.path not in written)
        return About(tuple(each for each in told if each.path), tuple(standing), is_all)

    def _held(self, made: Plan) -> dict[str, File]:
        """document -> its page, which stays as it was since there is no new one."""
        found = {}
        for path in made.held:
            file = self.standing(path)
            document = document_of(file)
            if file and document and self._new(document) is None:
                found[document] = self.own.get(document, file)
        return found

    def _new(self, document: str) -> File | None:
        """Its page as the last build has it."""
        known = self.handover.document(*_key(document))
        output = self.handover.output(known.path) if known else None
        return file_of(output) if output and output.of == document else None

    def _public(self, document: str) -> File | None:
        """Its page when the deploy is done."""
        if document in self.own or document in self.held:
            return self.own.get(document) or self.held[document]
        known = self.handover.document(*_key(document))
        there = self.standing(known.path) if known else None
        return there if document_of(there) == document else None

    def _told(self, document: str, file: File | None, path: str) -> Told:
        key = _key(document)
        if document in self.held and file:
            return Told(*key, file.path, self.modified.get(key, ""), KEPT_LAST_GOOD)
        known = self.handover.document(*key)
        if known is None or file is None:
            return Told(*key, path, "", live.GONE)
        state = KEPT_LAST_GOOD if known.is_kept else live.LIVE
        return Told(*key, file.path, known.modified, state)


def about_rollback(made: Plan, modified: Mapping[tuple[str, str], str]) -> About:
    """`modified` of the documents in the release that is gone back to, as far as anyone knows."""
    back = {document_of(put.file) for put in made.puts}
    told = []
    for document, path in sorted(pages(made).items()):
        when = modified.get(_key(document), "") if document in back else ""
        told.append(Told(*_key(document), path, when, live.LIVE if document in back else live.GONE))
    return About(tuple(told))


def _key(document: str) -> tuple[str, str]:
    id_, _, locale = document.partition("/")
    return id_, locale
