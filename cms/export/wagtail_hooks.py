"""Tells editors in the admin what the site cannot show, before they publish and after."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.components import Component
from wagtail.contrib.redirects.forms import RedirectForm
from wagtail.models import Page

from cms.export import drafts, outbox, redirects, standing

PANEL_PAGES = 20
_LINES = 5  # of one page
_MODERATION = ("action-submit", "action-restart-workflow", "action-workflow-action")

redirects.fields_replace(RedirectForm)


@hooks.register("before_publish_page")
def refuse_publication(request: HttpRequest, page: Page) -> HttpResponse | None:
    problems = standing.refusals(page)
    if not problems:
        return None
    drafts.draft_keep(page, user=request.user, dated=bool(request.POST.get("published_at")))
    title = page.get_admin_display_title()
    told = _("“%(title)s” was kept as a draft: the site cannot show it like this.")
    messages.error(request, _message(told % {"title": title}, problems))
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_bulk_action")
def refuse_bulk_publication(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    if action_type != "publish":
        return None
    below = action.cleaned_form.cleaned_data.get("include_descendants")
    refused = False
    for page in drafts.to_be_published(objects, below=below):
        if problems := standing.refusals(page):
            _warn_of(request, page, problems)
            refused = True
    return redirect(action.next_url) if refused else None


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def warn_in_moderation(request: HttpRequest, page: Page) -> None:
    """Moderation has no hook of its own; what was approved all the same is on the dashboard."""
    asked = any(name in request.POST for name in _MODERATION)
    if asked and (problems := standing.refusals(page)):
        _warn_of(request, page, problems)


@hooks.register("before_edit_page")
def tell_how_it_stands(request: HttpRequest, page: Page) -> None:
    if request.method != "GET" or "_w_hydrate_create_view" in request.GET:
        return  # nobody reads it
    if page.live and (problems := standing.faults(warnings=True).get(page.pk)):
        told = _("The site does not show this page as it was published.")
        messages.warning(request, _message(told, problems))


@hooks.register("after_bulk_action")
def note_moved_files(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> None:
    if action_type == "add_to_collection":  # Wagtail moves the files without a signal
        outbox.note_everything("collection")


class StandingPanel(Component):
    """On the dashboard: what was published and is not on the site as it should be."""

    name = "standing"
    template_name = "export/standing_panel.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        user = parent_context["request"].user
        faults = standing.faults()
        pages = Page.objects.filter(pk__in=faults, live=True).order_by("-last_published_at")
        rows = [
            {
                "page": page,
                "may_edit": page.permissions_for_user(user).can_edit(),
                "problems": faults[page.pk][:_LINES],
            }
            for page in pages.specific()[:PANEL_PAGES]
        ]
        more = pages.count() - len(rows)
        return {"rows": rows, "more": more, "redirects": redirects.unusable()}


@hooks.register("construct_homepage_panels")
def add_standing_panel(request: HttpRequest, panels: list[Any]) -> None:
    panels.insert(0, StandingPanel())


def _warn_of(request: HttpRequest, page: Page, problems: list[str]) -> None:
    told = _("The site cannot show “%(title)s” like this.")
    title = page.get_admin_display_title()
    messages.error(request, _message(told % {"title": title}, problems))


def _message(told: str, problems: list[str]) -> str:
    lines = format_html_join("", "<li>{}</li>", ((problem,) for problem in problems[:_LINES]))
    return format_html("{} <ul>{}</ul>", told, lines)
