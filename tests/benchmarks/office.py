"""A running newsroom that is measured, and an editor who works in it over HTTP."""

import json
import sqlite3
import urllib.request
import uuid
from contextlib import closing
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode

from tests.benchmarks import measure
from tests.office import Office

PATIENCE_SECONDS = 300


class MeasuredOffice(Office):
    def __enter__(self) -> "MeasuredOffice":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

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

    def __init__(self, office: MeasuredOffice) -> None:
        self.office = office
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self._post("/admin/login/", {"username": "admin", "password": office.password()})

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
