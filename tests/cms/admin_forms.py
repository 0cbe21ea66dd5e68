"""The fields that a browser sends from Wagtail's page editor."""

from typing import Any

from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield


def create_url(page_type: str, parent: Any) -> str:
    app, model = page_type.lower().split(".")
    return reverse("wagtailadmin_pages:add", args=(app, model, parent.pk))


def edit_url(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=(page.pk,))


def story_data(*blocks: tuple[str, Any], **fields: Any) -> dict[str, Any]:
    """The form of a story; `blocks` are (kind, value as the form sends it)."""
    body = streamfield(blocks or [("text", rich_text("<p>เนื้อข่าว</p>"))])
    values = {"title": "เปิดศูนย์บริการ", "slug": "", "summary": "", "purposes": ["service"]}
    return {**nested_form_data({"body": body}), **values, **fields}


def list_data(items: list[Any]) -> dict[str, Any]:
    """The form of a ListBlock."""
    entries = {
        str(index): {"value": item, "deleted": "", "order": str(index), "type": "item"}
        for index, item in enumerate(items)
    }
    return {"count": str(len(items)), **entries}
