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
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contract import paths
from site_builder.config import BuildConfig
from site_builder.errors import STOPPING
from site_builder.pipeline.trial import Trials
from site_builder.progress import Reporter

PREFIX = "/-/"
MAX_BYTES = 100 * 1024 * 1024
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
    """One trial at a time; the theme is loaded once."""

    def __init__(self, config: BuildConfig) -> None:
        self.trials = Trials(config, Reporter(quiet=True))
        self._alone = threading.Lock()

    def answer(self, path: str, host: str, type_: str, body: bytes) -> Answer:
        """`host` and `type_` are headers of the request: a page of another site that is open in a
        browser here can send neither a loopback name nor JSON without being asked."""
        try:
            if host.rpartition(":")[0] not in _LOOPBACK and host not in _LOOPBACK:
                raise Refused(403, "Only for programs on this machine.")
            if type_.partition(";")[0].strip() != "application/json":
                raise Refused(415, "Send application/json.")
            return self._answer(path, _parsed(body))
        except Refused as refused:
            return _json(refused.status, {"error": str(refused)})
        except STOPPING as error:
            return _json(409, {"error": str(error)})

    def _answer(self, path: str, request: dict[str, Any]) -> Answer:
        with self._alone, _overlay(request.get("files")) as overlay:
            if path == f"{PREFIX}dry-run":
                return _json(200, self.trials.run(overlay).as_json())
            if path == f"{PREFIX}render":
                return self._page(overlay, str(request.get("file", "")))
        raise Refused(404, "There is dry-run and render.")

    def _page(self, overlay: Path, file: str) -> Answer:
        found = self.trials.page(overlay, file)
        if found.page is None:
            problems = [problem.as_json() for problem in found.problems]
            return _json(422, {"error": f"{file} has no page.", "problems": problems})
        return Answer(200, "text/html; charset=utf-8", found.page)


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
            path = paths.inside(folder, file)
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
