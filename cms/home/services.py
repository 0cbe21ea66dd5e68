"""The fixed frame of a site: locales, home pages, section fronts, Wagtail's site, roles."""

import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Collection, Locale, Page, Site, Task, Workflow

from cms.core import roles
from cms.home.models import FixedPage, HomePage, Section, SectionPage


def fixed_id(name: str) -> uuid.UUID:
    """The `id` of a fixed page ("home", or a section), the same on every installation."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"newsroom:{name}")


@transaction.atomic
def site_tree_create() -> list[HomePage]:
    """Creates what is missing of the frame that `site.toml` describes; changes nothing else."""
    homes = [_locale_create(code) for code in settings.SITE_CONFIG.locale_codes]
    fresh = _site_point_at(homes[0])
    roles.roles_create(homes)
    roles.workflow_create(homes)
    if fresh:
        _wagtail_samples_remove()
        _roots_name()
    return homes


def _locale_create(code: str) -> HomePage:
    locale, _created = Locale.objects.get_or_create(language_code=code)
    home = HomePage.objects.filter(locale=locale).first()
    if home is None:
        name = settings.SITE_CONFIG.locale(code).name
        home = HomePage(title=name, slug=code, translation_key=fixed_id("home"))
        _add(Page.get_first_root_node(), home, locale)
    for section in Section:
        if not SectionPage.objects.filter(locale=locale, section=section).exists():
            with override(code):
                title = str(section.label)
            page = SectionPage(
                title=title, slug=section, section=section, translation_key=fixed_id(section)
            )
            _add(home, page, locale)
    return home


def _add(parent: Page, page: FixedPage, locale: Locale) -> None:
    page.locale = locale
    page.live = False
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()


def _site_point_at(home: HomePage) -> bool:
    """Keeps Wagtail's site at the address of `site.toml`; True the first time."""
    url = urlsplit(settings.SITE_CONFIG.url)
    values = {
        "hostname": url.hostname,
        "port": url.port or (443 if url.scheme == "https" else 80),
        "site_name": settings.SITE_CONFIG.locales[0].name,
        "root_page": home.page_ptr,
    }
    site = Site.objects.filter(is_default_site=True).first()
    fresh = site is None or site.root_page_id != home.pk
    if site is None:
        Site.objects.create(is_default_site=True, **values)
    elif any(getattr(site, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(site, name, value)
        site.save()
    return fresh


def _wagtail_samples_remove() -> None:
    """What Wagtail's migrations leave: welcome page, groups, workflow; once, unused ones."""
    plain = ContentType.objects.get_for_model(Page)
    for page in Page.objects.filter(depth=2, content_type=plain, slug="home", numchild=0):
        page.delete()
    Group.objects.filter(name__in=("Editors", "Moderators"), user=None).delete()
    Workflow.objects.filter(name="Moderators approval").delete()
    Task.objects.filter(name="Moderators approval", workflow_tasks=None).delete()


def _roots_name() -> None:
    """The two trees of Wagtail begin at a "Root", which editors see."""
    with override(settings.LANGUAGE_CODE):
        pages, files = str(_("All pages")), str(_("All files"))
    Page.objects.filter(depth=1, title="Root").update(title=pages, draft_title=pages)
    Collection.objects.filter(depth=1, name="Root").update(name=files)
