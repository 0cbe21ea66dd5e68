import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

USERNAME = "admin"
# Without letters and digits that look alike: the password is read from a screen and typed.
ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


class Command(BaseCommand):
    help = "Creates the first administrator and prints the password once; --reset sets a new one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reset", action="store_true", help="set a new password")

    def handle(self, *args: Any, **options: Any) -> None:
        users = get_user_model().objects
        admin = users.filter(username=USERNAME).first()
        if options["reset"]:
            if admin is None:
                raise CommandError(f"there is no account {USERNAME!r}; run without --reset first")
        elif users.filter(is_superuser=True).exists():
            self.stderr.write("an administrator exists; --reset sets a new password")
            return
        password = _password()
        if admin is None:
            users.create_superuser(USERNAME, password=password)
        else:
            admin.is_superuser = admin.is_staff = admin.is_active = True
            admin.set_password(password)
            admin.save()
        self.stdout.write(f"username: {USERNAME}\npassword: {password}")


def _password() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(4))
