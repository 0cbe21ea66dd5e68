"""From the admin's forms to the built site: export in this process, build in another one."""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from cms.export import services
from cms.export.models import OutboxEntry
from tests.cms.conftest import *  # noqa: F403
from tests.cms.export.conftest import Folder

ROOT = Path(__file__).resolve().parents[2]
# Pictures are encoded once for all runs: the cache is known by digest and recipe.
RENDITIONS = Path(tempfile.gettempdir()) / f"newsroom-renditions-{os.getuid()}"

# A heading's Thai words are kept whole by a span around each.
WORD = re.compile(r'<span class="word">(.*?)</span>')


class Site:
    """The built site as the public finds it."""

    def __init__(self, root):
        self.root = root

    def page(self, path):
        """The page at an address, or None where there is none; its Thai words in one piece."""
        file = self.root / path.strip("/") / "index.html"
        return WORD.sub(r"\1", file.read_text(encoding="utf-8")) if file.is_file() else None

    def feed(self, path="/th/news/"):
        return (self.root / path.strip("/") / "feed.json").read_text(encoding="utf-8")

    def everything(self):
        """All text of the site in one."""
        texts = (".html", ".json", ".xml", ".txt")
        files = (path for path in sorted(self.root.rglob("*")) if path.suffix in texts)
        return "\n".join(path.read_text(encoding="utf-8") for path in files)

    def has_file(self, start):
        return any(
            path.relative_to(self.root).as_posix().startswith(start)
            for path in self.root.rglob("*") if path.is_file()
        )  # fmt: skip


@pytest.fixture
def folder(content_dir):
    return Folder(content_dir)


@pytest.fixture
def export():
    def drain():
        while OutboxEntry.objects.exists():
            assert services.export_outbox().failed == {}

    return drain


def build(content, tmp_path):
    """build.py in a process of its own, which must not know of Django."""
    command = [
        sys.executable, "-W", "error", "build.py", "build", "--quiet", "--jobs", "1",
        "--content", content, "--output", tmp_path / "site", "--state", tmp_path / "state",
        "--renditions", RENDITIONS,
    ]  # fmt: skip
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DJANGO")}
    return subprocess.run(
        list(map(str, command)), cwd=ROOT, env=environment, capture_output=True, text=True
    )


@pytest.fixture
def publish_site(export, content_dir, tmp_path):
    """Exports and builds; gives the site. The build must find nothing to complain of."""

    def run():
        export()
        result = build(content_dir, tmp_path)
        assert result.returncode == 0, result.stderr
        return Site(tmp_path / "site")

    return run


@pytest.fixture
def problems_of(export, content_dir, tmp_path):
    """Exports and builds; gives the codes of what the build complained of."""

    def run():
        export()
        result = build(content_dir, tmp_path)
        assert result.returncode in (0, 3), result.stderr
        report = json.loads((tmp_path / "state" / "last-build.json").read_text())
        return [problem["code"] for problem in report["problems"]]

    return run
