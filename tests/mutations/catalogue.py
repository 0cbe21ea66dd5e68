"""The mutations: each disables one call by which the builder notices what has changed, and names
the tests that fail soonest then."""

from dataclasses import dataclass

from site_builder.index import questions
from site_builder.index.content import ContentWriter
from site_builder.index.outputs import STANDS, Outputs
from site_builder.index.recorder import Recorder
from site_builder.index.sources import Sources
from site_builder.pipeline import audit, gather, planning
from site_builder.pipeline.copies import Copies
from site_builder.pipeline.planning import Planning, ThemeAnswers
from site_builder.source.last_good import LastGood
from tests.mutations import ways
from tests.mutations.ways import Disable, nothing, uncalled

_PIPELINE = "tests/site_builder/pipeline"
CHANGES = f"{_PIPELINE}/test_changes.py"
AS_CLEAN = f"{CHANGES}::test_a_change_is_built_as_in_a_clean_build"
TRACKING = f"{_PIPELINE}/test_tracking.py"
INCREMENTAL = f"{_PIPELINE}/test_incremental.py"
SEQUENCES = f"{_PIPELINE}/test_state_machine.py"
LAST_GOOD = f"{_PIPELINE}/test_last_good.py"
TEXT_FIRST = f"{_PIPELINE}/test_text_first.py"
TESTS = (TRACKING, CHANGES, INCREMENTAL, LAST_GOOD, TEXT_FIRST, SEQUENCES)


@dataclass(frozen=True)
class Mutation:
    """`does` completes "the builder ...". `first` are the tests to begin with."""

    name: str
    does: str
    disable: Disable
    first: tuple[str, ...] = ()


def _changes(*names: str) -> tuple[str, ...]:
    return tuple(f"{AS_CLEAN}[{name}]" for name in names)


# Answers that an output saw are not recorded

_READ = {
    "asset": (f"{CHANGES}::test_another_style_sheet_has_another_name_on_every_page",),
    "template": _changes("template"),
    "card": _changes("title"),
    "document": _changes("body"),
    "translations": _changes("translation-added"),
    "sections": _changes("section-front"),
    "home": _changes("home-removed"),
    "menu": _changes("menu"),
    "latest": _changes("story-added"),
    "month": _changes("date-same-month"),
    "months": _changes("date-other-year"),
    "months_beside": _changes("date-other-month"),
    "month_documents": _changes("story-added"),
    "changed_months": _changes("date-other-year"),
    "neighbours": _changes("story-added"),
    "related": _changes("topics-changed"),
    "moved": _changes("slug-redirect"),
    "gone": _changes("deleted-gone"),
    "has_term": _changes("translation-added"),
    "terms": _changes("topics-changed"),
    "term": _changes("topic-renamed"),
    "picture": _changes("picture-described"),
    "words": (),
    "attachment": (),
}
assert _READ.keys() - questions._QUERIES.keys() == {"asset", "template"}
assert questions._QUERIES.keys() <= _READ.keys()

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
        nothing(ContentWriter, "noticed", bool), _changes("slug"),
    ),
    Mutation(
        "addresses-answers", "does not make redirects due that lead elsewhere",
        nothing(Planning, "_plan_addresses", dict), _changes("slug-redirect"),
    ),
    Mutation(
        "answers", "does not note the answers that have moved",
        uncalled(Outputs, "answered", "_moved"),
    ),
    Mutation("limits", "does not note how long lists are", nothing(Outputs, "limits", list), _changes("story-added")),
    Mutation(
        "unwant", "keeps what a plan does not want any more",
        uncalled(Outputs, "unwant", "planned"), _changes("date-other-month"),
    ),
    Mutation(
        "unwant-documents", "keeps the page of a document that left its address",
        uncalled(Outputs, "unwant", "_plan_documents"), _changes("deleted"),
    ),
]  # fmt: skip

_FILES = [
    Mutation("audit", "does not look at the files that it wrote", nothing(audit, "audit")),
    Mutation(
        "settled-stat", "trusts the times of a file that was just written",
        nothing(Sources, "_is_settled", lambda: True),
    ),
    Mutation("settle", "does not settle pictures", nothing(Copies, "settle"), _changes("cover-removed")),
    Mutation(
        "unsettle-shown", "does not settle the pictures that a page shows now",
        uncalled(Outputs, "unsettle", "done"), _changes("cover-replaced"),
    ),
    Mutation(
        "unsettle-removed", "does not settle the pictures of a page that went",
        uncalled(Outputs, "unsettle", "removed"), _changes("deleted"),
    ),
    Mutation(
        "unsettle-lost", "does not settle the pictures whose files were changed",
        uncalled(Outputs, "unsettle", "lost"),
    ),
    Mutation(
        "unsettle-changed", "does not settle the pictures that have changed",
        uncalled(Outputs, "unsettle", "_plan"), _changes("picture-under-its-name"),
    ),
    Mutation("media", "does not know which pictures it has changed", nothing(ContentWriter, "set_media", bool), ()),
]  # fmt: skip

MUTATIONS = {m.name: m for m in [*_READS, *_NAMES, *_PLANNING, *_FILES]}
