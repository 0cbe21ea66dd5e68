"""A site whose content changes, the service that publishes it, and the public's view of it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.deploy.web_server import WebServer
from tests.site_builder.sites import CONFIG, ENGLISH, Site, document

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 40


class Office:
    """Its site has two languages; `server` gives out the folder to which it is deployed."""

    def __init__(self, folder, nginx_files):
        self.server = WebServer(folder / "web", *nginx_files)
        self.site = Site(folder / "site", folder / "renditions", bilingual=True)
        url = f"http://127.0.0.1:{self.server.port}"
        self.site.configure(CONFIG.replace("https://www.example.go.th", url) + ENGLISH)
        self.environment = {
            **os.environ, "SITE_TOML": str(self.site.folder / "site.toml"),
            "DATA_DIR": str(self.site.folder),
        }  # fmt: skip
        self.service = None

    def command(self, name, *words):
        places = self.site.arguments("--jobs", "1")[1:]
        target = self.server.root.as_uri()
        return [sys.executable, "-W", "error", "build.py", name, *words, target, *places]

    def run(self, name, *words):
        return subprocess.run(
            self.command(name, *words), cwd=ROOT, env=self.environment, capture_output=True,
            text=True,
        )  # fmt: skip

    def serve(self):
        with (self.site.folder / "service.log").open("a") as log:
            self.service = subprocess.Popen(
                [*self.command("publish"), "--watch"], cwd=ROOT, env=self.environment,
                stderr=log, start_new_session=True,
            )  # fmt: skip

    def stop(self, number=signal.SIGINT):
        if self.service is not None:
            os.killpg(self.service.pid, number)
            self.service.wait(30)
            self.service = None

    def says(self):
        return (self.site.folder / "service.log").read_text()

    def get(self, path):
        return self.server.ask(path)

    def until(self, check):
        """The seconds until a reader sees it."""
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE_SECONDS:
            if check():
                return time.monotonic() - began
            time.sleep(0.05)
        raise AssertionError(f"it did not come: {self.says()}")

    def take_down(self, *slugs):
        entries = []
        for slug in slugs:
            made = document(slug)
            (self.site.content / made.file).unlink()
            entries.append(
                {"id": made.front["id"], "locale": "th", "path": f"/th/news/{slug}/",
                 "kind": "withdrawn", "deleted_at": "2026-11-23T09:00:00+07:00"}
            )  # fmt: skip
        self.site.json("tombstones.json", {"documents": entries, "media": []})
