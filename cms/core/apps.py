from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "cms.core"
    label = "core"
    verbose_name = _("Content tools")

    def ready(self) -> None:
        from cms.core import signal_handlers

        signal_handlers.connect()
