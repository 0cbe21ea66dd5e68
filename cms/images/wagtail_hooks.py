from django.urls import URLPattern, path
from wagtail import hooks

from cms.images.views import UploadPicturesView, UploadPictureView, WithdrawPictureView


@hooks.register("register_admin_urls", order=-1)
def picture_urls() -> list[URLPattern]:
    return [
        path("images/multiple/add/", UploadPicturesView.as_view(), name="pictures_upload"),
        path("images/upload-one/", UploadPictureView.as_view(), name="picture_upload"),
        path("images/<int:pk>/withdraw/", WithdrawPictureView.as_view(), name="picture_withdraw"),
    ]
