"""Golden trees: what two small sites look like, committed, so that a reviewer reads every change.

`make golden` (python -m tests.golden.refresh) writes them anew. What depends on the machine or
says nothing is left out: the bytes of pictures, the digests in the names of the theme's files.
"""

import contextlib
import io
import os
import re
import tempfile
from pathlib import Path
from unittest import mock

from site_builder import cli
from site_builder.media import recipes

HERE = Path(__file__).parent
SITES = ("bilingual", "thai_only")
LIST = "files.txt"  # the names of all outputs
TEXT = {".html", ".json", ".xml", ".txt"}

_HASHED = re.compile(r"(static/[A-Za-z0-9_-]+)\.[0-9a-f]{12}\.")


def build(name: str, output: Path) -> None:
    """Builds a golden site. Names of renditions do not depend on this machine's encoders."""
    folder = HERE / name
    arguments = ["build", "--quiet", "--jobs", "1", "--content", str(folder / "content")]
    with (
        tempfile.TemporaryDirectory() as scratch,
        mock.patch.dict(os.environ, {"SITE_TOML": str(folder / "site.toml")}),
        mock.patch.object(recipes, "encoder", return_value="golden"),
        contextlib.redirect_stderr(io.StringIO()) as stderr,
    ):
        for option in ("state", "renditions"):
            arguments += [f"--{option}", f"{scratch}/{option}"]
        code = cli.main([*arguments, "--output", str(output)])
    if code:
        raise AssertionError(stderr.getvalue())


def snapshot(output: Path) -> dict[str, str]:
    """Every text file of an output folder by name, and the list of all names."""
    files = {
        path.relative_to(output).as_posix(): path
        for path in sorted(output.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
    found = {
        name: _HASHED.sub(r"\1.HASH.", path.read_text(encoding="utf-8"))
        for name, path in files.items()
        if path.suffix in TEXT and not name.startswith("static/")
    }
    names = sorted(_HASHED.sub(r"\1.HASH.", name) for name in files)
    return {**found, LIST: "\n".join(names) + "\n"}


def expected(name: str) -> dict[str, str]:
    folder = HERE / name / "expected"
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
