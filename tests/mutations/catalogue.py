"""The mutations: each disables one call by which the builder notices what has changed, and names
the tests that fail soonest then."""

from dataclasses import dataclass, replace

from site_builder.index.content.addresses import Addresses
from site_builder.index.content.looked import Looked
from site_builder.index.content.notes import Notes
from site_builder.index.content.takedowns import Takedowns
from site_builder.index.content.uses import MediaUses
from site_builder.index.outputs.answers import Answers
from site_builder.index.outputs.copied import CopiedFiles
from site_builder.index.outputs.due import Dues
from site_builder.index.outputs.wants import Wants
from site_builder.index.recorder import Recorder
from site_builder.index.sources import Sources
from site_builder.pipeline import audit, fingerprint
from site_builder.pipeline.copies import Copies
from site_builder.pipeline.planning import Planning, ThemeAnswers
from tests.mutations import ways
from tests.mutations.ways import Disable, altered, nothing, uncalled

_PIPELINE = "tests/site_builder/pipeline"
CHANGES = f"{_PIPELINE}/test_changes.py"
AS_CLEAN = f"{CHANGES}::test_a_change_is_built_as_in_a_clean_build"
_TAKEN_BACK = "test_a_change_taken_back_leaves_the_site_as_it_was"
TRACKING = f"{_PIPELINE}/test_tracking.py"
INCREMENTAL = f"{_PIPELINE}/test_incremental.py"
SEQUENCES = f"{_PIPELINE}/test_state_machine.py"
LAST_GOOD = f"{_PIPELINE}/test_last_good.py"
RESIDENT = f"{_PIPELINE}/test_resident.py"
TEXT_FIRST = f"{_PIPELINE}/test_text_first.py"
TESTS = (TRACKING, CHANGES, INCREMENTAL, RESIDENT, LAST_GOOD, TEXT_FIRST, SEQUENCES)


@dataclass(frozen=True)
class Mutation:
    """`does` completes "the builder ...". `first` are the tests to begin with. `needless` says why
    the call is needed by nobody, if so: no test can fail."""

    name: str
    does: str
    disable: Disable
    first: tuple[str, ...] = ()
    needless: str = ""


def _changes(*names: str) -> tuple[str, ...]:
    return tuple(f"{AS_CLEAN}[{name}]" for name in names)


_OF_THE_CARD = "who asks this has the card, and is due by that"
_TOLD = "whoever asked is due, and tells the answer when it is rendered"

_NO_FILE = "a folder is no file of the content: the whole content is looked at"

# Answers that an output saw are not recorded

_READ = {
    "asset": (f"{CHANGES}::test_another_style_sheet_has_another_name_on_every_page",),
    "template": _changes("template"),
    "card": _changes("title"),
    "document": _changes("body"),
    "translations": _changes("translation-added"),
    "sections": _changes("section-front"),
    "home": _changes("home-added"),
    "menu": _changes("menu-added"),
    "latest": _changes("story-added"),
    "month": _changes("date-same-month"),
    "months": _changes("date-other-year"),
    "months_beside": _changes("date-other-month"),
    "month_documents": _changes("story-added"),
    "changed_months": _changes("date-other-year"),
    "neighbours": _changes("story-added"),
    "related": _changes("topics-changed"),
    "moved": (f"{TRACKING}::test_the_first_of_several",),
    "gone": (f"{TRACKING}::test_what_is_gone",),
    "has_term": _changes("translation-added"),
    "terms": _changes("topics-changed"),
    "term": _changes("topic-renamed"),
    "picture": _changes("picture-described"),
    "words": (f"{TRACKING}::test_a_feed_shows_the_credit",),
    "attachment": (f"{TRACKING}::test_an_attachment_has_the_title",),
}

_READS = [
    Mutation(f"read-{family}", f"does not record `{family}:`", ways.no_read(family), first)
    for family, first in _READ.items()
]

# Questions that a change moves are not named

_OF_DOCUMENTS = (
    "card", "document", "translations", "month_documents", "changed_months", "home", "sections",
    "menu", "latest", "months", "month", "months_beside", "has_term", "terms",
)  # fmt: skip
_NAMES = [
    *(
        Mutation(
            f"name-{family}",
            f"does not ask `{family}:` again of a changed document",
            ways.unnamed_by_documents(family),
            _READ[family],
        )
        for family in _OF_DOCUMENTS
    ),
    *(
        Mutation(
            f"name-{family}-{end}",
            f"does not ask `{family}:` again of {whom}",
            ways.unnamed_by_documents(family, which),
            _READ[family],
            _OF_THE_CARD if which is ways.of_itself else "",
        )
        for family in ("neighbours", "related")
        for end, whom, which in (
            ("itself", "the changed document", ways.of_itself),
            ("others", "those around the changed document", ways.of_others),
        )
    ),
    *(
        Mutation(
            f"name-{family}",
            f"does not ask `{family}:` again of a changed file",
            ways.unnamed("by_media", family),
            _READ[family],
        )
        for family in ("picture", "words", "attachment")
    ),
    Mutation(
        "name-term",
        "does not ask `term:` again of a changed term",
        ways.unnamed("by_terms", "term"),
        _READ["term"],
    ),
]

_PLANNING = [
    Mutation("include", "does not count what a fragment read", nothing(Recorder, "include"), _changes("title")),
    Mutation(
        "theme", "does not ask again for templates and files of the theme",
        nothing(ThemeAnswers, "moved", dict), _changes("template"),
    ),
    Mutation(
        "plans", "plans its pages only once",
        nothing(Planning, "_plan", set), _changes("date-other-month"),
    ),
    Mutation(
        "addresses", "does not plan redirects again when a page comes or goes",
        nothing(Addresses, "noticed", bool), _changes("slug"),
    ),
    Mutation(
        "addresses-answers", "does not make redirects due that lead elsewhere",
        nothing(Planning, "_plan_addresses", dict), _changes("slug-redirect"),
    ),
    Mutation(
        "answers", "does not note the answers that have moved",
        uncalled(Answers, "note", "_moved"), needless=_TOLD,
    ),
    Mutation(
        "answers-of-addresses", "does not note where redirects lead now",
        uncalled(Answers, "note", "_plan_addresses"), needless=_TOLD,
    ),
    Mutation("limits", "does not note how long lists are", nothing(Answers, "limits", list), _changes("story-added")),
    Mutation(
        "addresses-of-plans", "does not plan redirects again when a list comes or goes",
        altered(Planning, "_plan", lambda _: set()), (f"{TRACKING}::test_a_redirect_gives_way",),
    ),
    Mutation(
        "same-address", "takes another page at an address for the same",
        ways.same_page, (f"{TRACKING}::test_two_stories",),
    ),
    Mutation("due-few", "does not render who asked what few ask", ways.not_due(wide=False), _changes("title")),
    Mutation("due-many", "does not render who asked what many ask", ways.not_due(wide=True), _changes("menu-added")),
    Mutation(
        "asked-once", "counts a question as asked when the page asks it no more",
        ways.asked_for_ever, _changes("cover-removed"),
    ),
    Mutation(
        "asked-removed", "counts the questions of pages that are removed",
        ways.asked_by_the_removed, _changes("deleted-gone"),
    ),
    Mutation("all-due", "does not render all when settings change", nothing(Dues, "make_all_due"), _changes("site-name")),
    Mutation(
        "unwant", "keeps what a plan does not want any more",
        uncalled(Wants, "unwant", "planned"), _changes("date-other-month"),
    ),
    Mutation(
        "unwant-documents", "keeps the page of a document that left its address",
        uncalled(Wants, "unwant", "_plan_documents"), _changes("deleted"),
    ),
]  # fmt: skip

_GATHERING = [
    Mutation(
        "faulty", "does not look again at documents that were left out",
        nothing(Notes, "faulty", set), (f"{TRACKING}::test_a_picture_that_goes",),
    ),
    Mutation(
        "awaiting", "does not look again at documents whose pictures were awaited",
        nothing(MediaUses, "awaiting", set), (f"{TRACKING}::test_a_story_comes_into",),
    ),
    Mutation(
        "awaited", "does not ask again for pictures that were awaited",
        altered(MediaUses, "set_awaited", lambda _: set()),
        (f"{TRACKING}::test_a_story_comes_into",),
    ),
    Mutation(
        "files-using", "does not look again at documents that use a changed picture",
        nothing(MediaUses, "files_using", set), (f"{TRACKING}::test_a_picture_that_goes",),
    ),
    Mutation(
        "withdrawn", "does not look at pictures that were taken down",
        altered(Takedowns, "set_withdrawn", lambda _: set()),
        (f"{LAST_GOOD}::test_a_withdrawn_picture_leaves_the_site_at_once",),
    ),
    Mutation(
        "losers", "does not compare documents that gave way to another",
        nothing(Looked, "has", lambda: True), (f"{TRACKING}::test_a_story_gives_way",),
    ),
    Mutation(
        "dropped-files", "remembers the digests of files that are gone",
        uncalled(Sources, "drop", "forget"), (f"{CHANGES}::{_TAKEN_BACK}[deleted]",),
    ),
    Mutation(
        "settled-stat", "trusts the times of a file that was just written",
        nothing(Sources, "_is_settled", lambda: True), (f"{TRACKING}::test_a_file_that_was_written_twice",),
    ),
    Mutation(
        "files-below", "does not know which files were in a folder that is gone",
        nothing(Sources, "below", list), needless=_NO_FILE,
    ),
    Mutation(
        "hints", "believes what it is told to look at, though the content is another folder",
        ways.any_hints, (f"{RESIDENT}::test_another_content_folder",),
    ),
    Mutation(
        "theme-fingerprint", "keeps the theme that it has loaded",
        altered(fingerprint, "of", lambda prints: replace(prints, theme="")),
        (f"{RESIDENT}::test_an_edited_theme",),
    ),
    Mutation(
        "content-fingerprint", "keeps its index when settings of the content change",
        altered(fingerprint, "of", lambda prints: replace(prints, content="")),
        (f"{TRACKING}::test_another_time_zone",),
    ),
    Mutation(
        "engine-fingerprint", "keeps its pages when settings change",
        altered(fingerprint, "of", lambda prints: replace(prints, engine="")), _changes("site-name"),
    ),
]  # fmt: skip

_FILES = [
    Mutation("audit", "does not look at the files that it wrote", nothing(audit, "audit"), (f"{TRACKING}::test_a_picture_of_the_output",)),
    Mutation("settle", "does not settle pictures", nothing(Copies, "settle"), _changes("cover-removed")),
    Mutation(
        "unsettle-shown", "does not settle the pictures that a page shows now",
        uncalled(CopiedFiles, "unsettle", "done"), (f"{TRACKING}::test_a_picture_comes_and_goes",),
    ),
    Mutation(
        "unsettle-removed", "does not settle the pictures of a page that went",
        uncalled(CopiedFiles, "unsettle", "_forget_reads"), (f"{TRACKING}::test_a_page_that_goes",),
    ),
    Mutation(
        "unsettle-lost", "does not settle the pictures whose files were changed",
        uncalled(CopiedFiles, "unsettle", "lost"), (f"{TRACKING}::test_a_picture_of_the_output",),
    ),
    Mutation(
        "unsettle-changed", "does not settle the pictures that have changed",
        uncalled(CopiedFiles, "unsettle", "run"), (f"{TRACKING}::test_an_attachment_that_has_another_name",),
    ),
]  # fmt: skip

MUTATIONS = {m.name: m for m in [*_READS, *_NAMES, *_PLANNING, *_GATHERING, *_FILES]}
