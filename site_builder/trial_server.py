"""Trials over HTTP, for programs on this machine: what files would change were they exported, and
the page of one of them. The newsroom's preview and preflight stand on it.

    POST /-/dry-run  {"files": {"th/news/2026/a.md": {"text": "..."}, ...}}     -> JSON
    POST /-/render   {"files": {...}, "file": "th/news/2026/a.md"}              -> HTML

A file is given as `text` or as `base64`. Nothing is written but a folder that goes at once.
"""

import base64
import binascii
import json
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email.message import Message
from io import BufferedIOBase
from pathlib import Path
from typing import Any

from contract import paths
from site_builder.config import BuildConfig
from site_builder.errors import STOPPING
from site_builder.pipeline.trial import Trials
from site_builder.progress import Reporter

PREFIX = "/-/"
MAX_BYTES = 100 * 1024 * 1024
_WAIT_SECONDS = 30
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class Refused(Exception):
    """A request that is not served, with its status."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Answer:
    status: int
    type: str
    data: bytes


class TrialServer:
    """One trial at a time; the theme is loaded once. `configuration` gives what site.toml says."""

    def __init__(self, configuration: Callable[[], BuildConfig]) -> None:
        self.configuration = configuration
        self._trials: Trials | None = None
        self._alone = threading.Lock()

    def answer(self, path: str, client: str, headers: Message, body: BufferedIOBase) -> Answer:
        """Nothing of the body is read before the headers are looked at."""
        try:
            _check(path, client, headers)
            return self._answer(path, _parsed(body.read(_length(headers))))
        except Refused as refused:
            return _json(refused.status, {"error": str(refused)})
        except STOPPING as error:
            return _json(409, {"error": str(error)})

    def _answer(self, path: str, request: dict[str, Any]) -> Answer:
        if not self._alone.acquire(timeout=_WAIT_SECONDS):
            raise Refused(503, "Another trial is running: try again.")
        try:
            with _overlay(request.get("files")) as overlay:
                if path == f"{PREFIX}dry-run":
                    return _json(200, self._current().run(overlay).as_json())
                return self._page(overlay, str(request.get("file", "")))
        finally:
            self._alone.release()

    def _current(self) -> Trials:
        config = replace(self.configuration(), trial=True)
        if self._trials is None or self._trials.config != config:
            self._trials = Trials(config, Reporter(quiet=True))
        return self._trials

    def _page(self, overlay: Path, file: str) -> Answer:
        found = self._current().page(overlay, file)
        if found.page is None:
            problems = [problem.as_json() for problem in found.problems]
            return _json(422, {"error": f"{file} has no page.", "problems": problems})
        return Answer(200, "text/html; charset=utf-8", found.page)


def _check(path: str, client: str, headers: Message) -> None:
    """A page of another site that is open in a browser here can send neither a loopback name nor
    JSON without being asked; what comes through a proxy is not from here."""
    host = str(headers.get("Host", ""))
    through = any(name.lower().startswith(("forwarded", "x-forwarded")) for name in headers)
    local = host.rpartition(":")[0] in _LOOPBACK or host in _LOOPBACK
    if client not in ("127.0.0.1", "::1") or through or not local:
        raise Refused(403, "Only for programs on this machine.")
    if path not in (f"{PREFIX}dry-run", f"{PREFIX}render"):
        raise Refused(404, "There is dry-run and render.")
    if headers.get_content_type() != "application/json":
        raise Refused(415, "Send application/json.")


def _length(headers: Message) -> int:
    length = str(headers.get("Content-Length", ""))
    if not length.isascii() or not length.isdigit():
        raise Refused(411, "Say how long the request is.")
    if len(length) > 12 or int(length) > MAX_BYTES:
        raise Refused(413, f"At most {MAX_BYTES:,} bytes.")
    return int(length)


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused(400, "That is no JSON.") from error
    if not isinstance(found, dict):
        raise Refused(400, "Send an object.")
    return found


@contextmanager
def _overlay(files: Any) -> Iterator[Path]:
    if not isinstance(files, dict) or not files:
        raise Refused(400, "Send files: an object of paths, each with text or base64.")
    with tempfile.TemporaryDirectory(prefix="newsroom-") as name:
        folder = Path(name).resolve()
        for file, value in files.items():
            path = paths.inside(folder, file) if file.isprintable() else None
            if path is None or path == folder:
                raise Refused(400, f"{file!r} is no path of the content folder.")
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(_bytes(file, value))
            except OSError as error:
                raise Refused(400, f"{file!r} cannot be a file beside the others.") from error
        yield folder


def _bytes(file: str, value: Any) -> bytes:
    try:
        if isinstance(value, dict) and isinstance(value.get("text"), str):
            return str(value["text"]).encode()
        if isinstance(value, dict) and isinstance(value.get("base64"), str):
            return base64.b64decode(value["base64"], validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise Refused(400, f"{file!r} cannot be decoded.") from error
    raise Refused(400, f"{file!r} has neither text nor base64.")


def _json(status: int, value: Any) -> Answer:
    data = json.dumps(value, ensure_ascii=False).encode()
    return Answer(status, "application/json; charset=utf-8", data)
