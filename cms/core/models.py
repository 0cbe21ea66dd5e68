"""What every page of the site has, and what stories have besides."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.models import Page, PagePermissionTester

from cms.core import addresses, alternative_text
from cms.core.dates import publication_stamp
from cms.core.enums import Consent, TranslationState
from cms.core.fields import BodyField, PurposesField, validate_gregorian
from cms.core.forms import ContentPageForm, CopyContentPageForm
from cms.core.text import NormalisedTextMixin
from contract import paths

TITLE_LENGTH = 250


class Cover(models.Model):
    """The cover picture; what is empty here is taken from the picture's own record."""

    cover = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("cover picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    cover_alt = models.CharField(
        _("alternative text"),
        max_length=500,
        blank=True,
        help_text=_("What the picture shows, for people who cannot see it."),
    )
    cover_decorative = models.BooleanField(
        _("decoration only"), default=False, help_text=_("Says nothing to the reader.")
    )
    cover_caption = models.CharField(_("caption"), max_length=1000, blank=True)
    cover_credit = models.CharField(_("credit"), max_length=250, blank=True)
    cover_consent = models.CharField(
        _("consent basis"), max_length=20, blank=True, choices=Consent.choices
    )
    cover_minors = models.BooleanField(_("shows children or young people"), default=False)

    class Meta:
        abstract = True

    @property
    def cover_use(self) -> dict[str, Any] | None:
        """The cover with the keys of an image block, or None."""
        if self.cover_id is None:
            return None
        names = ("alt", "decorative", "caption", "credit", "consent", "minors")
        return {"image": self.cover, **{name: getattr(self, f"cover_{name}") for name in names}}

    def cover_alt_fault(self) -> Promise | None:
        return alternative_text.fault(
            self.cover_alt, decorative=self.cover_decorative, picture=self.cover
        )


class ContentPagePermissions(PagePermissionTester):
    """A page has one place in each language: in an office of one language it goes nowhere."""

    def can_move(self) -> bool:
        return len(settings.SITE_CONFIG.locales) > 1 and super().can_move()


class ContentPage(NormalisedTextMixin, Cover, Page):
    """A page that becomes one document of the content folder in its locale."""

    document_type: ClassVar[str]
    # Keys of the content format -> names of our fields: plain values, and terms by their slug.
    front_fields: ClassVar[dict[str, str]] = {
        "summary": "summary",
        "change_note": "change_note",
        "source_note": "source_note",
    }
    front_terms: ClassVar[dict[str, str]] = {}

    published_at = models.DateTimeField(
        _("publication date"),
        null=True,
        blank=True,
        validators=[validate_gregorian],
        help_text=_("Set at the first publication; correct it only when it is wrong."),
    )
    updated_at = models.DateTimeField(_("last significant change"), null=True, blank=True)
    significant_change = models.BooleanField(
        _("this is a significant change"),
        default=False,
        help_text=_(
            "When published, readers see today as the day of the change, "
            "and translations count as older."
        ),
    )
    change_note = models.CharField(
        _("what was changed"), max_length=500, blank=True, help_text=_("Shown to readers.")
    )
    summary = models.CharField(
        _("summary"),
        max_length=1000,
        blank=True,
        help_text=_("One or two sentences for lists, search and sharing."),
    )
    body = BodyField(verbose_name=_("body"))
    source_note = models.CharField(
        _("source of the information"), max_length=500, blank=True, help_text=_("Shown to readers.")
    )
    # The revision that brought the last significant change, or the first publication. These are
    # plain numbers, because old revisions are purged and the memory of them must not be.
    significant_revision = models.PositiveBigIntegerField(null=True, editable=False)
    # Of a translation: the significant revision of the original that it was made from.
    translated_from_revision = models.PositiveBigIntegerField(null=True, editable=False)

    base_form_class = ContentPageForm
    copy_form_class = CopyContentPageForm
    private_page_options: ClassVar[list[str]] = ["login"]  # either public, or for the office
    preview_modes: ClassVar[list] = []  # previews come from the builder, with an issue of their own
    exclude_fields_in_copy: ClassVar[list[str]] = [
        "published_at",
        "updated_at",
        "significant_change",
        "change_note",
        "significant_revision",
        "translated_from_revision",
    ]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> Any:
        if self._state.adding and self.depth and self.depth > 2:
            # A copy into the section of another language speaks that language.
            self.locale_id = self.get_parent().locale_id
        # Wagtail decides that a page goes live and saves it in one step: there is no other hook.
        if self.live and kwargs.get("update_fields") is None:
            publication_stamp(self, timezone.now())
        return super().save(*args, **kwargs)

    def with_content_json(self, content: dict) -> "ContentPage":
        """What a publication set belongs to the page, whatever its revisions remember."""
        page = super().with_content_json(content)
        page.published_at = page.published_at or self.published_at
        page.updated_at = self.updated_at
        page.significant_revision = self.significant_revision
        return page

    # Moving

    def can_move_to(self, parent: Page) -> bool:
        """Into another language too: a page may have been written in the wrong one."""
        return self.can_exist_under(parent)

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return ContentPagePermissions(user, self)

    # Addresses

    @property
    def public_path(self) -> str:
        return paths.document_url(self.document_type, self.locale.language_code, self.slug)

    def get_url_parts(self, request: Any = None) -> tuple[int, str, str] | None:
        parts = super().get_url_parts(request)
        return parts and (parts[0], settings.SITE_CONFIG.url, self.public_path)

    def get_url(self, request: Any = None, current_site: Any = None) -> str | None:
        """Always with the host: the site is never on the host of the admin."""
        return self.get_full_url(request)

    url = property(get_url)

    def slug_titles(self) -> list[str]:
        """The titles from which a slug may be made: its own, then those of its translations."""
        others = Page.objects.filter(translation_key=self.translation_key).exclude(pk=self.pk)
        return [self.title, *others.order_by("locale_id").values_list("draft_title", flat=True)]

    def propose_slug(self, parent: Page | None) -> str:
        return addresses.propose(
            self.slug_titles(),
            fallback=f"{self.document_type}-{str(self.translation_key)[:8]}",
            taken=lambda slug: self._is_taken(slug, parent),
        )

    def _is_taken(self, slug: str, parent: Page | None) -> bool:
        siblings = parent.get_children().exclude(pk=self.pk) if parent else Page.objects.none()
        return siblings.filter(slug=slug).exists()

    # Validation: full_clean for what goes live, minimal_clean for drafts

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self._fill_slug()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        self._fill_slug()
        super().minimal_clean()
        self.check_slug()

    def clean(self) -> None:
        super().clean()
        self.check_slug()
        if len(self.title) > TITLE_LENGTH:
            message = _("At most %(limit)d characters.") % {"limit": TITLE_LENGTH}
            raise ValidationError({"title": message})

    def alt_faults(self) -> list[str]:
        """Why the words for its pictures do not do: each reason once, in the reader's language."""
        pictures = (part for part in self.body if hasattr(part.block, "alt_fault"))
        faults = (self.cover_alt_fault(), *(part.block.alt_fault(part.value) for part in pictures))
        return list(dict.fromkeys(str(fault) for fault in faults if fault))

    def check_slug(self) -> None:
        addresses.check(self.slug)

    def _fill_slug(self) -> None:
        if not self.slug and self.path:
            self.slug = self.propose_slug(self.get_parent())

    # Translations

    def original(self) -> Page | None:
        """The page in the default locale that this one translates, or None."""
        if self.locale.language_code == settings.SITE_CONFIG.default_locale:
            return None
        return Page.objects.filter(
            translation_key=self.translation_key,
            locale__language_code=settings.SITE_CONFIG.default_locale,
        ).first()

    def translation_state(self, source: int | None) -> TranslationState | None:
        """How this page stands to the revision `source` of its original; None when it was never
        made from one."""
        if source is None or self.translated_from_revision is None:
            return None
        if self.translated_from_revision == source:
            return TranslationState.CURRENT
        return TranslationState.OUTDATED


def source_revision(original: Page) -> int | None:
    """What a translation made now is made from: the public text as of its last significant change
    (a corrected typo makes no translation old), else the latest draft."""
    page = original.specific
    return page.significant_revision or page.live_revision_id or page.latest_revision_id


class ClassifiedPage(ContentPage):
    """A page with departments, topics and purposes."""

    purposes = PurposesField(_("purposes"), blank=True)
    department = models.ForeignKey(
        "taxonomy.Department",
        verbose_name=_("department"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    topics = ParentalManyToManyField(
        "taxonomy.Topic", verbose_name=_("topics"), blank=True, related_name="+"
    )

    front_fields: ClassVar[dict[str, str]] = {**ContentPage.front_fields, "purposes": "purposes"}
    front_terms: ClassVar[dict[str, str]] = {"department": "department"}

    class Meta:
        abstract = True


class StoryPage(ClassifiedPage):
    """A dated page in a section: news, policy or award."""

    purposes = PurposesField(
        _("purposes"), help_text=_("Why the office tells this: at least one of the three.")
    )

    parent_page_types: ClassVar[list[str]] = ["home.SectionPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        abstract = True

    @classmethod
    def can_exist_under(cls, parent: Page) -> bool:
        if not super().can_exist_under(parent):
            return False
        return paths.SECTIONS[parent.specific.section] == cls.document_type
