"""The fixed pages of a locale: its home page and its section fronts."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import PagePermissionTester

from cms.core import panels
from cms.core.models import ContentPage


class FixedPagePermissions(PagePermissionTester):
    """Its text may be edited; the page itself belongs to the site and stays where it is."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False

    def can_move(self) -> bool:
        return False

    def can_copy(self) -> bool:
        return False

    def can_set_view_restrictions(self) -> bool:
        return False


class FixedPage(ContentPage):
    """Created by `site_tree_create`, never by editors."""

    edit_handler = panels.tabs(slug=False)

    class Meta:
        abstract = True

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return FixedPagePermissions(user, self)


class HomePage(FixedPage):
    document_type = "home"

    admin_default_ordering = "path"  # the sections first: they were made first
    is_creatable = False
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["home.SectionPage", "standard_pages.StandardPage"]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def check_slug(self) -> None:
        """A home page has no slug in the public address: Wagtail's is the locale's code."""


class Section(models.TextChoices):
    NEWS = "news", _("News")
    POLICIES = "policies", _("Policies and plans")
    AWARDS = "awards", _("Awards")


class SectionPage(FixedPage):
    document_type = "section"

    section = models.CharField(_("section"), max_length=20, choices=Section.choices, editable=False)

    is_creatable = False
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = [
        "news.NewsPage",
        "policies.PolicyPage",
        "awards.AwardPage",
    ]

    class Meta:
        verbose_name = _("section front")
        verbose_name_plural = _("section fronts")

    def check_slug(self) -> None:
        if self.slug != self.section:
            raise ValidationError({"slug": _("A section keeps its address.")})
