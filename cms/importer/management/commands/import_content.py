"""`manage.py import_content [FOLDER]`: brings content files into Wagtail."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from cms.export.progress import lines, silent
from cms.home.services import site_tree_create
from cms.importer import services
from cms.importer.report import Report


class Command(BaseCommand):
    help = "Creates what is missing and updates what nobody changed; never destroys."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.CONTENT_DIR)
        parser.add_argument(
            "--if-empty", action="store_true", help="only into a newsroom without any story or page"
        )

    def handle(
        self, *args: Any, folder: Path, if_empty: bool, verbosity: int, **options: Any
    ) -> None:
        self.progress = lines(self.stderr.write) if verbosity else silent
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        if if_empty:
            with transaction.atomic():  # all or nothing: what was interrupted can be run again
                report = self._import_if_empty(folder)
        else:
            site_tree_create()
            report = services.import_folder(folder, progress=self.progress)
        if report is not None:
            self._tell(folder, report)

    def _import_if_empty(self, folder: Path) -> Report | None:
        site_tree_create()
        if services.has_content():
            self.stderr.write("The newsroom has content already; nothing was imported.")
            return None
        return services.import_folder(folder, progress=self.progress)

    def _tell(self, folder: Path, report: Report) -> None:
        for problem in report.problems:
            self.stderr.write(str(problem))
        for conflict in report.conflicts:
            self.stderr.write(conflict)
        self.stderr.write(
            f"Imported {folder}: {len(report.created)} created, {len(report.updated)} updated,"
            f" {len(report.unchanged)} unchanged, {len(report.conflicts)} left alone,"
            f" {len(report.problems)} problems."
        )
        if report.problems or report.conflicts:
            raise CommandError("Not everything was imported; the reasons stand above.")
