#!/usr/bin/env python
"""The edit side: Django's command line for `cms/`."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
    try:
        from django.core.management import execute_from_command_line
    except ModuleNotFoundError as error:
        words = " ".join(["manage.py", *sys.argv[1:]])
        sys.exit(
            f"manage.py: this Python has no {error.name}. Run make site once, then"
            f" .venv/bin/python {words}"
        )

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
