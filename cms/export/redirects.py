"""The redirects that the office enters: what an address and a target may be."""

import logging
from collections.abc import Callable
from functools import cache, partial
from urllib.parse import urlsplit, urlunsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.redirects.models import Redirect

from contract import old_addresses, validation

log = logging.getLogger(__name__)


def folder_path(path: str) -> str:
    """Wagtail keeps paths without the slash at their end; on the built site each has one."""
    return path if path.endswith("/") else f"{path}/"


def source(old_path: str) -> str:
    """The address on the built site of what Wagtail keeps."""
    return old_path if _is_old_address(old_path) else folder_path(old_path)


def _is_old_address(address: str) -> bool:
    """Whether it is one of a site before this one that is no folder."""
    is_folder = address.endswith("/") and "?" not in address
    return not is_folder and old_addresses.spelling(address) is not None


def normalised(normalise: Callable[..., str], url: str, decode_unicode: bool = True) -> str:
    """As Wagtail has it, but with the query of an old address as it stands: Wagtail sorts it, and
    the site is asked for what old pages link."""
    parts = urlsplit(url.strip())
    address = urlunsplit(("", "", f"/{parts.path.lstrip('/')}", parts.query, ""))
    if not _is_old_address(address):
        return normalise(url, decode_unicode)
    path, mark, query = address.partition("?")
    return old_addresses.decoded(path) + mark + query


def target(link: str) -> str:
    """What the office entered as a target: a path when it leads to our own site."""
    parts = urlsplit(link)
    if parts.netloc.lower() != urlsplit(settings.SITE_CONFIG.url).netloc:
        return link
    path = parts.path or "/"
    if not parts.query and not parts.fragment and "." not in path.rpartition("/")[2]:
        path = folder_path(path)
    return urlunsplit(("", "", path, parts.query, parts.fragment))


def is_target(to: str) -> bool:
    entry = {"from": "/old/", "to": to}
    return not validation.problems("redirects", [entry], "redirects.json")


def is_usable(source: str, to: str) -> bool:
    """Whether a redirect can be published; one that cannot is logged once."""
    usable = old_addresses.spelling(source) is not None and is_target(to)
    if not usable:
        _warn(source, to)
    return usable


def unusable() -> list[Redirect]:
    """The redirects that the office entered in vain, before the form said so."""
    return [
        redirect
        for redirect in Redirect.objects.order_by("old_path")
        if not old_addresses.spelling(source(redirect.old_path))
        or not (redirect.redirect_page_id or is_target(target(redirect.redirect_link)))
    ]


@cache
def _warn(source: str, to: str) -> None:
    log.warning("The redirect from %s to %s cannot be published.", source, to)


class OldPathField(forms.CharField):
    """An address of the old site, as Wagtail keeps it: without the host, its path in plain Thai."""

    def to_python(self, value: str | None) -> str:
        path = super().to_python(value)
        return Redirect.normalise_path(path) if path else ""

    def validate(self, value: str) -> None:
        super().validate(value)
        if not old_addresses.spelling(source(value)):
            raise ValidationError(
                _(
                    "The site cannot answer at this address. It must be a page like /flood-report/,"
                    " or a script of the old site like /index.php?id=12."
                )
            )


class TargetField(forms.CharField):
    """A path of our own site or a secure address elsewhere. Kept as a whole address."""

    def clean(self, value: str | None) -> str:
        link = super().clean(value)
        if link.startswith("/") and not link.startswith("//"):
            link = f"{settings.SITE_CONFIG.url}{link}"
        if link and not is_target(target(link)):
            raise ValidationError(
                _("Enter a path of this site like /th/flood-report/, or an address with https://.")
            )
        return link


def fields_replace(form: type[forms.ModelForm]) -> None:
    """Gives Wagtail's form of redirects our fields: it takes what could never be published. What it
    and its import of lists keep of an address is ours, too."""
    Redirect.normalise_path = staticmethod(partial(normalised, Redirect.normalise_path))
    link, old_path = form.base_fields["redirect_link"], form.base_fields["old_path"]
    form.base_fields["old_path"] = OldPathField(
        label=old_path.label,
        max_length=255,
        help_text=_("The address of the old site, like /flood-report/ or /index.php?id=12."),
    )
    form.base_fields["redirect_link"] = TargetField(
        label=link.label,
        max_length=255,
        required=False,
        help_text=_("A path of this site like /th/flood-report/, or an address with https://."),
    )
