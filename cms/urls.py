"""Addresses of the edit side. It serves no public page: the built site does."""

from django.conf import settings
from django.conf.urls.static import static
from django.contrib.auth.decorators import login_required
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail.admin import urls as admin_urls
from wagtail.documents import urls as attachment_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

# Also attachments of drafts: the public downloads from the built site.
office_only = decorate_urlpatterns(attachment_urls.urlpatterns, login_required)

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="wagtailadmin_home")),
    path("admin/", include(admin_urls)),
    path("attachments/", include(office_only)),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
]
