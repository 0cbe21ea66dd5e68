"""Is it live? Asks the public address for what a deploy changed and compares the bytes."""

import hashlib
import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from site_builder.deploy.files import File

LIVE, UNVERIFIED, GONE = "live", "unverified", "gone"
PATIENCE_SECONDS = 45.0
THREADS = 8
_TIMEOUT_SECONDS = 10.0
_FIRST_WAIT_SECONDS = 0.3
_LONGEST_WAIT_SECONDS = 5.0
_LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True)
class Answer:
    """What the public got. Status 0: nobody answered; `sha256` is that of the body."""

    status: int
    sha256: str = ""


Ask = Callable[[str], Answer]


@dataclass(frozen=True)
class Seen:
    """What the public got in the end, and whether that is what it was to get."""

    answer: Answer
    is_met: bool


@dataclass(frozen=True)
class Expected:
    """A path and what the public is to get there; without a file nothing."""

    path: str
    file: File | None

    def is_met(self, answer: Answer) -> bool:
        if self.file is None:
            return answer.status in (404, 410)
        if self.file.class_ == "gone":
            return answer.status in (404, 410)
        if self.file.class_ == "redirect":
            return answer.status in (301, 308) or answer == Answer(200, self.file.sha256)
        return answer == Answer(200, self.file.sha256)


def check(
    expected: Iterable[Expected],
    ask: Ask,
    *,
    patience: float = PATIENCE_SECONDS,
    wait: Callable[[float], None] = time.sleep,
) -> dict[str, Seen]:
    """What the public was seen to get at each path, within `patience` seconds. When nobody answers
    at all, asking ends at once."""
    open_ = {each.path: each for each in expected}
    seen = dict[str, Seen]()
    deadline, pause = time.monotonic() + patience, _FIRST_WAIT_SECONDS
    with ThreadPoolExecutor(THREADS) as pool:
        while open_:
            answers = dict(zip(open_, pool.map(_bounded(ask, deadline), open_), strict=True))
            for path, answer in answers.items():
                seen[path] = Seen(answer, open_[path].is_met(answer))
                if seen[path].is_met:
                    del open_[path]
            nobody = all(answer.status == 0 for answer in answers.values())
            if nobody or not open_ or time.monotonic() + pause > deadline:
                break
            wait(pause)
            pause = min(2 * pause, _LONGEST_WAIT_SECONDS)
    return seen


def _bounded(ask: Ask, deadline: float) -> Ask:
    return lambda path: ask(path) if time.monotonic() < deadline else Answer(0)


def asking(public_url: str) -> Ask:
    """Asks over HTTP, for the bytes as they are."""
    parts = urlsplit(public_url)
    secure = parts.scheme == "https"
    connection = http.client.HTTPSConnection if secure else http.client.HTTPConnection

    def ask(path: str) -> Answer:
        address = "/" + quote(path.removesuffix("index.html") if _is_page(path) else path)
        try:
            host = connection(parts.hostname or "", parts.port, timeout=_TIMEOUT_SECONDS)
            with closing(host) as made:
                made.connect()
                with _no_longer_than(_TIMEOUT_SECONDS, made.sock):
                    made.request("GET", address, headers={"Accept-Encoding": "identity"})
                    answer = made.getresponse()
                    return Answer(answer.status, hashlib.sha256(answer.read(_LARGEST)).hexdigest())
        except (OSError, ValueError, http.client.HTTPException):  # ValueError: no host is so named
            return Answer(0)

    return ask


@contextmanager
def _no_longer_than(seconds: float, connection: socket.socket) -> Iterator[None]:
    """A socket's own timeout begins anew with each byte: an answer may drip for ever."""

    def end() -> None:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, end)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


def _is_page(path: str) -> bool:
    return path == "index.html" or path.endswith("/index.html")
