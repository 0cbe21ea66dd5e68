"""`manage.py export_content`: the whole content folder now; `--check` only compares."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.export import services
from cms.export.progress import lines, silent
from contract.problems import excerpt


class Command(BaseCommand):
    help = "Exports every published page to the content folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing; exit 1 when the folder differs"
        )

    def handle(self, *args: Any, check: bool, verbosity: int, **options: Any) -> None:
        if check:
            self._check()
            return
        progress = lines(self.stderr.write) if verbosity else silent
        outcome = services.export_all(force=True, progress=progress)
        for page_id, problems in outcome.failed.items():
            self.stderr.write(f"Page {page_id} was not exported: {'; '.join(problems)}")
        if outcome.changed:
            self.stderr.write(
                f"Exported version {outcome.version}: {len(outcome.written)} documents written,"
                f" {len(outcome.removed)} removed."
            )
        else:
            self.stderr.write(
                f"Nothing changed; the content folder is at version {outcome.version}."
            )
        if outcome.failed:
            raise CommandError(f"{len(outcome.failed)} pages were not exported.")

    def _check(self) -> None:
        differences = services.differences()
        for line in differences:
            self.stdout.write(excerpt(line, 300))
        if differences:
            raise CommandError(f"{len(differences)} files differ from what the newsroom holds.")
        self.stderr.write("The content folder is what the newsroom holds.")
