from typing import Any

from django.core.management.base import BaseCommand

from cms.home.services import site_tree_create


class Command(BaseCommand):
    help = "Creates the locales, home pages, section fronts and roles that are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        homes = site_tree_create()
        self.stderr.write(f"site tree ready: {', '.join(home.slug for home in homes)}")
