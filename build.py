#!/usr/bin/env python3
"""The publish side's command line: `build.py --help` lists the commands."""

import sys

try:
    from site_builder.cli import main
except ModuleNotFoundError as error:
    words = " ".join(["build.py", *sys.argv[1:]])
    sys.exit(
        f"build.py: this Python has no {error.name}. Run make site once, then"
        f" .venv/bin/python {words}"
    )

if __name__ == "__main__":
    raise SystemExit(main())
