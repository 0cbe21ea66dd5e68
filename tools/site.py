"""`make site`: database, starter content, export, build; then a short summary.

Every step does only what is missing, so a second run changes nothing and says so. Each runs as a
process of its own, as it does in production: the publish side never loads Django.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from contract import site_config
from contract.site_config import SiteConfig

ROOT = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("DATA_DIR") or ROOT / "var").absolute()
OUTPUT = Path(os.environ.get("OUTPUT_DIR") or ROOT / "output").absolute()
STARTER = ROOT / "content"

Tree = dict[str, tuple[int, int]]


def main() -> int:
    started = time.monotonic()
    before = _tree(OUTPUT), _tree(DATA_DIR / "content")
    for label, command in steps():
        print(f"{label} ...", file=sys.stderr, flush=True)
        code = subprocess.run([sys.executable, *command], cwd=ROOT).returncode
        if code not in (0, 3):
            return code
    seconds = time.monotonic() - started
    changed = (_tree(OUTPUT), _tree(DATA_DIR / "content")) != before
    print(summary(changed=changed, seconds=seconds), file=sys.stderr)
    return 0


def steps() -> list[tuple[str, list[str]]]:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    return [
        ("Preparing the database", ["manage.py", "migrate", "--verbosity", "0"]),
        (
            "Loading the starter content",
            ["manage.py", "import_content", str(STARTER), "--if-empty"],
        ),
        ("Exporting", ["manage.py", "export_content"]),
        ("Building", ["build.py", "build"]),
    ]


def config() -> SiteConfig:
    """What site.toml says; SITE_TOML names another."""
    return site_config.load(Path(os.environ.get("SITE_TOML") or ROOT / "site.toml"))


def summary(*, changed: bool, seconds: float) -> str:
    build = json.loads((DATA_DIR / "state" / "last-build.json").read_text(encoding="utf-8"))
    counts = build["counts"]
    head = "The site is ready." if changed else "Nothing has changed since the last time."
    return (
        f"\n{head}\n"
        f"  documents  {counts['documents']:,}\n"
        f"  pages      {counts['pages']:,}\n"
        f"  feeds      {counts['feeds']:,}\n"
        f"  seconds    {seconds:.1f}\n"
        f"  written to {_shown(OUTPUT)}/\n"
        "  next       make run      starts the newsroom and the site, and shows the password;\n"
        f"                           then look at {config().url}/\n"
        "             make test     runs the tests"
    )


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def _tree(folder: Path) -> Tree:
    """path -> (size, time of change) of every file below the folder."""
    return {
        str(path): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


if __name__ == "__main__":
    raise SystemExit(main())
