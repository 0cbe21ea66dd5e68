from django.apps import AppConfig


class ExportConfig(AppConfig):
    name = "cms.export"

    def ready(self) -> None:
        from cms.export import signal_handlers

        signal_handlers.connect()
