"""Standard pages: about, contact, privacy and the like."""

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.core import panels
from cms.core.models import ClassifiedPage


class StandardPage(ClassifiedPage):
    document_type = "page"

    menu_order = models.PositiveSmallIntegerField(
        _("place in the menu"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(9999)],
        help_text=_("A page with a number stands in the menu, the smallest first."),
    )

    front_fields = {**ClassifiedPage.front_fields, "menu_order": "menu_order"}

    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    edit_handler = panels.tabs(
        facts=[FieldPanel("menu_order")],
        classification=[FieldPanel("purposes"), *panels.CLASSIFICATION],
    )

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")
