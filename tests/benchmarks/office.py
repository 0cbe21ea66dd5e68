"""A newsroom that runs as an office runs it, and an editor who works in it over HTTP."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Callable
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.benchmarks import measure
from tests.benchmarks.report import ROOT

START_SECONDS, PATIENCE_SECONDS = 300, 300


class Office:
    """`make run` with folders and ports of its own, all in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.cms, self.site = (f"http://127.0.0.1:{_free_port()}" for _ in range(2))
        self.data, self.output, self.log = folder / "data", folder / "output", folder / "log"
        toml = (ROOT / "site.toml").read_text(encoding="utf-8")
        (folder / "site.toml").write_text(
            re.sub(r'(?m)^url = "[^"]*"', f'url = "{self.site}"', toml), encoding="utf-8"
        )
        self.environment = {
            **os.environ,
            "DATA_DIR": str(self.data),
            "OUTPUT_DIR": str(self.output),
            "SITE_TOML": str(folder / "site.toml"),
            "CMS_URL": self.cms,
            "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
        }

    def __enter__(self) -> "Office":
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tools.run"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait(lambda: "Ctrl-C stops everything" in self.said(), START_SECONDS, self.said)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=60)

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def cpu_seconds(self) -> float:
        return measure.cpu_seconds(self.process.pid)

    def page(self, path: str) -> str:
        """The page at an address as it stands in the output; empty where there is none."""
        file = self.output / path.strip("/") / "index.html"
        return file.read_text(encoding="utf-8") if file.is_file() else ""

    def section(self, section: str) -> int:
        """The number of the Thai front of a section."""
        with closing(sqlite3.connect(self.data / "db.sqlite3")) as database:
            (found,) = database.execute(
                "SELECT page_ptr_id FROM home_sectionpage"
                " JOIN wagtailcore_page p ON p.id = page_ptr_id"
                " JOIN wagtailcore_locale l ON l.id = p.locale_id"
                " WHERE section = ? AND l.language_code = 'th'",
                (section,),
            ).fetchone()
        return int(found)


class Editor:
    """A browser as far as the newsroom sees it, logged in as the first account."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        password = re.search(r"password: (\S+)", office.said())
        assert password
        self._post("/admin/login/", {"username": "admin", "password": password[1]})

    def upload(self, name: str, raw: bytes) -> int:
        """Sends a picture as the gallery does; its number in the library."""
        boundary = uuid.uuid4().hex
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: image/jpeg\r\n\r\n"
        )
        body = head.encode() + raw + f"\r\n--{boundary}--\r\n".encode()
        type_ = f"multipart/form-data; boundary={boundary}"
        answer = json.loads(self._send("/admin/images/upload-one/", body, type_))
        return int(answer["picture"]["id"])

    def publish(self, title: str, slug: str, pictures: list[int], alt: str) -> None:
        """Publishes a story with a cover and a gallery."""
        parent = self.office.section("news")
        fields = _story(title, slug, pictures, alt)
        self._post(f"/admin/pages/add/news/newspage/{parent}/", fields)

    def _post(self, path: str, fields: dict[str, Any]) -> None:
        """Fills a form: the page that shows it brings the cookie that must come back."""
        self.opener.open(self.office.cms + path, timeout=PATIENCE_SECONDS).close()
        body = urlencode(fields, doseq=True).encode()
        self._send(path, body, "application/x-www-form-urlencoded")

    def _send(self, path: str, body: bytes, type_: str) -> str:
        headers = {
            "Content-Type": type_,
            "X-CSRFToken": next(c.value or "" for c in self.cookies if c.name == "csrftoken"),
            "Referer": f"{self.office.cms}/admin/",
        }
        request = urllib.request.Request(self.office.cms + path, body, headers)
        with self.opener.open(request, timeout=PATIENCE_SECONDS) as answer:
            return str(answer.read().decode())


def _story(title: str, slug: str, pictures: list[int], alt: str) -> dict[str, Any]:
    """The fields of Wagtail's page editor."""
    use = {"alt": "", "caption": "", "credit": "", "consent": ""}
    images: dict[str, Any] = {"body-0-value-images-count": len(pictures)}
    for number, picture in enumerate(pictures):
        prefix = f"body-0-value-images-{number}"
        images |= {f"{prefix}-deleted": "", f"{prefix}-order": number, f"{prefix}-type": "item"}
        images |= {f"{prefix}-value-{name}": value for name, value in use.items()}
        images[f"{prefix}-value-image"] = picture
    block = {"deleted": "", "order": "0", "type": "gallery"}
    return {
        "title": title, "slug": slug, "summary": "", "purposes": ["knowledge"],
        "cover": pictures[0], "cover_alt": alt,
        "body-count": 1, **{f"body-0-{name}": value for name, value in block.items()},
        "body-0-value-title": "", **{f"body-0-value-{name}": "" for name in use},
        **images, "body-0-value-alt": alt, "action-publish": "1",
    }  # fmt: skip


def wait(condition: Callable[[], object], seconds: float, explain: Callable[[], str]) -> None:
    """Until the condition holds. Raises TimeoutError with the end of the explanation."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(explain()[-3000:])
        time.sleep(0.02)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
