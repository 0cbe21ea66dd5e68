"""The tabs of the page editor, the same for every type."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    PublishingPanel,
    TabbedInterface,
)

# A list of at most a few dozen: plain lists and tick boxes are quicker than Wagtail's chooser.
CLASSIFICATION = [
    FieldPanel("department", widget=forms.Select),
    FieldPanel("topics", widget=forms.CheckboxSelectMultiple),
]
SLUG = FieldPanel(
    "slug",
    help_text=_("Leave it empty: the system proposes one from the title in Latin letters."),
)


class SignificantChangePanel(MultiFieldPanel):
    """Only for what readers have seen already."""

    class BoundPanel(MultiFieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            return bool(self.instance.first_published_at) and super().is_shown()


class DatePanel(FieldPanel):
    def format_value_for_display(self, value: Any) -> Any:
        return super().format_value_for_display(value) if value else _("not yet")


def tabs(
    *,
    facts: Sequence[Panel] = (),
    classification: Sequence[Panel] = (),
    slug: bool = True,
) -> TabbedInterface:
    """`facts` are the fields of one page type; they stand between the summary and the body."""
    content: list[Any] = [
        # Not Wagtail's title panel: its script makes rubbish slugs out of Thai, and its large type
        # without a label shows nothing on an empty form and half of a long title.
        FieldPanel("title"),
        FieldPanel("summary", widget=forms.Textarea({"rows": 2})),
        *facts,
        _cover(),
        FieldPanel("body"),
    ]
    publication = [
        *([SLUG] if slug else []),
        FieldPanel("published_at"),
        SignificantChangePanel(
            [
                FieldPanel("significant_change"),
                FieldPanel("change_note"),
                DatePanel("updated_at", read_only=True),
            ],
            heading=_("Significant change"),
        ),
        FieldPanel("translation_is_current"),
        FieldPanel("source_note"),
        PublishingPanel(),
    ]
    return TabbedInterface(
        [
            ObjectList(content, heading=_("Content")),
            *(
                [ObjectList(list(classification), heading=_("Classification"))]
                if classification
                else []
            ),
            ObjectList(publication, heading=_("Publication")),
        ]
    )


def _cover() -> MultiFieldPanel:
    names = ("cover_alt", "cover_decorative", "cover_caption", "cover_credit")
    office = ("cover_consent", "cover_minors")
    return MultiFieldPanel(
        [FieldPanel("cover"), *(FieldPanel(name) for name in (*names, *office))],
        heading=_("Cover picture"),
        classname="collapsed",
    )
