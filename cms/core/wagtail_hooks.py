"""Keeps the admin to what this office needs."""

from typing import Any

from django.contrib import messages
from django.forms.utils import pretty_name
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.actions.move_page import MovePageAction
from wagtail.admin.forms import choosers
from wagtail.admin.forms.auth import LoginForm
from wagtail.admin.forms.workflows import WorkflowPageForm
from wagtail.admin.staticfiles import versioned_static
from wagtail.contrib.redirects.forms import ConfirmImportForm
from wagtail.models import Page
from wagtail.users.forms import PagePermissionsForm
from wagtail.users.views.bulk_actions.assign_role import RoleForm

from cms.core.views import TranslatePageView

# Wagtail's help leads to pages on the internet, in English; the site's address is in site.toml.
HIDDEN_MENU_ITEMS = {"help", "sites"}
# Here Wagtail gives fields no label, so that they show their names, in English in every language.
FORMS_WITHOUT_LABELS = (
    LoginForm,
    choosers.AnchorLinkChooserForm,
    choosers.EmailLinkChooserForm,
    choosers.ExternalLinkChooserForm,
    choosers.PhoneLinkChooserForm,
    ConfirmImportForm,
    PagePermissionsForm,
    RoleForm,
    WorkflowPageForm,
)
for form in FORMS_WITHOUT_LABELS:
    for name, field in form.base_fields.items():
        if field.label is None:
            field.label = gettext_lazy(pretty_name(name))  # in cms/wagtail_locale


@hooks.register("construct_main_menu")
@hooks.register("construct_settings_menu")
def hide_menu_items(request: HttpRequest, menu_items: list[Any]) -> None:
    menu_items[:] = [item for item in menu_items if item.name not in HIDDEN_MENU_ITEMS]


@hooks.register("insert_global_admin_css")
def thai_type() -> str:
    return format_html('<link rel="stylesheet" href="{}">', versioned_static("core/admin.css"))


@hooks.register("before_move_page")
def move_to_other_language(
    request: HttpRequest, page: Page, destination: Page
) -> HttpResponse | None:
    """Wagtail's own way would then move every translation, this page included, back again."""
    if request.method != "POST" or page.locale_id == destination.locale_id:
        return None
    MovePageAction(page, destination, pos="last-child", user=request.user).execute()
    title = page.get_admin_display_title()
    messages.success(request, _("“%(title)s” was moved.") % {"title": title})
    return redirect("wagtailadmin_explore", destination.pk)


@hooks.register("register_admin_urls", order=-1)  # before Wagtail's own at the same address
def translate_page_url() -> list[URLPattern]:
    return [path("translation/submit/page/<int:page_id>/", TranslatePageView.as_view())]
