"""A small web server for the built site: what a static host does, for looking at it here."""

import mimetypes
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from contract import attachments
from site_builder.trial_server import TrialServer

mimetypes.add_type("image/webp", ".webp")
mimetypes.add_type("font/woff2", ".woff2")

_FEEDS = {".json": "application/feed+json", ".xml": "application/atom+xml"}
# Of what lies in /files/. Browsers name the file as the link says (its title), or else as the
# address does; a name that stood here would count for more than both.
_DOWNLOAD = {
    "Content-Disposition": "attachment",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


class SiteHandler(SimpleHTTPRequestHandler):
    """Folder indexes, the site's own 404 pages, the feeds' content types; nothing is cached."""

    timeout = 60

    def send_head(self) -> Any:
        if self._hidden():
            self.send_error(404)
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
        name = Path(path).name
        suffix = Path(path).suffix
        if self._is_download():  # a text may be in another encoding than ours
            return attachments.type_of(name)
        if name.startswith("feed") and suffix in _FEEDS:
            return f"{_FEEDS[suffix]}; charset=utf-8"
        type_ = super().guess_type(path)
        return f"{type_}; charset=utf-8" if type_.startswith("text/") else type_

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store" if self.command == "POST" else "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        for name, value in _DOWNLOAD.items() if self._is_download() else ():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: the terminal is for the builder's messages."""

    def _is_download(self) -> bool:
        path = Path(self.translate_path(getattr(self, "path", "/")))  # none in a broken request
        return path.is_relative_to(Path(self.directory, "files")) and path.is_file()

    def _hidden(self) -> bool:
        path = unquote(self.path.split("?")[0])
        return any(part.startswith(".") for part in path.split("/"))

    def _not_found_page(self) -> Path | None:
        locale = self.path.split("/")[1] if "/" in self.path else ""
        root = Path(self.directory)
        for name in (f"{locale}/404.html", "404.html"):
            if (locale.isalnum() and (root / name).is_file()) or name == "404.html":
                return root / name if (root / name).is_file() else None
        return None


class SiteServer(ThreadingHTTPServer):
    """With `trials` it also tells what files would change were they exported."""

    daemon_threads = True
    trials: TrialServer | None = None

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader who goes away mid-answer is no error."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def server(output: Path, host: str, port: int, trials: TrialServer | None = None) -> SiteServer:
    """A server that is bound and ready; port 0 lets the system choose. Raises OSError."""
    made = SiteServer((host, port), partial(SiteHandler, directory=str(output)))
    made.trials = trials
    return made
