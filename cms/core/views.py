"""The one view of Wagtail's that this office needs otherwise."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from wagtail.contrib.simple_translation.views import SubmitPageTranslationView
from wagtail.models import Page


class TranslatePageView(SubmitPageTranslationView):
    """Wagtail lets only those translate a page who may edit it. Here everyone may who writes in
    its section: the translation is a draft of their own, and the page stays as it is."""

    def get_object(self) -> Page:
        page = get_object_or_404(Page.objects.filter(depth__gt=1), pk=self.kwargs["page_id"])
        if not page.get_parent().permissions_for_user(self.request.user).can_add_subpage():
            raise PermissionDenied
        return page.specific
