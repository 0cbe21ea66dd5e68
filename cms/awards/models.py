"""Awards: received, received jointly, or still being assessed."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.awards.enums import AwardLevel, AwardStatus
from cms.core import panels
from cms.core.fields import YearField
from cms.core.models import StoryPage


class AwardPage(StoryPage):
    document_type = "award"

    awarding_body = models.CharField(_("awarded by"), max_length=250, blank=True)
    level = models.CharField(_("level"), max_length=20, blank=True, choices=AwardLevel.choices)
    category = models.CharField(_("award category"), max_length=250, blank=True)
    year = YearField(_("year"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=20, blank=True, choices=AwardStatus.choices)
    # `with` in the content format; a Python word cannot name a field.
    joint_with = models.CharField(_("together with"), max_length=250, blank=True)

    front_fields = {
        **StoryPage.front_fields,
        "category": "category",
        "status": "status",
        "awarding_body": "awarding_body",
        "level": "level",
        "year": "year",
        "with": "joint_with",
    }
    edit_handler = panels.tabs(
        facts=[
            FieldPanel("purposes"),
            FieldPanel("status"),
            FieldPanel("joint_with"),
            FieldPanel("awarding_body"),
            FieldPanel("level"),
            FieldPanel("category"),
            FieldPanel("year"),
        ],
        classification=panels.CLASSIFICATION,
    )

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
