"""Fixed choices of the content format, with the words that editors read."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Purpose(TextChoices):
    """The three purposes of communication, in the order in which the content files list them."""

    KNOWLEDGE = "knowledge", _("Knowledge")
    SERVICE = "service", _("Service")
    DISASTER = "disaster", _("Dealing with disasters")


class Consent(TextChoices):
    """Why a picture of people may be published. Kept for the office, never on the public site."""

    NO_PEOPLE = "no_people", _("No recognisable people in the picture")
    PUBLIC_EVENT = "public_event", _("Public event, the photographing was announced")
    CONSENT = "consent", _("The people shown gave their consent")
    GUARDIAN_CONSENT = "guardian_consent", _("Parents or guardians gave their consent")
    PUBLIC_TASK = "public_task", _("Needed for a public task under the law")


class Tone(TextChoices):
    INFO = "info", _("Information")
    IMPORTANT = "important", _("Important")
    WARNING = "warning", _("Warning")


class TranslationState(TextChoices):
    CURRENT = "current", _("matches the original")
    OUTDATED = "outdated", _("older than the original")
