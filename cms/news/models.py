"""News stories."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from cms.core import panels
from cms.core.fields import validate_gregorian
from cms.core.models import StoryPage


class NewsPage(StoryPage):
    document_type = "news"

    category = models.ForeignKey(
        "taxonomy.NewsCategory",
        verbose_name=_("category"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    event_start = models.DateTimeField(
        _("begins"), null=True, blank=True, validators=[validate_gregorian]
    )
    event_end = models.DateTimeField(
        _("ends"), null=True, blank=True, validators=[validate_gregorian]
    )
    event_place = models.CharField(_("place"), max_length=250, blank=True)

    front_terms = {**StoryPage.front_terms, "category": "category"}
    edit_handler = panels.tabs(
        facts=[
            FieldPanel("purposes"),
            FieldPanel("category", widget=forms.Select),
            MultiFieldPanel(
                [FieldPanel("event_start"), FieldPanel("event_end"), FieldPanel("event_place")],
                heading=_("Event"),
                classname="collapsed",
                help_text=_("Only when the story tells of something that takes place."),
            ),
        ],
        classification=panels.CLASSIFICATION,
    )

    class Meta:
        verbose_name = _("news story")
        verbose_name_plural = _("news stories")

    def clean(self) -> None:
        super().clean()
        errors: dict[str, Any] = {}
        if (self.event_end or self.event_place) and not self.event_start:
            errors["event_start"] = _("An event needs the time at which it begins.")
        if self.event_start and self.event_end and self.event_end < self.event_start:
            errors["event_end"] = _("The event ends before it begins.")
        if errors:
            raise ValidationError(errors)
