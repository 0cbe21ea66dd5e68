"""Everything that a batch of pages refers to, read with one query a kind."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from wagtail.models import Locale, Page

from cms.core import prose
from cms.core.blocks.pictures import item_value
from cms.core.models import ContentPage
from cms.export import selectors
from cms.images.models import Attachment, Picture
from cms.taxonomy.models import Department, NewsCategory, Topic

_LINKS = {"page": "pages", "document": "attachments"}


class References:
    """What ids stand for. Pictures and attachments are rows, terms slugs, pages document ids."""

    def __init__(self, pages: list[ContentPage]) -> None:
        wanted: dict[str, set[int]] = defaultdict(set)
        for page in pages:
            if page.cover_id:
                wanted["pictures"].add(page.cover_id)
            for block in page.body.raw_data:
                _collect(block["type"], block["value"], wanted)
        pictures, attachments = map(selectors.public_files, (Picture, Attachment))
        self.pictures: dict[int, Picture] = pictures.in_bulk(wanted["pictures"])
        self.attachments: dict[int, Attachment] = attachments.in_bulk(wanted["attachments"])
        # The same bytes may be in the library twice, but stand in the folder once.
        self.first_picture = _first_uploads(pictures, self.pictures)
        self.first_attachment = _first_uploads(attachments, self.attachments)
        self.documents: dict[int, UUID] = dict(
            Page.objects.filter(pk__in=wanted["pages"], alias_of=None).values_list(
                "pk", "translation_key"
            )
        )
        self.locales: dict[int, str] = dict(Locale.objects.values_list("pk", "language_code"))
        self._terms = {
            "department": _slugs(Department),
            "category": _slugs(NewsCategory),
            "policy_area": _slugs(Topic),
        }
        self.topics_of = self._topics(pages)

    def term(self, field: str, pk: int | None) -> str | None:
        """The slug of the term that a page's field points at."""
        return self._terms[field].get(pk) if pk else None

    def link(self, attributes: dict[str, str]) -> str | None:
        """The target of a rich-text link in the content format; None when it has gone."""
        kind, target = attributes.get("linktype"), attributes.get("id", "")
        if kind is None:
            return attributes.get("href")
        number = int(target) if target.isdigit() else 0
        if kind == "page" and number in self.documents:
            return f"page:{self.documents[number]}"
        if kind == "document" and number in self.attachments:
            return f"attachment:{self.attachments[number].digest}"
        return None

    def _topics(self, pages: list[ContentPage]) -> dict[int, list[str]]:
        """page id -> slugs of its topics, sorted."""
        found: dict[int, set[str]] = defaultdict(set)
        for page_id, topic_id in selectors.topics_of([page.pk for page in pages]):
            found[page_id].add(self._terms["policy_area"][topic_id])
        return {page_id: sorted(slugs) for page_id, slugs in found.items()}


def _first_uploads(files: Any, rows: dict[int, Any]) -> dict[str, Any]:
    """digest -> the oldest row with these bytes, which gives the record in the folder."""
    digests = {row.digest for row in rows.values()}
    return {row.digest: row for row in files.filter(digest__in=digests).order_by("-pk")}


def _slugs(model: Any) -> dict[int, str]:
    return dict(model.objects.values_list("pk", "slug"))


def _collect(kind: str, value: Any, wanted: dict[str, set[int]]) -> None:
    if kind == "text":
        for name, target in _linked(value or ""):
            wanted[name].add(target)
    elif kind == "image":
        wanted["pictures"].add(value.get("image"))
    elif kind == "gallery":
        wanted["pictures"].update(item.get("image") for item in items(value.get("images")))
    elif kind == "attachments":
        wanted["attachments"].update(item.get("file") for item in items(value.get("files")))
    wanted["pictures"].discard(None)  # type: ignore[arg-type]
    wanted["attachments"].discard(None)  # type: ignore[arg-type]


def items(value: Iterable[Any] | None) -> list[Any]:
    """The values of a stored list block, whether they carry ids or not."""
    return [item_value(item) for item in value or []]


def _linked(html: str) -> Iterable[tuple[str, int]]:
    """(kind, id) of the pages and attachments that rich text links to."""
    if "linktype" not in html:
        return
    found: list[tuple[str, int]] = []

    def note(attributes: dict[str, str]) -> None:
        kind, target = attributes.get("linktype"), attributes.get("id", "")
        if kind in _LINKS and target.isdigit():
            found.append((_LINKS[kind], int(target)))

    prose.read(html, note)
    yield from found
