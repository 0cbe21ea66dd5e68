from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AwardStatus(TextChoices):
    RECEIVED = "received", _("Received")
    JOINT = "joint", _("Received jointly")
    ASSESSED = "assessed", _("Assessed, no result yet")


class AwardLevel(TextChoices):
    INTERNATIONAL = "international", _("International")
    NATIONAL = "national", _("National")
    REGIONAL = "regional", _("Regional")
    PROVINCIAL = "provincial", _("Provincial")
