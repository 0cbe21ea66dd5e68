"""Policies and plans."""

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.core import panels
from cms.core.fields import YearField
from cms.core.models import StoryPage
from cms.policies.enums import PolicyStatus


class PolicyPage(StoryPage):
    document_type = "policy"

    fiscal_year = YearField(_("fiscal year"), null=True, blank=True)
    policy_area = models.ForeignKey(
        "taxonomy.Topic",
        verbose_name=_("policy area"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The policy then belongs to this topic too."),
    )
    status = models.CharField(_("status"), max_length=20, blank=True, choices=PolicyStatus.choices)

    front_fields = {
        **StoryPage.front_fields,
        "fiscal_year": "fiscal_year",
        "status": "status",
    }
    front_terms = {**StoryPage.front_terms, "policy_area": "policy_area"}
    edit_handler = panels.tabs(
        facts=[
            FieldPanel("purposes"),
            FieldPanel("policy_area", widget=forms.Select),
            FieldPanel("fiscal_year"),
            FieldPanel("status"),
        ],
        classification=panels.CLASSIFICATION,
    )

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
