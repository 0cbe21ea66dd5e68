#!/usr/bin/env python3
"""The publish side's command line: `build.py --help` lists the commands."""

from site_builder.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
