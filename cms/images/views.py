"""What the office does with pictures beyond Wagtail's own screens: sending many from the page
editor, and taking one down everywhere and at once."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View
from wagtail.images.forms import get_image_form
from wagtail.images.views.chooser import ImageChosenResponseMixin
from wagtail.images.views.multiple import AddView
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import policy_registry

from cms.images.models import Picture
from cms.images.services import picture_keep, picture_withdraw


class UploadPicturesView(AddView):
    """Wagtail's page for adding to the library. What cannot be used our own form refuses, with its
    reason; by its ending alone nothing is: HEIC can be used, and SVG deserves its sentence."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "allowed_extensions": ["[^.]+"]}


class UploadPictureView(ImageChosenResponseMixin, View):
    """Takes one picture from the page editor and answers as Wagtail's chooser does, or says why
    not. Bytes that the library has already are not kept twice: sending again does no harm."""

    def post(self, request: HttpRequest) -> HttpResponse:
        policy = policy_registry.get_by_type(Picture)
        if not policy.user_has_permission(request.user, "add"):
            raise PermissionDenied
        file = request.FILES.get("file")
        name = file.name if file else ""
        form = get_image_form(Picture)(
            {"title": (name.rpartition(".")[0] or name)[:250], "collection": _collection(request)},
            {"file": file},
            instance=Picture(uploaded_by_user=request.user),
            user=request.user,
        )
        if not form.is_valid():
            sentence = next(error for errors in form.errors.values() for error in errors)
            return JsonResponse({"error": sentence})
        known = policy.instances_user_has_permission_for(request.user, "choose")
        picture = picture_keep(form=form, known=known)
        return JsonResponse({"picture": self.get_chosen_response_data(picture)})


def _collection(request: HttpRequest) -> int:
    """The first one that the user may add to."""
    policy = policy_registry.get_by_type(Picture)
    return policy.collections_user_has_permission_for(request.user, "add").first().pk


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
