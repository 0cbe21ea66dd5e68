"""Taking one picture down, everywhere and at once."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import policy_registry

from cms.images.models import Picture
from cms.images.services import picture_withdraw


class WithdrawPictureView(View):
    """Asks first, and says which pages lose the picture."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        picture = _picture(request, pk)
        shown = {"picture": picture, "pages": _pages(picture)}
        return render(request, "images/withdraw.html", shown)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        picture = _picture(request, pk)
        picture_withdraw(picture=picture)
        told = _("The picture “%(title)s” was taken down. The site is being changed.")
        messages.success(request, told % {"title": picture.title})
        return redirect("wagtailimages:index")


def _picture(request: HttpRequest, pk: int) -> Picture:
    picture = get_object_or_404(Picture, pk=pk)
    policy = policy_registry.get_by_type(Picture)
    if not policy.user_has_permission_for_instance(request.user, "delete", picture):
        raise PermissionDenied
    return picture


def _pages(picture: Picture) -> Any:
    """The pages that show the bytes of the picture, whichever upload of them."""
    ids = {
        int(reference.object_id)
        for upload in Picture.objects.filter(digest=picture.digest)
        for reference in ReferenceIndex.get_references_to(upload)
        if issubclass(reference.base_content_type.model_class() or object, Page)
    }
    return Page.objects.filter(pk__in=ids).order_by("-live", "title")
