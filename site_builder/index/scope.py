"""The lists in which a story stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """A part of the stories: all of a locale, a section, a department or a topic."""

    locale: str
    kind: str = ""
    slug: str = ""

    @property
    def key(self) -> str:
        return f"{self.locale}/{self.kind}/{self.slug}"


def scopes(
    locale: str, section: str | None, department: str | None, topics: Iterable[str]
) -> Iterator[Scope]:
    """Of a document; one that belongs to no section stands in no list."""
    if section is None:
        return
    yield Scope(locale)
    yield Scope(locale, "section", section)
    if department:
        yield Scope(locale, "department", department)
    yield from (Scope(locale, "topic", topic) for topic in topics)
