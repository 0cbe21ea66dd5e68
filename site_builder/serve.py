"""A small web server for the built site: what a static host does, for looking at it here."""

import sys
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from site_builder.deploy.edge import policy
from site_builder.trial_server import TrialServer

LeadsTo = Callable[[str], str | None]


class SiteHandler(SimpleHTTPRequestHandler):
    """Folder indexes, the site's own 404 pages, types and headers as the edge has them; nothing is
    cached."""

    timeout = 60

    def send_head(self) -> Any:
        if self._hidden():
            self.send_error(404)
            return None
        if target := self._leads_to():
            self.send_response(301)
            self.send_header("Location", target)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return None
        return super().send_head()

    def do_POST(self) -> None:
        """Trials, for programs on this machine."""
        trials: TrialServer | None = getattr(self.server, "trials", None)
        if trials is None:
            super().send_error(405)
            return
        answer = trials.answer(self.path, self.client_address[0], self.headers, self.rfile)
        self.close_connection = True
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.type)
        self.send_header("Content-Length", str(len(answer.data)))
        self.send_header("X-Robots-Tag", "noindex")
        self.end_headers()
        self.wfile.write(answer.data)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = self._not_found_page() if code == 404 else None
        if page is None:
            super().send_error(code, message, explain)
            return
        data = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def list_directory(self, path: Any) -> None:
        self.send_error(404)

    def guess_type(self, path: Any) -> str:
        return policy.content_type(self._site_path(path))

    def end_headers(self) -> None:
        """A file's headers; other answers have those of a page."""
        file = Path(self.translate_path(getattr(self, "path", "/")))  # none in a broken request
        path = self._site_path(file) if file.is_file() else ""
        self.send_header("Cache-Control", "no-store" if self.command == "POST" else "no-cache")
        if policy.is_download(path):
            self.send_header("Content-Disposition", policy.DOWNLOAD_DISPOSITION)
        if policy.allows_any_origin(path):
            self.send_header("Access-Control-Allow-Origin", "*")
        for name, value in policy.security_headers(path).items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: the terminal is for the builder's messages."""

    def _site_path(self, file: Path | str) -> str:
        return Path(file).relative_to(self.directory).as_posix()

    def _hidden(self) -> bool:
        return policy.is_hidden(unquote(self.path.split("?")[0]).lstrip("/"))

    def _leads_to(self) -> str | None:
        leads_to: LeadsTo | None = getattr(self.server, "leads_to", None)
        return leads_to(self.path) if leads_to else None

    def _not_found_page(self) -> Path | None:
        locale = self.path.split("/")[1] if "/" in self.path else ""
        root = Path(self.directory)
        for name in (f"{locale}/404.html", "404.html"):
            if (locale.isalnum() and (root / name).is_file()) or name == "404.html":
                return root / name if (root / name).is_file() else None
        return None


class SiteServer(ThreadingHTTPServer):
    """With `trials` it also tells what files would change were they exported. `leads_to` says where
    an address leads that moved, as it is asked for."""

    daemon_threads = True
    trials: TrialServer | None = None
    leads_to: LeadsTo | None = None

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader who goes away mid-answer is no error."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def server(
    output: Path,
    host: str,
    port: int,
    trials: TrialServer | None = None,
    leads_to: LeadsTo | None = None,
) -> SiteServer:
    """A server that is bound and ready; port 0 lets the system choose. Raises OSError."""
    made = SiteServer((host, port), partial(SiteHandler, directory=str(output)))
    made.trials, made.leads_to = trials, leads_to
    return made
