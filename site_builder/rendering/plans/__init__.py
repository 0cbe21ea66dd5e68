"""Which pages there are. A plan asks the content in one locale, as a page does, and answers with
targets; it is asked again when one of its answers has changed."""

from collections.abc import Callable, Iterator

from site_builder.index.facade import Content
from site_builder.index.outputs import Target
from site_builder.rendering.makers import Makers
from site_builder.rendering.plans import archives, documents, fronts, notices, terms

Planner = Callable[[Content], Iterator[Target]]

PLANS: dict[str, Planner] = {
    "archives": archives.targets,
    "fronts": fronts.targets,
    "notices": notices.targets,
    "terms": terms.targets,
}
MAKERS: Makers = {
    **archives.MAKERS,
    **documents.MAKERS,
    **fronts.MAKERS,
    **notices.MAKERS,
    **terms.MAKERS,
}
