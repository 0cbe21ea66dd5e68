from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PolicyStatus(TextChoices):
    ANNOUNCED = "announced", _("Announced")
    ONGOING = "ongoing", _("Under way")
    COMPLETED = "completed", _("Completed")
    ENDED = "ended", _("Ended")
